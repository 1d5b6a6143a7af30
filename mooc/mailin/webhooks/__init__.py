"""What a mail service tells us over HTTPS: what became of copies, and mail that came in.

django-anymail reads it; `proofs` insists that it is the service's. An event about a copy becomes the report that a mail
system would have sent to the copy's bounce address (`reports`), a mail becomes its bytes again (`incoming`), and both
go the one way of all mail that comes in: kept by `inbound.actions.ingest` before we answer, routed later, each in
exactly one visible state. The address of the service says which one may come and by what it proves itself.
"""
