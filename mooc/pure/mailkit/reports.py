"""Delivery reports (RFC 3464, RFC 6522): which recipient, which status, which of our messages."""

import re
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser

from .parts import children_of, decoded, words_of

MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")


@dataclass(frozen=True, slots=True)
class Reported:
    """What a delivery report says of one recipient (RFC 3464)."""

    address: str
    action: str
    status: str
    diagnostic: str


def read_report(parts: list[Message]) -> tuple[tuple[Reported, ...], str]:
    """Return what a report says of each recipient, and the Message-ID of the mail it is about."""
    reported: list[Reported] = []
    message_id = ""
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            reported.extend(_reported(block) for block in children_of(part) if block.get("final-recipient"))
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            found = MESSAGE_ID.findall(_original_id(part))
            message_id = message_id or (found[0] if found else "")
    return tuple(reported), message_id


def _reported(block: Message) -> Reported:
    address = decoded(block.get("final-recipient", "")).partition(";")[2].strip().strip("<>")
    return Reported(
        address=address,
        action=decoded(block.get("action", "")).strip().lower(),
        status=decoded(block.get("status", "")).strip()[:9],
        diagnostic=decoded(block.get("diagnostic-code", "")).partition(";")[2].strip()[:300],
    )


def _original_id(part: Message) -> str:
    inner = children_of(part)
    if not inner:
        words = words_of(part).encode("utf-8", "replace")
        inner = [BytesParser(policy=policy.compat32).parsebytes(words, headersonly=True)]
    return decoded(inner[0].get("message-id", ""))
