"""From bytes to rows, whatever program wrote them."""

import json
from collections.abc import Mapping

from ..errors import BadList
from .csv_rows import csv_listing
from .decoding import decoded
from .rows import Listing, Row, column_name


def read_list(raw: bytes) -> Listing:
    """Return the rows of a CSV file or of a JSON list. Raises BadList when it is neither, or names no address."""
    text, notes = decoded(raw)
    if not text.strip():
        raise BadList("The file is empty. Its first row names the columns, such as email,name,zone.")
    listing = _json_listing(text) if text.lstrip().startswith(("[", "{")) else csv_listing(text)
    return Listing(listing.rows, listing.columns, (*notes, *listing.notes))


def _json_listing(text: str) -> Listing:
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadList(
            f"Line {error.lineno}, column {error.colno}: this is not JSON ({error.msg})."
        ) from error
    except RecursionError:
        raise BadList("This JSON is nested too deeply. Give a list of objects, each with an email.") from None
    if not isinstance(entries, list):
        raise BadList("This JSON is not a list. Give a list of objects, each with an email.")
    rows = tuple(_json_row(number, entry) for number, entry in enumerate(entries, start=1))
    columns = {name: name for row in rows for name in row.cells}
    return Listing(rows, columns)


def _json_row(number: int, entry: object) -> Row:
    if not isinstance(entry, dict):
        return Row(number, {}, f"{json.dumps(entry)[:60]} is not an object with an email.")
    questions = entry.get("questions", {})
    if not isinstance(questions, Mapping):
        return Row(number, {}, f"Its questions are {json.dumps(questions)[:60]}, not an object.")
    cells = {
        column_name(str(name)): value for name, value in {**entry, **questions}.items() if name != "questions"
    }
    return Row(number, cells)
