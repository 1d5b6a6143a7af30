"""Groups: proposals, memberships, placing, and what members write to each other.

`queries.candidates(run)` turns rows into plain `matching.Learner` values; `actions.propose_groups` stores what
`matching.form_groups` answers; `actions.confirm_proposal` makes groups, memberships, addresses and welcome mails.

Proposals stay side by side until one is confirmed; `comparing`, `arrangement` and `shifting` say what two differ in and
what a change by hand is worth. `fellows` says which runs share their groups. `left_over` is what somebody
without a group reads.

Verbs (`actions`): `propose_groups`, `ask_for_proposal`, `pin`, `move_placement`, `undo_move`, `confirm_proposal`,
`form_due_groups`, `place_waiting`, `join_a_group`, `choose_writing` and its like, `leave`, `undo_leave`,
`receive_post`; for groups that live `tend_groups`, `answer_wishes`, `ask_for_another_group`, `confirm_changes`,
`dismiss_change`, `set_policy`.

How each wants his mail: `choose_mail`, `choose_own_copy`, `go_away`, `end_absence`, `mute_thread`, `unmute_thread`;
once a day `plan_due_digests`.
"""
