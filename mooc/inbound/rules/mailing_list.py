"""A list that writes to a group would make the group a list of strangers (RFC 2919)."""

from ..outcomes import Outcome, dropped
from ..reading import Incoming


def it_came_through_a_list(incoming: Incoming) -> Outcome | None:
    """Ask for the mark that every list leaves; ours are asked for before."""
    if not incoming.said("List-Id"):
        return None
    return dropped("bulk", "It came through a mailing list")
