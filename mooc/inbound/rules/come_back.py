"""A member's mailbox that sends everything back to where it came from must not start a circle."""

from mooc.groups.discussion.post_mails import LOOP_HEADER

from ..addresses import our_domain
from ..outcomes import Outcome, dropped
from ..reading import Incoming


def it_is_ours_come_back(incoming: Incoming) -> Outcome | None:
    """Know what we sent by our own mark, or by the name of one of our groups (RFC 2919)."""
    if our_domain() in [value.strip() for value in incoming.all_said(LOOP_HEADER)]:
        return dropped("loop", "I sent this myself; it came back")
    if any(f".{our_domain()}>" in value for value in incoming.all_said("List-Id")):
        return dropped("loop", "It came out of one of my own groups")
    return None
