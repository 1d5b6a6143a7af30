"""What lists read from an address, and paging by keys.

A page begins after a row, so a list that grows meanwhile neither skips nor repeats.
"""

from collections.abc import Iterable
from typing import TypeVar

Row = TypeVar("Row")


def split_page(rows: Iterable[Row], size: int) -> tuple[list[Row], bool]:
    """Return the rows of a page and whether more follow; `rows` holds one more than a page when they do."""
    found = list(rows)
    return found[:size], len(found) > size


def number_of(text: str | None) -> int | None:
    """Return a row's number out of an address, or None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def words_of(text: str | None, *, most: int = 100) -> str:
    """Return what somebody looks for: trimmed, not too long, and without NUL, which PostgreSQL refuses."""
    return (text or "").replace("\0", "").strip()[:most]
