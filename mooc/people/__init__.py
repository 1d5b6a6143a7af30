"""Who: person, address, preferences, sign-in, consent. The custom user model of the house.

A person is one e-mail address that proved itself (`email`, kept as `normal_address` makes it), with a zone and a
language. There are no passwords: organisers sign in by a code, learners act by links that are good for one act.

A person may write from further addresses (`OtherAddress`), to which we never write but to ask.

Verbs (`actions`): `meet` (get or make a person), `verify_address`, `ask_address_change`, `confirm_address_change`,
`ask_other_address`, `confirm_other_address`, `add_address_by_word`, `remove_other_address`, `edit_person`,
`record_consent`, `queue_sign_in_code`, `forget_codes`, `add_organiser`, `remove_organiser`,
`make_first_organiser_link`, `use_first_organiser_link`.
"""
