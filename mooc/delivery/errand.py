"""Statements that PostgreSQL works on while we do something else, over a connection of their own.

    begin (sent, nothing awaited) -> ... fill and carry ... -> is_done -> rows

A thread for this would wait for the interpreter's lock at every step of the driver, up to a millisecond each time; here
nothing is awaited, and a statement is parsed and planned once. Each is a transaction of its own.
"""

import select
from collections.abc import Sequence
from datetime import datetime

import psycopg
from django.db import OperationalError, connection
from psycopg.pq import ExecStatus

Rows = list[tuple[str, ...]]
_READY = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


class Errand:
    """Runs one statement at a time. Not for several threads. Raises OperationalError for whatever fails."""

    def __init__(self) -> None:
        self._link: psycopg.Connection[tuple[object, ...]] | None = None
        self._known: dict[str, bytes] = {}

    def begin(self, statement: str, params: Sequence[bytes | None]) -> None:
        """Let the server work on a statement with places $1, $2, ...; parameters are in its text format."""
        try:
            link = self._linked()
            name = self._known.get(statement) or self._prepare(link, statement)
            link.pgconn.send_query_prepared(name, params)
            link.pgconn.flush()
        except psycopg.Error as error:
            self.close()
            raise OperationalError(str(error)) from error

    def is_done(self) -> bool:
        """Say whether the answer has come; asks nobody to wait."""
        link = self._link
        if link is None:
            return True
        try:
            link.pgconn.consume_input()
        except psycopg.Error:
            return True  # `rows` says what happened
        return not link.pgconn.is_busy()

    def wait(self, seconds: float) -> bool:
        """Wait up to so many seconds for the answer; say whether it has come."""
        if not self.is_done() and self._link is not None:
            select.select([self._link.pgconn.socket], [], [], seconds)
        return self.is_done()

    def rows(self) -> Rows:
        """Return the answer; waits for it."""
        if self._link is None:
            raise OperationalError("the connection was lost")
        pgconn = self._link.pgconn
        rows: Rows = []
        is_answered = False
        try:
            while (result := pgconn.get_result()) is not None:
                is_answered = True
                if result.status not in _READY:
                    raise psycopg.OperationalError(result.error_message.decode("utf-8", "replace"))
                rows += [
                    tuple((result.get_value(row, column) or b"").decode() for column in range(result.nfields))
                    for row in range(result.ntuples)
                ]
        except psycopg.Error as error:
            self.close()
            raise OperationalError(str(error)) from error
        if not is_answered:
            self.close()
            raise OperationalError("the connection was lost before the answer came")
        return rows

    def close(self) -> None:
        """Let go of the connection; a new statement opens another."""
        if self._link is not None:
            self._link.close()
        self._link = None
        self._known.clear()

    def _linked(self) -> "psycopg.Connection[tuple[object, ...]]":
        if self._link is None:
            params = connection.get_connection_params()
            self._link = psycopg.connect(**{**params, "autocommit": True})
            self._link.execute("SET TIME ZONE 'UTC'")
        return self._link

    def _prepare(self, link: "psycopg.Connection[tuple[object, ...]]", statement: str) -> bytes:
        name = f"errand{len(self._known)}".encode()
        result = link.pgconn.prepare(name, statement.encode())
        if result.status not in _READY:
            raise psycopg.OperationalError(result.error_message.decode("utf-8", "replace"))
        self._known[statement] = name
        return name


def can_run_errands() -> bool:
    """Say whether other connections see what this one writes: on PostgreSQL, outside a transaction."""
    return connection.vendor == "postgresql" and not connection.in_atomic_block


def numbers(values: Sequence[int | None]) -> bytes:
    """Return an array of whole numbers, None for NULL."""
    return ("{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}").encode()


def texts(values: Sequence[str]) -> bytes:
    """Return an array of texts; NUL, which PostgreSQL cannot hold, is left out."""
    joined = '","'.join(values)
    if "\\" in joined or "\0" in joined or joined.count('"') != 2 * (len(values) - 1):
        joined = '","'.join([_escaped(value) for value in values])
    return ('{"' + joined + '"}' if values else "{}").encode()


def moments(values: Sequence[datetime | None]) -> bytes:
    """Return an array of times, None for NULL."""
    return (
        "{" + ",".join(["NULL" if value is None else f'"{value.isoformat()}"' for value in values]) + "}"
    ).encode()


def _escaped(value: str) -> str:
    return value.replace("\0", "").replace("\\", "\\\\").replace('"', '\\"')
