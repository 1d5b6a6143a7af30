"""RFC 5321, 6.3: many hops are a circle."""

from ..outcomes import Outcome, dropped
from ..reading import Incoming

MOST_HOPS = 25


def it_has_been_everywhere(incoming: Incoming) -> Outcome | None:
    """Count the fields `Received`."""
    hops = incoming.letter.received_count
    if hops <= MOST_HOPS:
        return None
    return dropped("loop", f"It went through {hops} mail servers; more than {MOST_HOPS} is a circle")
