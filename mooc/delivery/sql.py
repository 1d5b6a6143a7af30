"""The statements that touch many rows at once, and where SQLite and PostgreSQL differ.

Literals such as `state IN (0, 1, 3)` repeat the conditions of the partial indexes word for word: SQLite uses such an
index only for a query that says the same.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.db import connection

Params = Sequence[Any]

# Rows in a statement of SQLite: few sizes, so that each is read by it once.
_ROWS_A_STATEMENT = (100, 20, 5, 1)
# Copies that a crash left in doubt so often wait for an operator's word; priority 0 (sign-in codes) always does.
MOST_DOUBTS = 3


class Claim(NamedTuple):
    """A row that this worker alone may send now."""

    id: int
    mailing_id: int
    recipient: int
    attempts: int
    doubts: int
    expires_at: datetime
    priority: int = 5


class Settlement(NamedTuple):
    """How a claimed row ends this attempt. `not_before`: None leaves it."""

    id: int
    state: int
    answer: str = ""
    address: str = ""
    edition_id: int | None = None
    attempts: int = 0
    doubts: int = 0
    not_before: datetime | None = None


def insert_deliveries(
    mailing_id: int, priority: int, not_before: datetime, expires_at: datetime, recipients: Iterable[int]
) -> int:
    """Insert one pending row per recipient that has none; return how many were inserted."""
    numbers, given = _numbers(recipients)
    select = f"SELECT number, {_moment()}, {_moment()} FROM ({numbers}) AS wanted"  # noqa: S608
    return insert_selected(mailing_id, priority, select, [not_before, expires_at, given])


def insert_selected(
    mailing_id: int, priority: int, select: str, params: Params, *, is_fresh: bool = False
) -> int:
    """Insert a pending row for each (recipient, not_before, expires_at) of `select` that has none.

    `is_fresh`: nobody has one; IntegrityError where that is wrong. To look first costs a tenth of it all.
    """
    unless = "" if is_fresh else "WHERE true ON CONFLICT (mailing_id, recipient) DO NOTHING"
    return _run(
        "INSERT INTO delivery_delivery (mailing_id, recipient, state, priority, not_before, expires_at,"  # noqa: S608
        " attempts, doubts, claimed_by, address, answer) "
        f"WITH due (recipient, not_before, expires_at) AS ({select}) "
        f"SELECT %s, recipient, 0, %s, not_before, expires_at, 0, 0, '', '', '' FROM due {unless}",
        [*params, mailing_id, priority],
    )


@contextmanager
def selected(select: str, params: Params) -> Iterator["Selected"]:
    """Keep what a select gives in a table of this connection, to be inserted bit by bit."""
    wanted = f"WITH wanted (recipient, not_before, expires_at) AS ({select}) SELECT * FROM wanted"  # noqa: S608
    _run(f"CREATE TEMP TABLE planned AS {wanted}", params)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM planned")
            rows, pages = int(cursor.fetchone()[0]), 0
            if is_postgres():
                cursor.execute("SELECT pg_relation_size('planned') / current_setting('block_size')::bigint")
                pages = int(cursor.fetchone()[0])
        yield Selected(rows, pages)
    finally:
        _run("DROP TABLE planned", [])


class Selected(NamedTuple):
    """Rows kept in a table of this connection, in an order; on PostgreSQL in so many equal pages."""

    rows: int
    pages: int

    def between(self, start: int, end: int) -> tuple[str, Params]:
        """Return a select of the rows from one place to before another, and its parameters; all places: all rows."""
        if not self.pages:
            return "SELECT * FROM planned WHERE rowid > %s AND rowid <= %s", [start, end]
        first, last = (min(self.pages, place * self.pages // max(1, self.rows)) for place in (start, end))
        if end >= self.rows:
            last = self.pages
        return "SELECT * FROM planned WHERE ctid >= %s::tid AND ctid < %s::tid", [
            f"({first},0)",
            f"({last},0)",
        ]


def reopen(mailing_id: int, recipients: Iterable[int], *, not_before: datetime, expires_at: datetime) -> int:
    """Turn settled copies of a mailing back to pending; attempts and the last answer stay."""
    numbers, given = _numbers(recipients)
    return _run(
        "UPDATE delivery_delivery SET state = 0, not_before = %s, expires_at = %s, settled_at = NULL "  # noqa: S608
        f"WHERE mailing_id = %s AND state >= 10 AND recipient IN ({numbers})",
        [not_before, expires_at, mailing_id, given],
    )


def claim(worker: str, *, now: datetime, limit: int) -> list[Claim]:
    """Take what is due, most urgent first, for this worker alone; call it inside a transaction.

    One priority after the other: so each look is a walk along the index from its start, however much lies in future.
    """
    rows: list[Claim] = []
    priority = first_priority()
    while priority is not None and len(rows) < limit:
        rows += _claim_priority(worker, priority, now=now, limit=limit - len(rows))
        priority = _priority_after(priority)
    return rows


def first_priority() -> int | None:
    """Return the most urgent priority that has waiting rows, due or not."""
    return _priority_after(-32768)


def _priority_after(priority: int) -> int | None:
    """Return the next priority that has waiting rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MIN(priority) FROM delivery_delivery WHERE state IN (0, 1, 3) AND priority > %s",
            [priority],
        )
        found = cursor.fetchone()[0]
    return None if found is None else int(found)


