"""Rows by the hundred thousand: how they go in, and where SQLite and PostgreSQL differ in that.

On PostgreSQL what belongs together is one transaction. SQLite lets one writer in at a time, so there it is many short
ones, and rows in a state that nobody looks at until the last of them.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from mooc.delivery.sql import Params, adapted, is_postgres

Row = Sequence[Any]
FIRST_CHUNK, CHUNK_SECONDS = 4_000, 0.08
# Rows that go to the server of PostgreSQL together.
_LINES = 2_000
_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def whole() -> AbstractContextManager[Any]:
    """Make one transaction of all that follows where others can go on writing meanwhile."""
    return transaction.atomic() if is_postgres() else nullcontext()


def spans(total: int, *, first: int = FIRST_CHUNK, most: int = 1_000_000_000) -> Iterator[range]:
    """Yield ranges of 0 to `total`, each as takes CHUNK_SECONDS and `most` at most; in a transaction all of `most`."""
    if connection.in_atomic_block:
        yield from (range(start, min(start + most, total)) for start in range(0, total, most))
        return
    start, size = 0, first
    while start < total:
        began = time.perf_counter()
        yield range(start, min(start + size, total))
        start += size
        took = max(time.perf_counter() - began, 0.001)
        size = min(max(int(size * CHUNK_SECONDS / took), first // 8, 1), 2 * size, most)


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Return ids that no other row of the model will get. On SQLite call it in the transaction that uses them."""
    table = model._meta.db_table
    if not count:
        return []
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = int(found[0]) if found else 0
    return [*range(last + 1, last + 1 + count)]


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows of plain values: numbers, texts, booleans, None, and moments as `moment_of` gives them."""
    names = ", ".join(columns)
    if is_postgres():
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for lines in _batches(map(_line, rows), _LINES):
                copy.write("".join(lines))
        return
    connection.ensure_connection()
    places = ", ".join("?" * len(columns))
    with connection.wrap_database_errors:
        connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608


def run(statement: str, params: Params = ()) -> int:
    """Run a statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, adapted(params))
        return int(cursor.rowcount)


def fetch(statement: str, params: Params = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a select."""
    with connection.cursor() as cursor:
        cursor.execute(statement, adapted(params))
        return list(cursor.fetchall())


@contextmanager
def kept(name: str, select: str, params: Params = (), *, by: str) -> Iterator[int]:
    """Keep what a select gives in a table of this connection while the block runs; gives the number of rows.

    `by`: the column by which SQLite finds them; PostgreSQL reads so many in one go.
    """
    count = run(f"CREATE TEMP TABLE {name} AS {select}", params)
    try:
        if is_postgres():
            run(f"ANALYZE {name}")
        else:
            run(f"CREATE INDEX temp.{name}_by_{by} ON {name} ({by})")
            count = int(fetch(f"SELECT COUNT(*) FROM temp.{name}")[0][0])  # noqa: S608
        yield count
    finally:
        if not connection.needs_rollback:
            run(f"DROP TABLE IF EXISTS {name}")


def compiled(rows: models.QuerySet[Any, Any]) -> tuple[str, Params]:
    """Return a query as a statement with its parameters, to be part of a larger one."""
    return rows.query.sql_with_params()


def moment_of(moment: datetime) -> Any:
    """Return a moment as a raw row holds it."""
    return adapted([moment])[0]


def moment() -> str:
    """Return the place of a moment in a select."""
    return "%s::timestamptz" if is_postgres() else "%s"


def json_object(**values: str) -> str:
    """Return the expression of a JSON object whose values are expressions."""
    pairs = ", ".join(f"'{name}', {value}" for name, value in values.items())
    return f"jsonb_build_object({pairs})" if is_postgres() else f"json_object({pairs})"


def decimals(number: str) -> str:
    """Return the expression of a number as text with three decimals."""
    return f"to_char({number}, 'FM0.000')" if is_postgres() else f"printf('%%.3f', {number})"


def rounded(number: str, places: int) -> str:
    """Return the expression of a number rounded to so many decimals."""
    return f"round({number}::numeric, {places})" if is_postgres() else f"round({number}, {places})"


def know_rows(*tables: type[models.Model]) -> None:
    """Let PostgreSQL count what was just put in: without, it plans the next statement as if there was nothing."""
    if is_postgres():
        for model in tables:
            run(f"ANALYZE {model._meta.db_table}")


def _batches(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    batch: list[str] = []
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _line(row: Row) -> str:
    return "\t".join([_FIELDS[type(value)](value) for value in row]) + "\n"


def _text(value: str) -> str:
    if "\\" in value or "\t" in value or "\n" in value or "\r" in value:
        return value.translate(_SPECIAL)
    return value


_FIELDS: dict[type, Callable[[Any], str]] = {
    int: str,
    float: repr,
    bool: lambda value: "t" if value else "f",
    str: _text,
    type(None): lambda value: "\\N",
    datetime: str,
}
