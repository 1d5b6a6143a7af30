"""The commands before a message, and the message as DATA wants it."""

import re

from ..base import Answer, Outgoing, Verdict
from .features import Features

RSET = b"RSET\r\n"
DATA = b"DATA\r\n"
DOT = b".\r\n"
QUIT = b"QUIT\r\n"
LINE_END = b"\r\n"

# Twice as fast as looking for it by `replace`, and most messages have none.
_DOT_FIRST = re.compile(rb"\n\.").search


def objection(copy: Outgoing, features: Features, host: str) -> Answer | None:
    """Say why this server cannot take the copy, without asking it."""
    addresses = copy.mail_from + copy.rcpt_to
    if not addresses.isprintable():  # a line break would be another command
        text = "553 5.1.3 there are signs in this address that none can have"
    elif not features.smtputf8 and not addresses.isascii():
        text = f"553 5.6.7 {host} does not offer SMTPUTF8, which this address needs"
    elif 0 < features.most_bytes < len(copy.raw):
        text = f"552 5.3.4 {len(copy.raw)} bytes; {host} takes at most {features.most_bytes}"
    else:
        return None
    return Answer(copy.delivery_id, Verdict.REJECTED, text)


def commands(copy: Outgoing, features: Features) -> tuple[bytes, bytes]:
    """Return MAIL with what the server is to know of the message, and RCPT."""
    mail, rcpt = f"MAIL FROM:<{copy.mail_from}>", f"RCPT TO:<{copy.rcpt_to}>\r\n"
    if features.size:
        mail = f"{mail} SIZE={len(copy.raw)}"
    if not (rcpt.isascii() and mail.isascii()):
        mail += " BODY=8BITMIME SMTPUTF8"
    return f"{mail}\r\n".encode(), rcpt.encode()


def with_dot(raw: bytes, following: bytes = b"") -> bytes:
    """Return the message with dots doubled at the start of lines, and one alone at the end; then what follows."""
    if _DOT_FIRST(raw) or raw.startswith(b"."):
        raw = (b"\n" + raw).replace(b"\n.", b"\n..")[1:]
    return b"".join((raw, DOT if raw.endswith(LINE_END) else b"\r\n.\r\n", following))
