"""Whose fault a refusal is: this copy's, or ours, so that every other copy would be refused as well.

    4yz            DEFERRED: later
    5yz to MAIL    OUR_FAULT, unless it speaks of this message's size or this address's letters
    5yz later      REJECTED, unless it plainly speaks of us: not signed in, may not relay, our name or address bad

Enhanced codes are those of RFC 3463 and its registry, and of mail services that made up their own.
"""

import re
from enum import IntEnum

from ..base import Verdict
from .replies import Reply


class Stage(IntEnum):
    """What a reply answers."""

    RSET = 0
    MAIL = 1
    RCPT = 2
    DATA = 3
    DOT = 4
    # The dot after an envelope that was refused: no message.
    EMPTY_DOT = 5


_SAYS_CODE = re.compile(rb"^(5\.\d{1,3}\.\d{1,3})\b")
# RFC 4954: authentication required, too weak, failed, only over TLS.
_OUR_CODES = frozenset((530, 534, 535, 538))
_OUR_ENHANCED = re.compile(
    r"""5\.1\.[78]                # the sender's address
    |   5\.7\.(?:8|9|11|14)       # credentials, encryption, trust
    |   5\.7\.2\d                 # DKIM, SPF (23, 24), reverse name (25), DMARC (26), no MX (27), flood (28), ARC
    |   5\.7\.(?:54|57|60|64)     # Exchange: may not relay, not signed in
    |   5\.7\.(?:50[1-3]|51[125]|60[6-9]|6[1-4]\d|70[58]|750)  # Outlook: our host or domain is banned or unproven
    """,
    re.VERBOSE,
)
# 5.7.1 and 5.7.0 say only "policy", and old servers no enhanced code at all: their words decide.
_VAGUE = frozenset((b"", b"5.7.0", b"5.7.1"))
_OUR_WORDS = re.compile(
    "|".join(
        (
            r"relay(ing)?( access)?( is)? (denied|prohibited|not permitted|not allowed)",
            r"(unable|cannot|not permitted|not allowed|refus\w+|does not|not)( to)? relay\b",
            r"sender (address|verify|domain) (rejected|failed|blocked)",
            r"client host .*(rejected|blocked)",
            r"authentication( is)? (required|failed)",
            r"not authenticated",
            r"must( first)? authenticate",
            r"\b(spf|dkim|dmarc)\b",
            r"\b(dnsbl|rbl|spamhaus|spamcop|barracuda|black ?list(ed)?|block ?list(ed)?)\b",
        )
    ).encode(),
    re.IGNORECASE,
)
# What they quote of ours may be named like anything.
_ADDRESS = re.compile(rb"<[^>]*>|\S+@\S+")
# RFC 1870 and 6531: MAIL may be refused for what it says of this copy.
_COPY_ENHANCED = frozenset((b"5.3.4", b"5.2.3", b"5.6.7", b"5.6.1", b"5.6.3"))


def verdict(stage: Stage, reply: Reply) -> Verdict:
    """Say what a reply means for the copy; 2yz is only asked about after the dot."""
    code, text = reply
    if code < 300 and stage is Stage.DOT:
        return Verdict.ACCEPTED
    if code < 500:
        return Verdict.DEFERRED
    if stage is Stage.MAIL:
        return Verdict.REJECTED if _is_of_this_copy(code, text) else Verdict.OUR_FAULT
    return Verdict.OUR_FAULT if _is_of_us(code, text) else Verdict.REJECTED


def _is_of_this_copy(code: int, text: bytes) -> bool:
    enhanced = _enhanced(text)
    return enhanced in _COPY_ENHANCED or (code == 552 and not enhanced)


def _is_of_us(code: int, text: bytes) -> bool:
    enhanced = _enhanced(text)
    if code in _OUR_CODES or _OUR_ENHANCED.fullmatch(enhanced.decode()):
        return True
    return enhanced in _VAGUE and _OUR_WORDS.search(_ADDRESS.sub(b"", text)) is not None


def _enhanced(text: bytes) -> bytes:
    found = _SAYS_CODE.match(text)
    return found[1] if found else b""
