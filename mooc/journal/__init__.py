"""Append-only facts: what happened, to whom, when. The source of all numbers.

Verbs (`actions`): `note`, `note_many`. Nobody changes or deletes a fact except retention and a person's erasure.
The journal knows ids, not rows: it imports nothing of the floors above.
"""
