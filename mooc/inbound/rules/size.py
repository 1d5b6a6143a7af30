"""The mail door refuses what is too big; other doors may not have looked."""

from django.conf import settings

from ..outcomes import Outcome, held
from ..reading import Incoming


def it_is_too_big(incoming: Incoming) -> Outcome | None:
    """Compare with MOOC_MAX_INBOUND_BYTES."""
    size = incoming.mail.raw.size if incoming.mail.raw else 0
    if size <= settings.MOOC_MAX_INBOUND_BYTES:
        return None
    return held(
        "too-big", f"It has {size:,} bytes; more than {settings.MOOC_MAX_INBOUND_BYTES:,} are not posted"
    )
