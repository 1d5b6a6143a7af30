"""Statements that PostgreSQL works on while we do something else, over a connection of their own.

    begin (sent, nothing awaited) -> ... fill and carry ... -> is_done -> rows

A thread for this would wait for the interpreter's lock at every step of the driver, up to a millisecond each time; here
nothing is awaited, and a statement is parsed and planned once. Each is a transaction of its own.
"""

import select
import time
from collections.abc import Sequence
from datetime import datetime

import psycopg
from django.db import OperationalError, connection
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

Rows = list[tuple[str, ...]]
_READY = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


class Errand:
    """Runs one statement at a time. Not for several threads. Raises OperationalError for whatever fails."""

    def __init__(self) -> None:
        self._link: psycopg.Connection[tuple[object, ...]] | None = None
        self._known: dict[str, bytes] = {}
        self._results: list[PGresult] = []
        self._is_over, self._fault = True, ""

    def begin(self, statement: str, params: Sequence[bytes | None]) -> None:
        """Let the server work on a statement with places $1, $2, ...; parameters are in its text format."""
        try:
            link = self._linked()
            name = self._known.get(statement) or self._prepare(link, statement)
            self._results, self._is_over, self._fault = [], False, ""
            link.pgconn.send_query_prepared(name, params)
            link.pgconn.flush()
        except psycopg.Error as error:
            self.close()
            raise OperationalError(str(error)) from error

    def is_done(self) -> bool:
        """Say whether the answer has come and its transaction is over; asks nobody to wait."""
        if self._link is None or self._is_over:
            return True
        pgconn = self._link.pgconn
        try:
            pgconn.consume_input()
            while not (self._is_over or pgconn.is_busy()):
                self._take()
        except psycopg.Error as error:
            self._fault = str(error)
            self._is_over = True
        return self._is_over

    def wait(self, seconds: float) -> bool:
        """Wait up to so many seconds for the answer; say whether it has come."""
        until = time.monotonic() + seconds
        while not self.is_done() and self._link is not None:
            left = until - time.monotonic()
            if left <= 0:
                return False
            select.select([self._link.pgconn.socket], [], [], left)
        return True

    def rows(self) -> Rows:
        """Return the answer; waits for it."""
        while not self.wait(60.0):
            pass
        results, self._results = self._results, []
        fault = self._fault or next(
            (one.error_message.decode("utf-8", "replace") for one in results if one.status not in _READY), ""
        )
        if fault or not results:
            self.close()
            raise OperationalError(fault or "the connection was lost before the answer came")
        return [
            tuple((one.get_value(row, column) or b"").decode() for column in range(one.nfields))
            for one in results
            for row in range(one.ntuples)
        ]

    def _take(self) -> None:
        """Take a result; after the last one the transaction has ended."""
        assert self._link is not None
        result = self._link.pgconn.get_result()
        if result is None:
            self._is_over = True
        else:
            self._results.append(result)

    def close(self) -> None:
        """Let go of the connection; a new statement opens another."""
        if self._link is not None:
            self._link.close()
        self._link = None
        self._known.clear()
        self._results = []

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
