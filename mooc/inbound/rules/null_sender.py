"""RFC 5321, 4.5.5: what has no sender wants no answer and has no writer."""

from ..outcomes import Outcome, dropped
from ..reading import Incoming


def its_sender_is_null(incoming: Incoming) -> Outcome | None:
    """Ask the envelope, and what a mail server wrote of it into the mail."""
    if incoming.mail.mail_from and incoming.said("Return-Path") != "<>":
        return None
    return dropped("bounce", "It came with the null sender, as bounces and auto-replies do")
