"""Groups: proposals, memberships, placing, and what members write to each other.

`queries.candidates(run)` turns rows into plain `matching.Learner` values; `actions.propose_groups` stores what
`matching.form_groups` answers; `actions.confirm_proposal` makes groups, memberships, addresses and welcome mails.

Verbs (`actions`): `propose_groups`, `confirm_proposal`, `form_due_groups`, `place_waiting`, `join_a_group`,
`leave`, `undo_leave`, `receive_post`.
"""
