"""One mail has one writer: programs differ in which of several they show, and servers in which of them they check."""

from email.utils import getaddresses

from ..outcomes import Outcome, held
from ..reading import Incoming


def it_names_many_writers(incoming: Incoming) -> Outcome | None:
    """RFC 7489, 6.6.1: more than one field From, or more than one address in it."""
    fields = incoming.letter.all_of("From")
    if len(fields) > 1:
        return held("many-froms", f"It has {len(fields)} fields From, so nobody can say who wrote it")
    if incoming.letter.from_addr or not fields:
        return None
    named = {address.lower() for _, address in getaddresses(fields) if "@" in address}
    if len(named) < 2:
        return None
    return held("many-froms", f"It names {len(named)} writers in From; one mail has one")
