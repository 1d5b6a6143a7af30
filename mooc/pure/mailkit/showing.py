"""The same slots filled for a page instead of a mail: plain strings, nothing encoded."""

from collections.abc import Mapping
from html import escape

from .slots import Closing, Opening, Place, pieces
from .source import MissingSlot, Rich, Value


def fill_text(text: str, values: Mapping[str, Value]) -> str:
    """Return a marked text with its values put in. Raises MissingSlot."""
    return _filled(text, values, is_html=False)


def fill_html(html: str, values: Mapping[str, Value]) -> str:
    """Return marked HTML with its values put in, escaped unless they are Rich. Raises MissingSlot."""
    return _filled(html, values, is_html=True)


def _filled(text: str, values: Mapping[str, Value], *, is_html: bool) -> str:
    found: list[str] = []
    hidden = False
    for piece in pieces(text):
        if isinstance(piece, Closing):
            hidden = False
        elif isinstance(piece, Opening):
            hidden = not _shown(_value(piece.name, values), is_html=False)
        elif hidden:
            continue
        elif isinstance(piece, Place):
            found.append(_shown(_value(piece.name, values), is_html=is_html))
        else:
            found.append(piece)
    return "".join(found)


def _value(name: str, values: Mapping[str, Value]) -> Value:
    if name not in values:
        raise MissingSlot(name)
    return values[name]


def _shown(value: Value, *, is_html: bool) -> str:
    if isinstance(value, Rich):
        return value.html if is_html else value.text
    return escape(str(value)) if is_html else str(value)