def _claim_priority(worker: str, priority: int, *, now: datetime, limit: int) -> list[Claim]:
    with connection.cursor() as cursor:
        cursor.execute(claim_statement(priority), adapted([worker, now, priority, now, now, limit]))
        return claims_of(cursor.fetchall(), priority)


def claim_statement(priority: int) -> str:
    """Return what takes rows of a priority; its places: worker, now, priority, now, now, limit."""
    again = f"OR (d.state = 3 AND d.doubts < {MOST_DOUBTS})" if priority > 0 else ""
    lock = "FOR UPDATE OF d SKIP LOCKED" if is_postgres() else ""
    return (
        "UPDATE delivery_delivery SET state = 2, claimed_by = %s, claimed_at = %s WHERE id IN ("  # noqa: S608
        "SELECT d.id FROM delivery_delivery d JOIN delivery_mailing m ON m.id = d.mailing_id "
        "WHERE d.state IN (0, 1, 3) AND d.priority = %s AND d.not_before <= %s AND d.expires_at > %s "
        f"AND m.state = 'open' AND (d.state < 3 {again}) "
        f"ORDER BY d.priority, d.not_before, d.id LIMIT %s {lock}) "
        f"RETURNING id, mailing_id, recipient, attempts, doubts, {_as_text('expires_at')}, {_as_text('not_before')}"
    )


def claims_of(rows: Iterable[Sequence[Any]], priority: int) -> list[Claim]:
    """Return what a claim of that priority gave, in the order in which copies are to go."""
    claims = [
        (not_before, int(number), int(mailing), int(recipient), int(attempts), int(doubts), expires_at)
        for number, mailing, recipient, attempts, doubts, expires_at, not_before in rows
    ]
    claims.sort()
    return [
        Claim(number, mailing, recipient, attempts, doubts, _as_datetime(expires_at), priority)
        for _, number, mailing, recipient, attempts, doubts, expires_at in claims
    ]


def settle(worker: str, settlements: Sequence[Settlement], *, now: datetime) -> None:
    """Write how claimed rows ended, by one statement for each few hundred.

    A row that somebody else has taken over meanwhile stays as it is; one that was withdrawn or cancelled in the
    sender's hand does, too, unless its copy had been accepted before.
    """
    if not settlements:
        return
    settled_at = adapted([now])[0]
    rows = [settled_row(row, settled_at) for row in settlements]
    if is_postgres():
        columns = [*map(list, zip(*rows, strict=True))]
        _run(settle_statement(), [*columns, worker])
        return
    start = 0
    for size in _ROWS_A_STATEMENT:
        while start + size <= len(rows):
            values = [value for row in rows[start : start + size] for value in row]
            _execute_prepared(_settle_statement(_places(size)), [*values, worker])
            start += size


def settle_statement() -> str:
    """Return what settles on PostgreSQL; its places: an array for each column of `settled_row`, worker."""
    types = "smallint text text bigint smallint smallint timestamptz timestamptz bigint".split()
    arrays = ", ".join(f"%s::{kind}[]" for kind in types)
    return _settle_statement(f"SELECT * FROM unnest({arrays})")  # noqa: S608


def _settle_statement(source: str) -> str:
    return (
        "WITH n (state, answer, address, edition_id, attempts, doubts, not_before, settled_at, id) "  # noqa: S608
        f"AS ({source}) "
        "UPDATE delivery_delivery AS d SET state = n.state, answer = n.answer, address = n.address, "
        "edition_id = COALESCE(n.edition_id, d.edition_id), attempts = n.attempts, doubts = n.doubts, "
        "not_before = COALESCE(n.not_before, d.not_before), settled_at = n.settled_at, claimed_by = '' "
        "FROM n WHERE d.id = n.id AND d.claimed_by = %s "
        "AND (d.state IN (2, 3) OR (d.state IN (21, 23) AND n.state = 10))"
    )


@cache
def _places(rows: int) -> str:
    return "VALUES " + ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s)"] * rows)


