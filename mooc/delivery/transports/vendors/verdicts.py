"""From what a service answers to what became of a copy.

Texts begin like an answer of SMTP, so that one reader and one rule for slowing down serve both ways out.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from ..base import Verdict
from .address import ServiceAddress

_LONGEST = 240
# Said of the address that we write to, not of us.
_OF_RECIPIENT = re.compile(
    r"['\"`]to['\"`\[]|\bto (?:parameter|address|field)|\bto[.\[]\d|\bin to\b|\bto\.\d|recipient|email_?address"
    r"|[\"']?to[\"']? is",
    re.IGNORECASE,
)
_NOT_VALID = re.compile(r"valid|illegal|malformed|pars|format|not exist", re.IGNORECASE)
_OF_SENDER = re.compile(r"\bfrom\b|sender|domain (?:is )?not|verif", re.IGNORECASE)
_QUOTA = re.compile(r"quota|credit|daily|month|payment|billing|suspend|paused", re.IGNORECASE)
_KEY = re.compile(
    r"invalid[_ ]?(?:server)?[_ ]?(?:api)?[_ ]?key|access ?denied|payment_?required|unknown_subaccount", re.I
)
_WORTH_TELLING = (
    "name",
    "code",
    "Code",
    "ErrorCode",
    "message",
    "Message",
    "ErrorMessage",
    "error",
    "detail",
)
_RATE = ("TooManyRequestsException", "Throttling", "ThrottlingException")


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of a service: the status of HTTP, its words, and for how long it wants to be left alone."""

    status: int
    words: str
    retry_after: float = 0.0


def told(response: Any, address: ServiceAddress) -> Told:
    """Read an answer: one of `requests`, or the dictionary that boto3 makes of one."""
    if isinstance(response, dict):
        status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
        words = _flat(response.get("Error", {}))
        return Told(429 if any(name in words for name in _RATE) else status, address.scrubbed(words))
    try:
        words = _flat(response.json())
    except ValueError:
        words = re.sub(r"<[^<>]{0,500}>", " ", response.text[:4_000])
    wait = response.headers.get("Retry-After", "")
    return Told(
        response.status_code, address.scrubbed(words)[:_LONGEST], float(wait) if wait.isdecimal() else 0.0
    )


def verdict_of(answer: Told, address: ServiceAddress) -> tuple[Verdict, str]:
    """Say what became of a copy that was not simply taken."""
    kind, status, words = address.kind, answer.status, answer.words
    said = f"{kind.title} answers {status}" + (f": {words}" if words else "")
    if kind.says_taken and kind.says_taken in words:
        return Verdict.ACCEPTED, f"250 2.0.0 {kind.title} had taken it in an earlier attempt"
    if status == 429 or status == 420:
        if _QUOTA.search(words):
            return Verdict.OUR_FAULT, f"452 4.3.1 no more mail for now: {said}"
        return Verdict.DEFERRED, f"421 4.7.0 too fast: {said}"
    if status in (408, 409, 425):
        return Verdict.DEFERRED, f"451 4.3.0 {said}"
    if status == 504:
        return Verdict.UNCERTAIN, f"451 4.4.2 {said}; it may have arrived"
    if status >= 500 and not _KEY.search(words):
        return Verdict.DEFERRED, f"451 4.3.0 {said}"
    if status == 413:
        return Verdict.REJECTED, f"552 5.3.4 too big: {said}"
    if status in (400, 422) and _is_about_recipient(words):
        return Verdict.REJECTED, f"553 5.1.3 {said}"
    return Verdict.OUR_FAULT, f"530 5.7.0 {said}"


def _is_about_recipient(words: str) -> bool:
    return bool(_OF_RECIPIENT.search(words) and _NOT_VALID.search(words) and not _OF_SENDER.search(words))


def _flat(found: Any) -> str:
    """Return the words of an answer in JSON, as few as say what is wrong."""
    if not found and found != 0:
        return ""
    if isinstance(found, dict):
        named = [_flat(found[name]) for name in _WORTH_TELLING if found.get(name) not in (None, "", 0)]
        deeper = [
            _flat(value)
            for name, value in found.items()
            if isinstance(value, list | dict) and name != "error"
        ]
        return " ".join(filter(None, named + deeper)) or json.dumps(found)[:_LONGEST]
    if isinstance(found, list):
        return " ".join(filter(None, map(_flat, found[:5])))
    return str(found)
