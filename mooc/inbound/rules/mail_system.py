"""RFC 5321 and RFC 2142: some mailboxes belong to mail systems."""

from ..outcomes import Outcome, dropped
from ..reading import Incoming

_SYSTEMS = ("mailer-daemon", "postmaster", "mail-daemon", "double-bounce")


def its_sender_is_a_machine(incoming: Incoming) -> Outcome | None:
    """Ask the part before the @ of From."""
    local = incoming.letter.from_addr.partition("@")[0].lower()
    if local not in _SYSTEMS:
        return None
    return dropped("bounce", f"It was written by {local}, which is a mail system")
