"""Runs and enrolments: sign up, confirm, say "I am in", leave; and what happens because a date has come.

An *enrolment* is a learner in a run; every link in a mail is scoped to one enrolment and one act (`tokens`, `links`).

Verbs (`actions`): `open_run`, `edit_run`, `cancel_run`, `adopt_version`; `sign_up`, `confirm_sign_up`,
`resend_confirmation`, `import_learners`; `ask_ready`, `say_ready`; `edit_enrolment`, `leave_run`, `undo_leave_run`,
`stop_mail`, `start_mail`, `move_learner`, `remove_learner`; `follow_course`, `confirm_follow`, `stop_following`;
`add_run_organiser`, `remove_run_organiser`; and `keep_time`, the worker's sweep.
Leaving a run also leaves the group, so doors call `groups.actions.leave`, which calls `leave_run`.
Which dates mean what is told in docs/runs.md; `dates` computes them, `lists` reads what others exported.
"""
