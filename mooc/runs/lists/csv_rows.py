"""CSV (RFC 4180) as people's programs write it, read so that a broken row costs only itself.

A quotation mark that is opened and never closed would swallow every row after it. So a row that spans lines
must end as a row does, within a few lines and with the right number of cells; else its first line is reported
and reading goes on with the next.
"""

import csv
from collections.abc import Iterator
from itertools import islice

from ..errors import BadList
from .rows import Listing, Row, column_name

_DELIMITERS = ",;\t|"
_MOST_LINES = 40
_LONGEST_LINE = 100_000


def csv_listing(text: str) -> Listing:
    """Return the rows below the header. Raises BadList without a header that names an address."""
    # Only line feeds end a line: other programs' marks, such as U+2028, may stand inside a name.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next(number for number, line in enumerate(lines) if line.strip())
    told = lines[first].strip().strip('"').casefold()
    delimiter = told[4:5] if told.startswith("sep=") else ""
    first += bool(delimiter)
    header = lines[first] if first < len(lines) else ""
    delimiter = delimiter or _delimiter(header)
    names = _header(header, delimiter)
    rows = tuple(_rows(lines, first + 1, [column_name(name) for name in names], delimiter))
    return Listing(rows, {column_name(name): name for name in names})


def _delimiter(header: str) -> str:
    """Return what separates the names of the columns; semicolons where Excel speaks German, tabs when pasted."""
    return max(_DELIMITERS, key=header.count)


def _header(line: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise BadList(
            f"The first row cannot be read ({error}). It names the columns, such as email,name."
        ) from error
    if any("@" in name for name in names):
        raise BadList(
            "The first row holds an address. Put a row above it that names the columns: email,name,zone."
        )
    kept = [column_name(name) for name in names if name.strip()]
    if twice := sorted({name for name in kept if kept.count(name) > 1}):
        raise BadList(f"The column {twice[0]!r} is there twice. Leave one of them out.")
    return names


def _rows(lines: list[str], start: int, names: list[str], delimiter: str) -> Iterator[Row]:
    at = start
    while at < len(lines):
        if not lines[at].strip(f" {delimiter}\t"):
            at += 1
            continue
        row, spanned = _row(lines, at, names, delimiter)
        yield row
        at += spanned


def _row(lines: list[str], at: int, names: list[str], delimiter: str) -> tuple[Row, int]:
    """Return the row that begins on this line, and how many lines it takes."""
    number = at + 1
    if len(lines[at]) > _LONGEST_LINE:
        return Row(number, {}, f"The row is {len(lines[at])} characters long, which no sign-up is."), 1
    # A reader of its own for each row: after an error it starts anew on the next line.
    following = (line + "\n" for line in islice(lines, at, at + _MOST_LINES))
    reader = csv.reader(following, delimiter=delimiter, strict=True)
    try:
        cells = next(reader)
    except csv.Error:
        return Row(
            number,
            {},
            "A quotation mark is opened and not closed as it should be. Write it twice inside a cell.",
        ), 1
    spanned = reader.line_num
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(names):
        return Row(
            number,
            {},
            f"The row has {len(cells)} cells, the first row only {len(names)}. Is a quotation mark missing?",
        ), 1
    return Row(number, {name: cell for name, cell in zip(names, cells, strict=False) if name}), spanned
