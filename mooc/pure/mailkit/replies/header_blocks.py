"""From, Sent, To, Subject: the head of the answered mail as Outlook and others write it above its text."""

import re

from .lines import Kind, Line
from .phrases import FIELDS

_FIELD = re.compile(r"[\s*_|]{0,6}([^\W\d_][\w .'’-]{0,24}?)(?:[\s*_]{0,4}[:：]|\s{1,3}\|)")
_ANNOUNCED = re.compile(r"^[\s>*_|]{0,6}[-_=]{5,}")
_MOST_BETWEEN = 3


def mark_header_blocks(lines: list[Line]) -> None:
    """Mark runs of header fields; what reads like a timetable ("From: Utrecht, To: Lund") is none."""
    roles = [_role(line) for line in lines]
    index = 0
    while index < len(lines):
        end = _end(lines, roles, index) if roles[index] else index
        if end > index and _is_block(lines, roles, index, end):
            for line in lines[index:end]:
                line.kind = Kind.HEAD
        index = max(end, index + 1)


def _role(line: Line) -> str:
    if line.kind is not Kind.NEW or line.is_code:
        return ""
    found = _FIELD.match(line.look[:80])
    return FIELDS.get(" ".join(found[1].lower().split()), "") if found else ""


def _end(lines: list[Line], roles: list[str], start: int) -> int:
    """Return where the fields end; a long value goes on below its name, and some programs put empty lines between."""
    end = start + 1
    while end < len(lines):
        following = next(
            (
                at
                for at in range(end, min(end + _MOST_BETWEEN, len(lines)))
                if roles[at] and _goes_on(lines, end, at)
            ),
            -1,
        )
        if following < 0:
            break
        end = following + 1
    return end


def _goes_on(lines: list[Line], start: int, end: int) -> bool:
    return all(line.kind in (Kind.BLANK, Kind.NEW) for line in lines[start:end])


def _is_block(lines: list[Line], roles: list[str], start: int, end: int) -> bool:
    found = {role for role in roles[start:end] if role}
    if "from" not in found and not {"date", "to", "subject"} <= found:
        return False
    if "from" not in found and not any("@" in line.look for line in lines[start:end]):
        return _is_announced(lines, start)
    if len(found & {"from", "date", "to", "subject"}) > 2 or len(found) > 3:
        return "subject" in found or any("@" in line.look for line in lines[start:end])
    return _is_announced(lines, start)


def _is_announced(lines: list[Line], start: int) -> bool:
    """One or two fields are enough below a line that Outlook draws or "Original Message"."""
    for line in lines[max(start - 3, 0) : start][::-1]:
        if line.kind is not Kind.BLANK:
            return line.kind is Kind.HEAD or _ANNOUNCED.match(line.look) is not None
    return False
