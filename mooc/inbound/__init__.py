"""What came in by mail: kept raw before we answer, routed later, always in exactly one visible state.

The doors ask `queries.verdict(address)` at RCPT and give the bytes to `actions.ingest`, which is idempotent. The worker
calls `actions.route_kept`, which goes batch by batch: `reading` has each mail read by a process apart (`reader`),
`queries.find_destinations` says which rooms the addresses lead to, `writers` says who wrote, `rules` are the small
named objections (one file each), `questions` what is asked of who may have written. `routing` then brings it to the
room below (a post to its group, by `posting`; a bounce to its delivery, a wish to stop to its enrolment, a soloist's
words to the organisers) or holds it with a reason.

Verbs (`actions`): `ingest`, `note_refusal`, `route_kept`, `post_held`, `forget_old_raw`; `questions.answer_question`;
`deciding`: `keep`, `hide`, `ask`, `reopen`; `answering.answer`, the one-way door for automatic answers.
Queries: `verdict`, `find_destinations`, `inbound_mails`, `inbound_mail`, `desk.waiting`, `tracing.trace`.
"""
