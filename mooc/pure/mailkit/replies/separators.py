"""Lines that mail programs draw between a reply and the mail below it: "-----Original Message-----" and its like."""

import re

from .lines import Kind, Line
from .phrases import FORWARDED, FORWARDED_BELOW, ORIGINAL

_DRAWN = r"(?:[-_=\u2010\u2011\u2013]{2,}|\u2014{1,3})"
_SEPARATOR = re.compile(
    rf"[\s*_]{{0,4}}{_DRAWN}[\s*]{{0,3}}(?:{ORIGINAL}|{FORWARDED})[\s*:：]{{0,3}}{_DRAWN}[\s*]{{0,4}}$",
    re.IGNORECASE,
)
_APPLE = re.compile(rf"[\s*]{{0,4}}(?:{FORWARDED_BELOW})\s?[:：][\s*]{{0,4}}$", re.IGNORECASE)
# Words between dashes in a language that we do not know: a separator if header fields follow.
_DASHED = re.compile(r"[\s*]{0,4}-{4,}\s?[^\W\d_][^-\n]{2,60}-{4,}[\s*]{0,4}$")
_NAMED = re.compile(r"[\s*]{0,4}[^\W\d_][^:：]{0,30}[:：]")


def mark_separators(lines: list[Line]) -> None:
    """Mark them where they stand on a line of their own, unquoted."""
    for index, line in enumerate(lines):
        if line.kind is Kind.NEW and not line.is_code and len(line.look) < 200 and _separates(lines, index):
            line.kind = Kind.HEAD


def _separates(lines: list[Line], index: int) -> bool:
    look = lines[index].look
    if _SEPARATOR.match(look) or _APPLE.match(look):
        return True
    if not _DASHED.match(look):
        return False
    below = [line for line in lines[index + 1 : index + 5] if line.kind is not Kind.BLANK][:2]
    return len(below) == 2 and all(_NAMED.match(line.look) for line in below)
