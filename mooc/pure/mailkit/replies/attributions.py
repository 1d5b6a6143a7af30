"""The line above a quote, "On Monday, Ana wrote:", as mail programs write it and break it."""

import re

from .lines import Kind, Line
from .phrases import ON, WROTE

_MOST_LINES = 6
_MOST_CHARACTERS = 600

_ENDS = re.compile(r"[:：][\s*_>]{0,4}$|-{3,}$")
_WROTE = re.compile(
    rf"(?<!\w)(?:{WROTE})(?!\w)|写道|写到|寫道|寫了|写了|書きました|のメール|작성", re.IGNORECASE
)
_BY_MYSELF = re.compile(
    r"\b(?:i|we|he|she|they|ich|wir|je|j'ai|nous|yo|io|ik|wij|jag|vi|я|мы)\b[^<@]{0,40}$", re.IGNORECASE
)
_LEAD = re.compile(rf"[-\s*_\[]{{0,10}}(?:{ON})(?=[\s,:\d]|$)|[在於於]", re.IGNORECASE)
# One or two words (a weekday), then the number of a day or year.
_DATE_FIRST = re.compile(r"[\s*_\[]{0,4}(?:[^\W\d]{1,15}[.,،]{0,2} ?){0,3}\d")
_DATE = re.compile(
    r"\d{1,4}\s?[./年-]\s?\d{1,2}\s?[./月-]\s?\d{1,4}|(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[:.h]\d{2}(?!\d)"
    r"|[\u0660-\u0669\u06f0-\u06f9]{1,4}"
)
_TIME = re.compile(
    r"(?<!\d)[\d\u0660-\u0669\u06f0-\u06f9]{1,2}[:.h\u066b][\d\u0660-\u0669\u06f0-\u06f9]{2}(?!\d)"
)
_ADDRESS = re.compile(r"[^\s<>@]{1,100}@[^\s<>@]{1,100}")
_NAME_AND_ADDRESS = re.compile(
    r"[^<>@:]{0,100}(?:[<\[(]\s?(?:mailto:)?[^\s<>@:]{1,100}@[^\s<>@]{1,200}[>\])]|(?<!\S)[^\s<>@:]{1,100}@[^\s<>@]{1,200})"
)
# What only looks like a quote: the end of an address that was broken before its `>`.
_CLOSES_ADDRESS = re.compile(rf">{{1,2}} ?(?:[:：]|(?:{WROTE})(?!\w))", re.IGNORECASE)
# Gmail in some languages has neither verb nor colon: "2016-03-03 17:21 GMT+01:00 Ana <ana@example.org>".
_STAMP = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2} (?:\d\d?:\d\d (?:GMT|UTC)[+-]\d\d:?\d\d [^:]{1,100}"
    r"|[^<>:]{1,80} <[^<>\s]{1,80}@[^<>\s]{1,80}>)$"
)
_ADDRESS_LAST = re.compile(r"[>)\]][\s*]{0,3}[:：]$")


def mark_attributions(lines: list[Line]) -> None:
    """Mark what announces a quote; what only a person could have written stays."""
    for end, line in enumerate(lines):
        if line.is_code or line.kind is Kind.HEAD:
            continue
        if line.kind is Kind.NEW and _STAMP.match(line.look) and _stands_alone(lines, end):
            line.kind = Kind.HEAD
        if not _ENDS.search(line.look):
            continue
        if line.kind is Kind.QUOTE and not _CLOSES_ADDRESS.match(line.look):
            continue
        start = _start(lines, end)
        if start >= 0:
            for within in lines[start : end + 1]:
                within.kind = Kind.HEAD


def announces(said: str) -> bool:
    """Say whether one line by itself is what a mail program writes above a quote."""
    if len(said) > _MOST_CHARACTERS or not _ENDS.search(said):
        return False
    return _says_when(said, is_quoted=True) or _says_who(said, is_quoted=True)


def _stands_alone(lines: list[Line], index: int) -> bool:
    return all(
        line.kind is not Kind.NEW for line in lines[max(index - 1, 0) : index] + lines[index + 1 : index + 2]
    )


def _start(lines: list[Line], end: int) -> int:
    """Return the line on which the announcement begins that ends here; -1 where there is none."""
    is_quoted = _is_quoted_below(lines, end)
    spans = _spans(lines, end)
    for start, said in spans:
        if _says_when(said, is_quoted=is_quoted) and any(map(str.isdigit, lines[start].look)):
            return start
    for start, said in spans:
        if _says_who(said, is_quoted=is_quoted):
            return start
    if is_quoted and spans and _only_says_wrote(spans[0][1]):
        return end
    return -1


def _spans(lines: list[Line], end: int) -> list[tuple[int, str]]:
    """Return what stands on the last line, on the last two and so on: within a paragraph, or broken around a `<`."""
    spans: list[tuple[int, str]] = []
    said = ""
    for start in range(end, max(end - _MOST_LINES, -1), -1):
        line = lines[start]
        if line.kind is Kind.HEAD or line.is_code or len(said) > _MOST_CHARACTERS:
            break
        if line.kind is Kind.BLANK:
            if not said.startswith("<"):
                break
            continue
        said = f"{line.look} {said}".strip()
        if line.kind is Kind.NEW:
            spans.append((start, said))
    return spans


def _is_quoted_below(lines: list[Line], end: int) -> bool:
    for line in lines[end + 1 : end + 4]:
        if line.kind is not Kind.BLANK:
            return line.kind is Kind.QUOTE
    return False


def _says_when(said: str, *, is_quoted: bool) -> bool:
    """Accept "On <date> ... wrote:" and "<date> ... <address>:".

    Where nothing quoted follows, all that is below will be left out, so the hour or an address must be there too.
    """
    date = _DATE.search(said)
    if date is None or date.start() > 60:
        return False
    lead, first = _LEAD.match(said), _DATE_FIRST.match(said)
    if not lead and not first:
        return False
    has_address = _ADDRESS.search(said) is not None
    if _wrote(said):
        return is_quoted or has_address or (_TIME.search(said) is not None and _ends_as_programs_do(said))
    return first is not None and has_address and _ADDRESS_LAST.search(said) is not None


def _ends_as_programs_do(said: str) -> bool:
    """Tell "Bob wrote:" from "Bob wrote a poem:"; where the name comes last, few words follow, and a capital."""
    last = max((found.end() for found in _WROTE.finditer(said)), default=0)
    rest = said[last:].strip(" *_:：-")
    return not rest or ((rest[0] in "\"'" or not rest[0].islower()) and len(rest.split()) < 6)


def _says_who(said: str, *, is_quoted: bool) -> bool:
    """Accept "Ana <ana@example.org> wrote:", and above a quote also "Ana <ana@example.org> [<date>]:"."""
    found = _NAME_AND_ADDRESS.match(said)
    if found is None:
        return False
    wrote = _WROTE.search(said, found.end() - 1)
    if wrote and wrote.start() - found.end() < 3:
        return True
    return (is_quoted or wrote is not None) and _DATE.search(said, found.end()) is not None


def _only_says_wrote(said: str) -> bool:
    """Accept "Ana wrote:" directly above a quote."""
    return len(said) <= 80 and _wrote(said)


def _wrote(said: str) -> bool:
    last = max((found.start() for found in _WROTE.finditer(said)), default=-1)
    return last >= 0 and not _BY_MYSELF.search(said[:last])
