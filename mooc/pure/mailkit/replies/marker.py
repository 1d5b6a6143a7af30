"""Our own line, the surest sign of where the mail begins that is answered."""

import re

from .lines import Kind, Line, above

REPLY_MARKER = "-- Write above this line. --"

_WORD = re.compile(r"\w+")
_WORDS = _WORD.findall(REPLY_MARKER)
_AROUND = " \t>*_|"
_NAMED = re.compile(r"[^\W\d_][^:：]{0,30}[:：] ?\S")


def mark_marker(lines: list[Line]) -> None:
    """Mark our line and what a mail program wrote directly above it, in whatever language."""
    ours = [index for index, line in enumerate(lines) if _is_marker(line)]
    for index in ours:
        lines[index].is_ours = True
        if lines[index].kind is Kind.NEW:
            lines[index].kind = Kind.HEAD
    if ours:
        _mark_above(lines, ours[0])


def _is_marker(line: Line) -> bool:
    if line.is_code or not line.look:
        return False
    bare = line.look.strip(_AROUND)
    return bare.startswith(REPLY_MARKER) or bare.endswith(REPLY_MARKER) or _WORD.findall(bare[:80]) == _WORDS


def _mark_above(lines: list[Line], index: int) -> None:
    """Mark a head in a language that `phrases` does not know: it ends with a colon and says when or by whom."""
    last = above(lines, index)
    while last >= 0 and lines[last].kind is Kind.QUOTE:  # a quoted preheader or picture above our line
        last = above(lines, last)
    for first in range(last, max(last - 6, -1), -1):
        paragraph = lines[first : last + 1]
        if any(line.kind is not Kind.NEW for line in paragraph):
            return
        if _is_sentence(paragraph) or (_is_block(paragraph) and not _is_block(lines[first - 1 : last + 1])):
            for line in paragraph:
                line.kind = Kind.HEAD
            return


def _is_block(paragraph: list[Line]) -> bool:
    return len(paragraph) > 2 and all(_NAMED.match(line.look) for line in paragraph)


def _is_sentence(paragraph: list[Line]) -> bool:
    said = " ".join(line.look for line in paragraph)
    return len(paragraph) < 4 and said.endswith((":", "：")) and "@" in said and any(map(str.isdigit, said))
