"""The commands before a message, and the message as DATA wants it."""

from ..base import Answer, Outgoing, Verdict
from .features import Features

DATA = b"DATA\r\n"
DOT = b".\r\n"


def objection(copy: Outgoing, features: Features, host: str) -> Answer | None:
    """Say why this server cannot take the copy, without asking it."""
    addresses = copy.mail_from + copy.rcpt_to
    if not addresses.isprintable():  # a line break would be another command
        text = "553 5.1.3 there are signs in this address that none can have"
    elif not addresses.isascii() and not features.smtputf8:
        text = f"553 5.6.7 {host} does not offer SMTPUTF8, which this address needs"
    elif 0 < features.most_bytes < len(copy.raw):
        text = f"552 5.3.4 {len(copy.raw)} bytes; {host} takes at most {features.most_bytes}"
    else:
        return None
    return Answer(copy.delivery_id, Verdict.REJECTED, text)


def mail_command(copy: Outgoing, features: Features) -> bytes:
    """Return MAIL FROM with what the server is to know of the message."""
    size = f" SIZE={len(copy.raw)}" if features.size else ""
    if not (copy.mail_from + copy.rcpt_to).isascii():
        size += " BODY=8BITMIME SMTPUTF8"
    elif features.eight_bit and not copy.raw.isascii():
        size += " BODY=8BITMIME"
    return f"MAIL FROM:<{copy.mail_from}>{size}\r\n".encode()


def rcpt_command(copy: Outgoing) -> bytes:
    """Return RCPT TO."""
    return f"RCPT TO:<{copy.rcpt_to}>\r\n".encode()


def stuffed(raw: bytes) -> bytes:
    """Return the message with dots doubled at the start of lines, and one alone at the end."""
    doubled = raw.replace(b"\r\n.", b"\r\n..")
    start = b"." if raw.startswith(b".") else b""
    return start + doubled + (DOT if raw.endswith(b"\r\n") else b"\r\n.\r\n")
