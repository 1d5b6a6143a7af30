"""The lines of a mail's text, each with what it looks like and what it turns out to be."""

import re
from dataclasses import dataclass
from enum import Enum, auto

# Longer lines are somebody's words: no mail program writes its own so wide.
MOST_TO_LOOK_AT = 1_000

# Marks of direction and joining without width, which Outlook, Gmail and right-to-left mails strew about; U+1427 is the
# trace that a mail tracker leaves.
_UNSEEN = re.compile("[\u00ad\u1427\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACE = re.compile(r"[\t\u00a0\u2000-\u200a\u202f\u3000]")
_QUOTE = re.compile(r" {0,3}>")
_INITIALS = re.compile(r"([A-Z][A-Za-z]{0,2})>(?: |$)")
_PROMPT = re.compile(r">>>(?: |$)")
_FENCE = re.compile(r" {0,3}(```|~~~)")


class Kind(Enum):
    """What a line is. NEW until something says otherwise."""

    NEW = auto()
    BLANK = auto()
    QUOTE = auto()
    # What a mail program writes above the mail that is answered: "On ... wrote:", From/Sent/To/Subject, our marker.
    HEAD = auto()
    # Signatures, "Sent from my phone", and lines drawn at the end: neither new nor quoted.
    TAIL = auto()


@dataclass(slots=True)
class Line:
    """One line: as it came, as it looks without what cannot be seen, and its kind."""

    raw: str
    look: str
    kind: Kind
    # Between the fences of a program: whatever it looks like, it is the writer's.
    is_code: bool = False
    # Our marker, quoted or not.
    is_ours: bool = False


def lines_of(text: str) -> list[str]:
    """Split a text at its line ends, of any sort."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def is_blank(raw: str) -> bool:
    """Say whether nothing can be seen of a line."""
    return not raw or (len(raw) <= MOST_TO_LOOK_AT and not _SPACE.sub(" ", _UNSEEN.sub("", raw)).strip())


def is_quoted(raw: str) -> bool:
    """Say whether a line begins with the mark of a quote."""
    return _QUOTE.match(raw) is not None


def read_lines(raws: list[str]) -> list[Line]:
    """Tell blank and quoted lines from the others."""
    lines = [_line(raw) for raw in raws]
    _quote_by_initials(lines)
    _keep_fenced(lines)
    return lines


def above(lines: list[Line], index: int) -> int:
    """Return where the last line above that is not blank stands; -1 where there is none."""
    index -= 1
    while index >= 0 and lines[index].kind is Kind.BLANK:
        index -= 1
    return index


def keep_prompts(lines: list[Line]) -> None:
    """Take what somebody copied out of Python for his own words: it begins with `>>> ` and nothing announces it.

    A quote of the third degree looks the same, but has lines of the first or second beside it.
    """
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].kind is Kind.QUOTE:
            end += 1
        if end > start and all(_PROMPT.match(line.raw) for line in lines[start:end]):
            before = above(lines, start)
            if before < 0 or lines[before].kind is Kind.NEW:
                for line in lines[start:end]:
                    line.kind = Kind.NEW
        start = max(end, start + 1)


def _line(raw: str) -> Line:
    start = raw[:MOST_TO_LOOK_AT]
    look = _SPACE.sub(" ", _UNSEEN.sub("", start))
    bare = look.strip()
    if not bare and len(raw) <= MOST_TO_LOOK_AT:
        return Line(raw, "", Kind.BLANK)
    is_quote = _QUOTE.match(look) is not None
    return Line(raw, bare if len(raw) <= MOST_TO_LOOK_AT else "", Kind.QUOTE if is_quote else Kind.NEW)


def _quote_by_initials(lines: list[Line]) -> None:
    """Usenet readers quote by `AB> `; two such lines together are a quote."""
    marks = [found[1] if (found := _INITIALS.match(line.look)) else "" for line in lines]
    for index, mark in enumerate(marks):
        if mark and mark in (marks[index - 1 : index] + marks[index + 1 : index + 2]):
            lines[index].kind = Kind.QUOTE


def _keep_fenced(lines: list[Line]) -> None:
    opened: tuple[int, str] | None = None
    for index, line in enumerate(lines):
        fence = _FENCE.match(line.raw)
        if fence is None:
            continue
        if opened is None:
            opened = (index, fence[1])
        elif opened[1] == fence[1]:
            for within in lines[opened[0] : index + 1]:
                within.is_code = True
                within.kind = Kind.NEW
            opened = None