def settled_row(row: Settlement, now: Any) -> tuple[Any, ...]:
    """Return the columns of the statement of `settle`, in its order."""
    number, state, answer, address, edition_id, attempts, doubts, not_before = row
    if not_before is not None:
        not_before = adapted([not_before])[0]
    settled_at = None if state < 2 else now
    return (
        state,
        answer[:300].replace("\0", ""),
        address[:254],
        edition_id,
        attempts,
        doubts,
        not_before,
        settled_at,
        number,
    )


def release(worker: str, ids: Iterable[int]) -> int:
    """Give claimed rows back as they were; the attempt does not count."""
    numbers, given = _numbers(ids)
    return _run(
        "UPDATE delivery_delivery SET state = CASE WHEN attempts > 0 THEN 1 ELSE 0 END, claimed_by = '' "  # noqa: S608
        f"WHERE id IN ({numbers}) AND claimed_by = %s AND state = 2",
        [given, worker],
    )


def expire(*, now: datetime, limit: int = 20_000) -> int:
    """Give up what was not sent before its time was over; at most `limit` rows, so that no lock lasts."""
    return _run(
        "UPDATE delivery_delivery SET state = 22, settled_at = %s, "
        "answer = CASE WHEN answer = '' THEN 'its time was over before it could go out' ELSE answer END "
        "WHERE id IN (SELECT id FROM delivery_delivery WHERE state IN (0, 1) AND expires_at <= %s "
        "ORDER BY expires_at LIMIT %s) AND state IN (0, 1)",
        [now, now, limit],
    )


def stopped(addresses: Iterable[str]) -> list[tuple[str, str]]:
    """Return (address, reason) of those among these addresses that are not to be written to."""
    texts, given = _texts(addresses)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT address, reason FROM delivery_suppression "  # noqa: S608
            f"WHERE lifted_at IS NULL AND address IN ({texts})",
            [given],
        )
        return list(cursor.fetchall())


def still_claimed(worker: str, ids: Iterable[int]) -> set[int]:
    """Return which of these rows the worker may still send: neither taken back nor held meanwhile."""
    numbers, given = _numbers(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.id FROM delivery_delivery d WHERE d.id IN ({numbers}) "  # noqa: S608
            "AND d.state = 2 AND d.claimed_by = %s "
            "AND (SELECT m.state FROM delivery_mailing m WHERE m.id = d.mailing_id) = 'open'",
            [given, worker],
        )
        return {row[0] for row in cursor.fetchall()}


def insert_mailbox_copies(rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert (delivery_id, mail_from, rcpt_to, subject, kind, message_id, at as `adapted`, frame_id, body)."""
    _run_many(
        "INSERT INTO delivery_mailboxcopy "
        "(delivery_id, mail_from, rcpt_to, subject, kind, message_id, at, frame_id, body) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        rows,
    )


def keep_cache_small() -> None:
    """Let this connection keep 8 MB of SQLite's pages: enough for who settles rows in their order."""
    if not is_postgres():
        _run("PRAGMA cache_size=-8000", [])


def is_postgres() -> bool:
    """Say which of the two engines serves."""
    return connection.vendor == "postgresql"


def adapted(params: Params) -> list[Any]:
    """Return the values as the database's driver takes them in a raw statement."""
    adapt = connection.ops.adapt_datetimefield_value
    return [adapt(value) if isinstance(value, datetime) else value for value in params]


def _as_text(column: str) -> str:
    """Return a time as the database writes it: most copies of a batch have the same, so it is read once."""
    return f"{column}::text" if is_postgres() else f"{column} || ''"


def _moment() -> str:
    return "%s::timestamptz" if is_postgres() else "%s"


def _numbers(recipients: Iterable[int]) -> tuple[str, Any]:
    """Return a select that gives `number` for each, and its one parameter."""
    if is_postgres():
        return "SELECT unnest(%s::bigint[]) AS number", list(recipients)
    return "SELECT value AS number FROM json_each(%s)", json.dumps(list(recipients))


def _texts(values: Iterable[str]) -> tuple[str, Any]:
    """Return a select that gives each text, and its one parameter."""
    if is_postgres():
        return "SELECT unnest(%s::text[])", list(values)
    return "SELECT value FROM json_each(%s)", json.dumps(list(values))


@lru_cache(maxsize=1024)
def _as_datetime(value: Any) -> datetime:
    """Return a time of a raw row, which SQLite gives as text or without a zone."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _run(statement: str, params: Params) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, adapted(params))
        return int(cursor.rowcount)


def _execute_prepared(statement: str, params: list[Any]) -> None:
    """Run a long statement on SQLite without Django's look at each of its places."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.execute(_with_question_marks(statement), params)


@cache
def _with_question_marks(statement: str) -> str:
    return statement.replace("%s", "?")


def _run_many(statement: str, rows: Sequence[Params]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
