"""What stands at the end of a mail without being said in it: signatures, a telephone's line, drawn lines."""

import re

from .devices import is_of_a_device
from .lines import Kind, Line, above

_MOST_LINES = 12
_MOST_BELOW_A_RULE = 6
_DASHES = re.compile(r"[-–—]{2}$|-_-$")
_RULE = re.compile(r"([-_=*~+#–—])(?:\s?\1){1,200}$")
_UNDERSCORES = re.compile(r"_{8,}$")
_LINK = re.compile(r"[<\[(]?https?://\S+$")


def mark_signatures(lines: list[Line]) -> None:
    """Mark them from the end, because what may be left out depends on what follows."""
    _mark_delimited(lines)
    below = Kind.BLANK
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if (
            line.kind is Kind.NEW
            and not line.is_code
            and below is not Kind.NEW
            and _ends(lines, index, below)
        ):
            line.kind = Kind.TAIL
        if line.kind is not Kind.BLANK:
            below = line.kind


def _ends(lines: list[Line], index: int, below: Kind) -> bool:
    """Say whether a line, with nothing new below, is a telephone's or a drawn one."""
    look = lines[index].look
    if _RULE.match(look):
        return below is Kind.HEAD or index == 0 or lines[index - 1].kind is not Kind.NEW
    if _LINK.match(look) and index and is_of_a_device(lines[index - 1].look):
        return True
    return is_of_a_device(look)


def _mark_delimited(lines: list[Line]) -> None:
    """Mark what stands below `-- ` (RFC 3676, 4.3) up to the quoted mail, if it is as short as a signature is."""
    start = end = len(lines)
    while start > 0:
        start -= 1
        line = lines[start]
        if line.kind in (Kind.HEAD, Kind.QUOTE):
            end = start
        elif line.kind is Kind.NEW and not line.is_code and _opens_signature(lines, start, end):
            for within in lines[start:end]:
                within.kind = Kind.BLANK if within.kind is Kind.BLANK else Kind.TAIL
            end = start


def _opens_signature(lines: list[Line], start: int, end: int) -> bool:
    look = lines[start].look
    if _DASHES.match(look) and not lines[start].raw.startswith(("  ", "\t")):
        return _count(lines, start, end, _MOST_LINES) <= _MOST_LINES
    if not _UNDERSCORES.match(look) or (start and lines[start - 1].kind is Kind.NEW):
        return False
    if above(lines, start) < 0:
        return False
    return 0 < _count(lines, start, end, _MOST_BELOW_A_RULE) <= _MOST_BELOW_A_RULE


def _count(lines: list[Line], start: int, end: int, most: int) -> int:
    """Count what is said between, no further than needed, so that a page of dashes costs little."""
    count = 0
    for index in range(start + 1, end):
        count += lines[index].kind is Kind.NEW
        if count > most:
            break
    return count
