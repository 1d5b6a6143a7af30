"""Which lines of a reply are new, once each line has a kind."""

from dataclasses import dataclass

from .announcements import announces
from .attributions import mark_attributions
from .header_blocks import mark_header_blocks
from .lines import Kind, Line, is_blank, is_quoted, keep_prompts, lines_of, read_lines
from .marker import mark_marker
from .separators import mark_separators
from .signatures import mark_signatures

MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply in two: what is new, and all else that stood in it, both in the order of the mail."""

    new: str
    elided: str


def new_words(text: str) -> str:
    """Return what is new in a reply's text, wherever it stands; empty when nothing is."""
    return split_reply(text).new


def split_reply(text: str) -> Reply:
    """Split a reply's text, in time linear in its length; never raises.

    Lines beyond MOST_LINES are only asked whether they are quoted.

    Answers between quoted lines come with those lines. A quote that nobody announced and nobody answered is what its
    writer wanted to send: it is new.
    """
    raws = lines_of(text)
    lines, rest = read_lines(raws[:MOST_LINES]), raws[MOST_LINES:]
    for mark in (mark_marker, mark_separators, mark_header_blocks, mark_attributions):
        mark(lines)
    keep_prompts(lines)
    mark_signatures(lines)
    is_new = _chosen(lines)
    goes_on = not rest or _end_of_new(lines) == len(lines)
    is_new += [goes_on and not is_quoted(raw) for raw in rest]
    return Reply(
        _joined([raw for raw, new in zip(raws, is_new, strict=True) if new]),
        _joined([raw for raw, new in zip(raws, is_new, strict=True) if not new]),
    )


def _chosen(lines: list[Line]) -> list[bool]:
    end = _end_of_new(lines)
    chosen = [index < end and _may_stay(line) for index, line in enumerate(lines)]
    said = [index for index in range(end) if lines[index].kind is Kind.NEW]
    if not said:
        return [False] * len(lines) if _is_announced(lines) else chosen
    for index in range(said[-1] + 1, end):
        chosen[index] = False
    if _only_answers_below(lines, said[0], said[-1]):
        for index in range(said[0]):
            chosen[index] = False
    return chosen


def _may_stay(line: Line) -> bool:
    return line.kind not in (Kind.HEAD, Kind.TAIL) and not line.is_ours


def _has_head(lines: list[Line]) -> bool:
    return any(line.kind is Kind.HEAD or line.is_ours for line in lines)


def _end_of_new(lines: list[Line]) -> int:
    """Return where a mail begins that is quoted without marks: below a head, and below something new.

    With nothing new above, the answer may be anywhere below, and all of it stays.
    """
    has_said, head = False, -1
    for index, line in enumerate(lines):
        if line.kind is Kind.HEAD:
            head = index if head < 0 else head
        elif line.kind is Kind.NEW:
            if head >= 0 and has_said:
                return head
            if head >= 0:
                return len(lines)
            has_said = True
        elif line.kind is Kind.QUOTE:
            head = -1
    return len(lines)


def _is_announced(lines: list[Line]) -> bool:
    """Say whether a mail without a new word holds what a program quoted; some put the announcement into the quote."""
    if _has_head(lines):
        return True
    first = next((line.look for line in lines if line.kind is Kind.QUOTE), "")
    return announces(first.lstrip("> "))


def _only_answers_below(lines: list[Line], first: int, last: int) -> bool:
    """Say whether one announced quote stands on top and all that is new below it."""
    return _has_head(lines[:first]) and not any(line.kind is Kind.QUOTE for line in lines[first:last])


def _joined(raws: list[str]) -> str:
    """Join lines without the empty ones around; the first keeps its indent, for it may be a program's."""
    start, end = 0, len(raws)
    while start < end and is_blank(raws[start]):
        start += 1
    while end > start and is_blank(raws[end - 1]):
        end -= 1
    return "\n".join(raws[start:end]).rstrip()
