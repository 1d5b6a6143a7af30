"""The only way out: mailings, deliveries, suppression, transports. Knows addresses, not people.

A *mailing* is one per occasion, a *delivery* is one recipient's copy of it. The audience is frozen when planned; the
text is not: the room that owns the occasion registers a `Filler` (see `fillers`), which at claim time gives the
address, the edition and the slot values for a batch of recipients.

Verbs (`actions`): `plan`, `send_due`, `cancel`, `resend`, `suppress`, `lift_suppression`, `recover_claimed`,
`forget_old_copies`. Rooms: `fillers` (the protocol), `layout` (one look for all mail), `transports/`, `links`.
"""
