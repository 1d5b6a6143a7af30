"""Lines that mail programs draw between a reply and the mail below it: "-----Original Message-----" and its like."""

import re

from .lines import Kind, Line
from .phrases import FIELDS, FORWARDED, FORWARDED_BELOW, ORIGINAL

_DRAWN = r"(?:[-_=\u2010\u2011\u2013]{2,}+|\u2014{1,3})"
_SEPARATOR = re.compile(
    rf"[\s*]{{0,4}}+{_DRAWN}(?:[\s*]|&nbsp;){{0,3}}(?:{ORIGINAL}|{FORWARDED})(?:[\s*:：]|&nbsp;){{0,3}}{_DRAWN}[\s*]{{0,4}}$",
    re.IGNORECASE,
)
_APPLE = re.compile(rf"[\s*]{{0,4}}(?:{FORWARDED_BELOW})\s?[:：][\s*]{{0,4}}$", re.IGNORECASE)
# Words between dashes in a language that we do not know: a separator if header fields follow.
_DASHED = re.compile(r"[\s*]{0,4}-{4,}\s?[^\W\d_][^-\n]{2,60}-{4,}[\s*]{0,4}$")
# The lines of other systems that send mail to be answered.
_OTHERS = re.compile(
    r"[-#=*_~]{2,}+\s?(?:please )?(?:type|write|reply|respond|enter|add)\b[\w ]{0,40}above (?:this|the) (?:line|text)"
    r"[\w ]{0,30}[.!]?\s?[-#=*_~]{2,}$",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?!\d)")
_BARE = re.compile(r"-{6,}+\s?original\s?-{6,}$", re.IGNORECASE)
_RULE = re.compile(r"_{20,80}$")
_NAMED = re.compile(r"[\s*]{0,4}[^\W\d_][^:：]{0,30}[:：]")


def mark_separators(lines: list[Line]) -> None:
    """Mark them where they stand on a line of their own, unquoted."""
    for index, line in enumerate(lines):
        if line.kind is Kind.NEW and not line.is_code and len(line.look) < 200 and _separates(lines, index):
            line.kind = Kind.HEAD
            _mark_bare_fields(lines, index + 1)
            for field in lines[index + 1 : index + 1 + _fields_below(lines, index)]:
                field.kind = Kind.HEAD


def _mark_bare_fields(lines: list[Line], start: int) -> None:
    """Mark the fields that eM Client writes below its separator, without colons."""
    end = start
    while end < min(start + 8, len(lines)) and lines[end].kind is Kind.NEW:
        end += 1
    if end - start > 2 and all(line.look.split(" ")[0].lower() in FIELDS for line in lines[start:end]):
        for line in lines[start:end]:
            line.kind = Kind.HEAD


def _fields_below(lines: list[Line], rule: int) -> int:
    """Count the lines "Name: value" directly below a rule, in any language, from whom it came first; 0 for others."""
    end = rule + 1
    while end < min(rule + 9, len(lines)) and lines[end].kind is Kind.NEW and _NAMED.match(lines[end].look):
        end += 1
    fields = lines[rule + 1 : end]
    is_head = _RULE.match(lines[rule].look) and len(fields) > 3 and "@" in fields[0].look
    return len(fields) if is_head and any(_HOUR.search(line.look) for line in fields) else 0


def _separates(lines: list[Line], index: int) -> bool:
    look = lines[index].look
    if _SEPARATOR.match(look) or _APPLE.match(look) or _BARE.match(look) or _OTHERS.match(look):
        return True
    if _RULE.match(look):
        return _fields_below(lines, index) > 0
    if not _DASHED.match(look):
        return False
    below = [line for line in lines[index + 1 : index + 5] if line.kind is not Kind.BLANK][:2]
    return len(below) == 2 and all(_NAMED.match(line.look) for line in below)
