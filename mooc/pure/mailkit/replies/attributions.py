"""Where the line above a quote stands, "On Monday, Ana wrote:", and over how many lines it was broken."""

import re

from .announcements import (
    ENDS,
    MOST_CHARACTERS,
    begins_with_lead,
    has_day,
    is_between_arrows,
    is_stamp,
    only_says_wrote,
    says_when,
    says_who,
)
from .lines import Kind, Line
from .phrases import WROTE

_MOST_LINES = 6
# A line that was broken because the next word did not fit is at least so wide, with that word.
_NARROWEST = 55
# What only looks like a quote: the end of an address that was broken before its `>`.
_CLOSES_ADDRESS = re.compile(rf">{{1,2}} ?(?:[:：]|(?:{WROTE})(?!\w))", re.IGNORECASE)


def mark_attributions(lines: list[Line]) -> None:
    """Mark what announces a quote; what only a person could have written stays."""
    for end, line in enumerate(lines):
        if line.is_code or line.kind is Kind.HEAD or line.kind is Kind.BLANK:
            continue
        if _is_alone(lines, end):
            line.kind = Kind.HEAD
            continue
        if not ENDS.search(line.look) or (line.kind is Kind.QUOTE and not _CLOSES_ADDRESS.match(line.look)):
            continue
        start = _start(lines, end)
        if start >= 0:
            for within in lines[start : end + 1]:
                within.kind = Kind.HEAD


def _is_alone(lines: list[Line], index: int) -> bool:
    """Say whether a line announces by its form alone, with nothing new beside it."""
    line = lines[index]
    if line.kind is Kind.QUOTE:
        if not line.raw.startswith(">>> ") or (index and lines[index - 1].kind is Kind.QUOTE):
            return False
        return is_between_arrows(line.look) or (
            ENDS.search(line.look) is not None and says_when(line.look[4:], is_quoted=False)
        )
    if not is_stamp(line.look):
        return False
    around = lines[max(index - 1, 0) : index] + lines[index + 1 : index + 2]
    return _is_quoted_below(lines, index) or all(other.kind is not Kind.NEW for other in around)


def _start(lines: list[Line], end: int) -> int:
    """Return the line on which the announcement begins that ends here; -1 where there is none."""
    is_quoted = _is_quoted_below(lines, end)
    spans = _spans(lines, end)
    for index, (start, said) in enumerate(spans):
        if says_when(said, is_quoted=is_quoted) and any(map(str.isdigit, lines[start].look)):
            return _true_start(lines, spans[index:], is_quoted=is_quoted)
    for index, (start, said) in enumerate(spans):
        if says_who(said, is_quoted=is_quoted):
            return spans[index + 1][0] if _lacks_its_name(spans[index:]) else start
    if is_quoted:
        return next((start for start, said in spans[:2] if only_says_wrote(said)), -1)
    return -1


def _true_start(lines: list[Line], spans: list[tuple[int, str]], *, is_quoted: bool) -> int:
    """Go further up where the day is still missing, or where the line above was broken before this one."""
    start, said = spans[0]
    for above, more in spans[1:]:
        if not has_day(said) and has_day(more):
            if not says_when(more, is_quoted=is_quoted):
                break
        elif not (_was_broken(lines[above], lines[start]) and begins_with_lead(more)) or begins_with_lead(
            said
        ):
            break
        start, said = above, more
    rest = [span for span in spans if span[0] <= start]
    return rest[1][0] if _lacks_its_name(rest) else start


def _lacks_its_name(spans: list[tuple[int, str]]) -> bool:
    """Say whether an announcement begins with the address, and the line above is short enough to be its name."""
    if len(spans) < 2 or not spans[0][1].startswith("<"):
        return False
    name = spans[1][1].removesuffix(spans[0][1]).strip()
    return len(name.split()) <= 6 and name[-1:] not in set(".!?…:;,")


def _was_broken(above: Line, below: Line) -> bool:
    word = below.look.split(" ", 1)[0]
    return len(above.look) + 1 + len(word) > _NARROWEST and above.look[-1:] not in set(".!?…")


def _spans(lines: list[Line], end: int) -> list[tuple[int, str]]:
    """Return what stands on the last line, on the last two and so on: within a paragraph, or broken around a `<`."""
    spans: list[tuple[int, str]] = []
    said = ""
    for start in range(end, max(end - _MOST_LINES, -1), -1):
        line = lines[start]
        if line.kind is Kind.HEAD or line.is_code or len(said) > MOST_CHARACTERS:
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
