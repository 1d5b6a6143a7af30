"""The statements of pacing: read the rows, take slots by one statement, and note trouble.

A slot once taken is never given back to the row: neither two workers nor one before and after its death use the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from ..models import Pace
from ..sql import adapted, is_postgres
from .rates import PaceRow
from .slots import Clock

# How far ahead ordinary copies take slots, and urgent ones: what a crash loses, and what a hurry may still jump into.
AHEAD_SECONDS, URGENT_AHEAD_SECONDS = 1.0, 2.0
# A worker a little late may still use slots just past, so that a hiccup costs none; counted in the jitter of `rates`.
LATE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Reserved:
    """`count` slots, the first at `start` and each `interval` later, and the next free one; by the monotonic clock."""

    start: float
    count: int
    interval: float

    @property
    def next_at(self) -> float:
        """The first moment that is still free."""
        return self.start + self.count * self.interval

    def times(self) -> list[float]:
        """All slots."""
        return [self.start + number * self.interval for number in range(self.count)]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All rows as of `wall`, by the clock that slots are counted by; how far the monotonic clock is ahead of it."""

    rows: tuple[PaceRow, ...]
    wall: float
    ahead: float


def read_snapshot(clock: Clock) -> Snapshot:
    """Read all rows; one statement, or two on PostgreSQL where there are rows."""
    fields = ("key", "limit", "slowed_to", "changed_at", "warm_from", "next_at")
    rows = tuple(_row(*row) for row in Pace.objects.order_by("id").values_list(*fields))
    wall = _wall(clock) if rows else clock.wall()
    return Snapshot(rows, wall, clock.ahead_of(wall))


def next_free(key: str, clock: Clock) -> float | None:
    """Return the next free moment of a row by the monotonic clock, as it is now; None without the row."""
    now = _now(clock)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT next_at, {now[0]} FROM delivery_pace WHERE key = %s", [*now[1], key])  # noqa: S608
        found = cursor.fetchone()
    return None if found is None else float(found[0]) + clock.ahead_of(float(found[1]))


def reserve(key: str, *, interval: float, wanted: int, ahead: float, clock: Clock) -> Reserved | None:
    """Take up to `wanted` slots that lie within `ahead` seconds from now; None when the row is gone.

    A next free moment further off than any reservation reaches is of a lower limit or another clock; it is drawn near.
    """
    found = (
        _reserve_postgres(key, interval, wanted, ahead, clock)
        if is_postgres()
        else _reserve_sqlite(key, interval, wanted, ahead, clock)
    )
    if found is None:
        return None
    start, count, ahead_of = found
    return Reserved(start + ahead_of, count, interval)


def slow_down(key: str, *, rate: float, reason: str, now: datetime, unless_since: timedelta) -> bool:
    """Slow a key to `rate` copies a minute, unless that was done so short a time ago, by whomever."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO delivery_pace (key, "limit", slowed_to, next_at, changed_at, reason, warm_from) '
            "VALUES (%s, NULL, %s, 0, %s, %s, NULL) ON CONFLICT (key) DO UPDATE SET "
            "slowed_to = excluded.slowed_to, changed_at = excluded.changed_at, reason = excluded.reason "
            "WHERE delivery_pace.slowed_to IS NULL OR delivery_pace.changed_at <= %s",
            adapted([key[:200], rate, now, reason[:300], now - unless_since]),
        )
        return bool(cursor.rowcount > 0)


def forget_recovered(keys: Sequence[str], *, changed_before: datetime) -> None:
    """Remove what is left of trouble that is over: whole rows where nothing else is set."""
    over = Pace.objects.filter(key__in=keys, changed_at__lt=changed_before)
    over.filter(limit=None, warm_from=None).delete()
    over.update(slowed_to=None, reason="")


def _reserve_postgres(
    key: str, interval: float, wanted: int, ahead: float, clock: Clock
) -> tuple[float, int, float] | None:
    now, given = _now(clock)
    statement = (
        "WITH was AS (SELECT p.id, c.now,"  # noqa: S608
        " GREATEST(LEAST(p.next_at, c.now + %s), c.now - %s) AS start"
        f" FROM delivery_pace p, LATERAL (SELECT {now} AS now, p.id) c WHERE p.key = %s FOR UPDATE OF p), "
        "taken AS (SELECT id, now, start,"
        " LEAST(%s, GREATEST(0, floor((now + %s - start) / %s)::integer + 1)) AS count FROM was) "
        "UPDATE delivery_pace p SET next_at = taken.start + taken.count * %s FROM taken WHERE p.id = taken.id "
        "RETURNING taken.start, taken.count, taken.now"
    )
    far = URGENT_AHEAD_SECONDS + interval
    params = [far, LATE_SECONDS, *given, key, wanted, ahead, interval, interval]
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found = cursor.fetchone()
    return None if found is None else (float(found[0]), int(found[1]), clock.ahead_of(float(found[2])))


def _reserve_sqlite(
    key: str, interval: float, wanted: int, ahead: float, clock: Clock
) -> tuple[float, int, float] | None:
    """Read and write in one transaction that nobody else can be in, as its RETURNING cannot tell what was before."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id, next_at FROM delivery_pace WHERE key = %s", [key])
        found = cursor.fetchone()
        if found is None:
            return None
        now = clock.wall()
        ahead_of = clock.ahead_of(now)
        start = max(min(found[1], now + URGENT_AHEAD_SECONDS + interval), now - LATE_SECONDS)
        count = min(wanted, max(0, int((now + ahead - start) // interval) + 1))
        cursor.execute(
            "UPDATE delivery_pace SET next_at = %s WHERE id = %s", [start + count * interval, found[0]]
        )
    return start, count, ahead_of


def _now(clock: Clock) -> tuple[str, list[Any]]:
    """Return an expression for seconds since 1970 by the clock that all workers share, and its parameters."""
    if is_postgres() and clock.is_shared:
        return "EXTRACT(EPOCH FROM clock_timestamp())::float8", []
    return ("%s::float8" if is_postgres() else "%s"), [clock.wall()]


def _wall(clock: Clock) -> float:
    if not (is_postgres() and clock.is_shared):
        return clock.wall()
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXTRACT(EPOCH FROM clock_timestamp())::float8")
        return float(cursor.fetchone()[0])


def _row(
    key: str,
    limit: float | None,
    slowed_to: float | None,
    changed_at: datetime,
    warm_from: datetime | None,
    next_at: float,
) -> PaceRow:
    warm = None if warm_from is None else warm_from.timestamp()
    return PaceRow(key, limit, slowed_to, changed_at.timestamp(), warm, next_at)


def moment(wall: float) -> datetime:
    """Return seconds since 1970 as a time."""
    return datetime.fromtimestamp(wall, UTC)
