"""Marks for what differs from reader to reader.

A mark is a name between two private-use characters, which no template, Markdown or HTML tool has an opinion about; some
percent-encode them inside addresses, so that form counts too.
"""

import re
from dataclasses import dataclass

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(r"(?:\ue000|%EE%80%80)(\?|%3F|/|%2F|)([A-Za-z0-9_.-]+)(?:\ue001|%EE%80%81)", re.IGNORECASE)
_UNWANTED = re.compile(r"[\ue000\ue001\x00]|%EE%80%8[01]|[\ud800-\udfff]", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
# Who nests deeper means harm: thousands of layers would cost minutes.
_MOST_TIMES = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A slot in a text."""

    name: str


@dataclass(frozen=True, slots=True)
class Opening:
    """What follows, up to the `Closing`, is there only where the named value is not empty."""

    name: str


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a section."""


Piece = str | Place | Opening | Closing


def slot(name: str) -> str:
    """Return the mark of a slot, to stand anywhere in a subject, a text or a page, addresses of links included."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"slot name {name!r}: letters, digits, '_', '.' and '-' only")
    return f"{_OPEN}{name}{_CLOSE}"


def section(name: str, content: str) -> str:
    """Return `content` so marked that it is left out for readers whose value for `name` is empty. Do not nest."""
    return f"{_OPEN}?{name}{_CLOSE}{content}{_OPEN}/{name}{_CLOSE}"


def scrub(text: str) -> str:
    """Return what people wrote without marks, NUL and lone surrogates, so that it cannot name a slot."""
    for _ in range(_MOST_TIMES):  # taking one out may join the halves of another
        if not _UNWANTED.search(text):
            return text
        text = _UNWANTED.sub("", text)
    return _UNWANTED.sub("?", text)  # which joins nothing


def slots_of(text: str) -> frozenset[str]:
    """Return the names of all slots and sections in a text."""
    return frozenset(piece.name for piece in pieces(text) if isinstance(piece, Place | Opening))


def pieces(text: str) -> list[Piece]:
    """Take a marked text apart, in order; empty strings left out."""
    found: list[Piece] = []
    end = 0
    for match in _MARK.finditer(text):
        if match.start() > end:
            found.append(text[end : match.start()])
        found.append(_piece(match[1], match[2]))
        end = match.end()
    if end < len(text):
        found.append(text[end:])
    return found


def _piece(sign: str, name: str) -> Piece:
    if sign in ("?", "%3F", "%3f"):
        return Opening(name)
    return Closing() if sign else Place(name)
