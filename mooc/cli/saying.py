"""How commands say what they found: aligned columns for people, one JSON value for programs."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def say_json(value: object) -> None:
    """Print one JSON value; dates as ISO 8601."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def say_table(names: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Print columns as wide as they need, or what to do when there is nothing to show."""
    lines = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if not lines:
        print(empty)
        return
    lines.insert(0, list(names))
    widths = [max(_width(line[column]) for line in lines) for column in range(len(names))]
    for line in lines:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)]
        print("  ".join(cells).rstrip())


def agrees(question: str) -> bool:
    """Ask for a yes where somebody sits at the keyboard; a program that calls us has made up its mind."""
    return not sys.stdin.isatty() or typer.confirm(question)


def harmless(text: str) -> str:
    """Return text without what a terminal would obey: strangers wrote it."""
    return "".join(
        sign if sign.isprintable() or sign in "\n\t" else "\N{REPLACEMENT CHARACTER}" for sign in text
    )


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(bool(unicodedata.combining(sign)) for sign in text)
