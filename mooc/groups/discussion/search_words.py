"""Words as they are searched for: the same in the index and in the question, whatever the database and the language.

Case, accents and forms of width are folded. Languages without spaces (Chinese, Japanese, Thai and their neighbours) are
cut into pairs of characters that overlap, and each run ends with its last character alone: so every character begins
something, and a word of theirs is found as pairs in a row. Nothing but letters, digits and signs of scripts remains,
so no question can be taken for the language of a database.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

# Signs that belong to the letter before them, which Python's \w leaves out.
_SIGNS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff"
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"
)
_WORD = re.compile(rf"(?:[^\W_]|[{_SIGNS}])+")
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
)
# Accents, and the points of Hebrew and Arabic, which hardly anybody types.
_POINTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u0652]+")
_LONGEST = 60
_MOST_TERMS = 20
_MOST_CHARACTERS = 60_000
_QUESTION = re.compile(r'"([^"]*)"?|([^"\s]+)')
_SNIPPET = 180


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other; with `is_begun` the last may go on."""

    words: tuple[str, ...]
    is_begun: bool
    # As it stands in a text, folded, for finding it there.
    said: str


def indexed_words(text: str) -> Iterator[str]:
    """Return the words of a text as they stand in the index, in their order."""
    for match in _WORD.finditer(text[:_MOST_CHARACTERS]):
        for run, is_unspaced in _runs(folded(match[0])):
            if not is_unspaced:
                yield run[:_LONGEST]
                continue
            yield from (run[at : at + 2] for at in range(len(run)))


def asked_terms(question: str) -> list[Term]:
    """Return what somebody looks for: each term must be there. What stands in quotes is found as it stands."""
    terms: list[Term] = []
    for quoted, word in _QUESTION.findall(question[:500]):
        if quoted:
            words = [term for match in _WORD.finditer(quoted) for term in _asked(match[0])]
            said = tuple(one for term in words for one in term.words)
            terms += [Term(said, False, " ".join(term.said for term in words))] if said else []
        else:
            terms += [term for match in _WORD.finditer(word) for term in _asked(match[0])]
    return terms[:_MOST_TERMS]


def folded(word: str) -> str:
    """Return a word without case, accents and forms of width."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return unicodedata.normalize("NFKC", _POINTS.sub("", plain)).casefold()


def snippet(text: str, terms: Sequence[Term]) -> SafeString:
    """Return a piece of a text around the first thing found, as safe HTML with all that was found in <mark>."""
    flat = " ".join(text[:_MOST_CHARACTERS].split())
    begins = [piece for term in terms for piece in term.said.split()]
    places = [place for match in _WORD.finditer(flat) for place in _found(match, begins)]
    start = _start(flat, places[0][0] if places else 0)
    end = _end(flat, start + _SNIPPET)
    said, at = [], start
    for begin, stop in places:
        if at <= begin and stop <= end:
            said += [escape(flat[at:begin]), "<mark>", escape(flat[begin:stop]), "</mark>"]
            at = stop
    said.append(escape(flat[at:end]))
    before, after = "… " if start else "", " …" if end < len(flat) else ""
    return mark_safe(f"{before}{''.join(said)}{after}")  # noqa: S308  (each piece is escaped)


def _runs(word: str) -> Iterator[tuple[str, bool]]:
    for number, run in enumerate(_UNSPACED.split(word)):
        for piece in _WORD.findall(run):
            yield piece, number % 2 == 1


def _asked(word: str) -> Iterator[Term]:
    for run, is_unspaced in _runs(folded(word)):
        if is_unspaced and len(run) > 1:
            yield Term(tuple(run[at : at + 2] for at in range(len(run) - 1)), False, run)
        else:
            yield Term((run[:_LONGEST],), True, run)


def _found(match: re.Match[str], begins: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Return where in a text a word of it, or a piece of one, is what was looked for."""
    word = folded(match[0])
    for one in begins:
        if _UNSPACED.match(one):
            at = word.find(one)
            if at >= 0 and len(word) == len(match[0]):
                yield match.start() + at, match.start() + at + len(one)
                return
            if at >= 0:
                yield match.span()
                return
        elif word.startswith(one) or (one in word and _UNSPACED.search(word)):
            yield match.span()
            return


def _start(flat: str, found: int) -> int:
    if found < _SNIPPET // 2:
        return 0
    near = found - _SNIPPET // 3
    space = flat.find(" ", near, found)
    return space + 1 if space >= 0 else near


def _end(flat: str, wanted: int) -> int:
    if wanted >= len(flat):
        return len(flat)
    space = flat.rfind(" ", wanted - 20, wanted)
    return space if space >= 0 else wanted
