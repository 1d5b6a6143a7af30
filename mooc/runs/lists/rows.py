"""What a list is once its bytes have been read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `number` is the line of a CSV file (its header is 1) or the place in a JSON list (from 1).

    With a `complaint` the row could not be read at all, and has no cells.
    """

    number: int
    cells: Mapping[str, object]
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """All rows in order, the names of the columns as written, and what the reader had to guess."""

    rows: tuple[Row, ...]
    columns: Mapping[str, str]
    notes: tuple[str, ...] = ()


def column_name(text: str) -> str:
    """Return the header in one way of writing: "E-Mail Address " and "e_mail_address" are the same column."""
    return re.sub(r"[\W_]+", "_", text.strip().casefold()).strip("_")
