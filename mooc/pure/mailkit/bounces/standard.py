"""Delivery reports as RFC 3464 wants them, and as some systems write them into the text.

The fields are read as lines, not by a MIME parser: reports are broken in many ways (fields of a recipient before the
address, no blank line between recipients, a report in the text), and a new address always begins a new recipient.
"""

import re
from collections.abc import Iterator

from .addresses import bare, from_xtext
from .report import Told

_FIELD = re.compile(r"^([A-Za-z][A-Za-z-]{2,40}):[ \t]{0,9}(.*)$")
_OF_RECIPIENTS = frozenset(
    {
        "final-recipient",
        "original-recipient",
        "x-actual-recipient",
        "action",
        "status",
        "diagnostic-code",
        "remote-mta",
        "x-supplementary-info",
    }
)
_WORD = re.compile(r"[a-z]{4,12}")
_FOLDED = re.compile(r"\n[ \t]{1,40}(?=\S)")
_MOST_RECIPIENTS = 500


def read_standard(text: str) -> list[Told]:
    """Read the recipients of a report, in its order."""
    told: list[Told] = []
    for fields in _recipients(_FOLDED.sub(" ", text)):
        address = (
            bare(fields.get("final-recipient", ""))
            or from_xtext(bare(fields.get("original-recipient", "")))
            or bare(fields.get("x-actual-recipient", ""))
        )
        if (address or "status" in fields) and len(told) < _MOST_RECIPIENTS:
            told.append(_told(address, fields))
    return told


def _told(address: str, fields: dict[str, str]) -> Told:
    kind, _, said = fields.get("diagnostic-code", "").partition(";")
    words = said.strip() if said and " " not in kind.strip() else fields.get("diagnostic-code", "")
    action = _WORD.match(fields.get("action", "").strip().lower())
    extra = fields.get("x-supplementary-info", "")
    return Told(
        address,
        f"{words} {extra}".strip()[:4_000],
        fields.get("status", "")[:300],
        action[0] if action else "failed",
    )


def _recipients(text: str) -> Iterator[dict[str, str]]:
    """Group the fields by recipient; a field that the group has already begins the next one."""
    group: dict[str, str] = {}
    for line in text.split("\n"):
        match = _FIELD.match(line.rstrip()[:4_000])
        name = match[1].lower() if match else ""
        if (not line.strip() and _names_one(group)) or (name in group and _begins(name, group)):
            yield group
            group = {}
        if match and name in _OF_RECIPIENTS:
            group.setdefault(name, match[2].strip())
    if _names_one(group):
        yield group


def _names_one(group: dict[str, str]) -> bool:
    return (
        bool(group.keys() & {"final-recipient", "original-recipient"}) or {"action", "status"} <= group.keys()
    )


def _begins(name: str, group: dict[str, str]) -> bool:
    return name in ("final-recipient", "original-recipient", "action") and _names_one(group)
