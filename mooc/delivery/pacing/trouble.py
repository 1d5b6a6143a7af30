"""Hearing "too fast" in an answer: a refusal for now that has to do with how much we send, not with this one copy."""

import re

from ..transports.base import Answer, Verdict

_REPLY = re.compile(r"(?:^|\s)(4[25]\d)(?:[ -]+(4\.\d{1,3}\.\d{1,3}))?(?=\s|$)")
_OF_LOAD = frozenset({"4.2.1", "4.3.2", "4.4.5"})
_WORDS = re.compile(
    r"too (?:fast|many|much|frequent|quick)|\brates?\b|rate.?limit|throttl|slow(?:ing)? down|volume|exceed"
    r"|temporarily (?:deferred|rate|blocked)|(?:hourly|daily|message|connection|sending|recipient) (?:limit|quota)",
    re.IGNORECASE,
)
# An address that is seen for the first time is asked to come again, however slowly it does; an idle line is closed;
# a full mailbox is its owner's.
_NOT_OF_RATE = re.compile(
    r"gr[ea]y-?list|\b4\.4\.2\b.*time|idle|\b4\.2\.2\b|mailbox (?:is )?full|over quota", re.I
)


def is_too_fast(answer: Answer) -> bool:
    """Say whether the other side asks for fewer copies: 421, 4.7.x, or 450, 451, 452 with words or codes of load."""
    if answer.verdict is not Verdict.DEFERRED:
        return False
    reply = _REPLY.search(answer.text)
    if reply is None or _NOT_OF_RATE.search(answer.text):
        return False
    code, status = reply[1], reply[2] or ""
    if code == "421" or status.startswith("4.7."):
        return True
    return status in _OF_LOAD or _WORDS.search(answer.text) is not None
