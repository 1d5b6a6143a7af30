"""Precedence is no standard and yet what many vacation programs and newsletters say."""

from ..outcomes import Outcome, dropped
from ..reading import Incoming


def it_is_bulk_mail(incoming: Incoming) -> Outcome | None:
    """Take the word for it; nobody writes to his group in bulk."""
    said = incoming.said("Precedence")
    if said in ("bulk", "junk", "list", "auto_reply"):
        kind = "auto-reply" if said == "auto_reply" else "bulk"
        return dropped(kind, f"Mail for many, not for the group (Precedence: {said})")
    return None
