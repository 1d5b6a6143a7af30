"""Who: person, address, preferences, sign-in, consent. The custom user model of the house.

A person is one e-mail address that proved itself (`email`, kept as `normal_address` makes it), with a zone and a
language. There are no passwords: organisers sign in by a code, learners act by links that are good for one act.

Verbs (`actions`): `meet` (get or make a person), `verify_address`, `ask_address_change`, `confirm_address_change`,
`edit_person`, `record_consent`, `queue_sign_in_code`, `forget_codes`, `add_organiser`, `remove_organiser`,
`make_first_organiser_link`, `use_first_organiser_link`.
"""
