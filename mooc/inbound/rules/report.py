"""Delivery reports and receipts that went to the wrong address of ours."""

from ..outcomes import Outcome, dropped
from ..reading import Incoming


def it_is_a_report(incoming: Incoming) -> Outcome | None:
    """RFC 3462: what a mail system tells of another mail."""
    if incoming.said("Content-Type").startswith("multipart/report"):
        return dropped("bounce", "A report of a mail system, not something a person wrote")
    if incoming.said("X-Failed-Recipients"):
        return dropped("bounce", "A report of failed recipients, not something a person wrote")
    return None
