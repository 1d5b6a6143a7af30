"""Takes a mail for what it is: a bounce, a complaint, an automatic answer, a command, or something a
person wrote."""

import re
from dataclasses import replace
from email.utils import parseaddr

from .addresses import addresses_in, bare
from .feedback import read_feedback
from .notices import read_notice
from .opened import Opened, open_message, open_report
from .plain import read_plain
from .report import BounceReport, Recipient, Told
from .signs import (
    SURELY_MACHINE,
    is_automatic,
    is_command,
    tells_of_delay,
    tells_of_failure,
    where_it_says_so,
)
from .standard import read_standard
from .verdict import judge

_HELP = re.compile(
    r"(?:post-?master|mailer-daemon|hostmaster|webmaster|abuse|support|help|helpdesk|info|contact|admin\w*"
    r"|root|no-?reply)@"
)
_ANSWER = re.compile(r"[^\W\d_]{3}|[245]\d\d")
_TO = re.compile(r"^to:(.{0,2000})$", re.IGNORECASE | re.MULTILINE)
# What is read of the words about all recipients together, and of each at least.
_SIGNS, _FEWEST_SIGNS = 20_000, 100
# How far into a returned mail its sender is looked for.
_TOP = 4_000


def read_bounce(raw: bytes) -> BounceReport:
    """Read any bytes as a possible bounce; never raises. Costs time in proportion to the size, within
    caps."""
    try:
        return _taken_for(open_report(raw))
    except Exception:  # noqa: BLE001  (hostile input: the parser raises more than it documents)
        return BounceReport("unknown")


def _taken_for(opened: Opened) -> BounceReport:
    if not opened.headers:
        return BounceReport("unknown")
    found = read_feedback(opened) or read_notice(opened) or _bounce(opened)
    if found:
        return found
    if is_automatic(opened):
        writer = parseaddr(opened.headers.get("from", ""))[1]
        recipients = (Recipient(writer, reason="vacation"),) if writer else ()
        return BounceReport("auto_reply", recipients, opened.about)
    if tells_of_failure(opened):  # a machine's words, in a form that nobody here has seen
        return BounceReport("unknown", (), opened.about)
    return BounceReport("command" if is_command(opened) else "post")


def _bounce(opened: Opened, *, is_inner: bool = False) -> BounceReport | None:
    if opened.report_type == "disposition-notification":
        return None
    told = _with_what_humans_read(read_standard(opened.status), opened.said)
    if not told and tells_of_failure(opened):
        action = "delayed" if tells_of_delay(opened) else "failed"
        told = [
            replace(one, action=action) if one.action == "failed" else one for one in _told_in_words(opened)
        ]
    if not told and not is_inner and opened.returned and tells_of_failure(opened):
        inner = (
            open_message(opened.inner)
            if opened.inner
            else open_report(opened.returned.encode("utf-8", "replace"))
        )
        return _bounce(inner, is_inner=True)  # some gateways wrap the report that they got
    if not told:
        return None
    return BounceReport("bounce", tuple(map(judge, _within_budget(told))), opened.about)


def _within_budget(told: list[Told]) -> list[Told]:
    """Shorten what is said of many recipients: reading it costs some ten microseconds a sign."""
    most = max(_FEWEST_SIGNS, _SIGNS // max(1, len(told)))
    return [replace(one, words=_ends(one.words, most), heard=_ends(one.heard, most // 2)) for one in told]


def _ends(words: str, most: int) -> str:
    """Leave out the middle: an answer begins with its code, and what is said of one address stands last."""
    half = most // 2
    return words if len(words) <= most else f"{words[:half]} {words[-half:]}"


def _with_what_humans_read(told: list[Told], said: str) -> list[Told]:
    """Add what the text says of each address: it may tell which command was refused, or contradict the
    fields."""
    if not told:
        return []
    heard = {
        one.address.lower(): one.words
        for one in read_plain(said, failed=[one.address for one in told], own="")
    }
    return [_with(one, heard.get(one.address.lower(), ""), said if len(told) == 1 else "") for one in told]


def _with(one: Told, heard: str, said: str) -> Told:
    if _ANSWER.search(one.words):
        return replace(one, heard=said or heard)
    return replace(one, words=heard, heard=said)  # OpenSMTPD and others name no diagnostic in the fields


def _told_in_words(opened: Opened) -> list[Told]:
    if "-recipient:" in opened.said.lower():
        told = read_standard(opened.said)
        if told:
            return told
    failed = addresses_in(opened.headers.get("x-failed-recipients", ""))
    own = bare(opened.headers.get("to", "")).lower()
    told = read_plain(opened.said, failed=failed, own=own)
    if not any(one.words.strip() for one in told):
        told = _told_below(opened, failed, own) or told
    if told:
        return told
    if SURELY_MACHINE.search(opened.returned[:_TOP]):
        return []
    sent_to = [address for value in _TO.findall(opened.returned)[:1] for address in addresses_in(value)]
    return [Told(address, opened.said) for address in sent_to[:1] or _only_one_named(opened, own)]


def _only_one_named(opened: Opened, own: str) -> list[str]:
    """Return the one address in the text that can be meant, where there is one: not ours, not one to ask for help."""
    sender = bare(opened.headers.get("from", "")).lower()
    named = {address.lower(): address for address in addresses_in(opened.said)}
    meant = [
        address for lower, address in named.items() if lower not in (own, sender) and not _HELP.match(lower)
    ]
    return meant if len(meant) == 1 else []


def _told_below(opened: Opened, failed: list[str], own: str) -> list[Told]:
    """Read what stands below a mail that is quoted first."""
    told = read_standard(opened.below) if "-recipient:" in opened.below.lower() else []
    start = where_it_says_so(opened.below)
    return told or (read_plain(opened.below[start:], failed=failed, own=own) if start >= 0 else [])
