"""Planning the mailing of `mooc bench`: its seconds, its longest lock, and what the bare statement takes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from mooc.delivery import actions as delivery
from mooc.delivery.models import Mailing
from mooc.delivery.sql import adapted

from .bench_letter import FILLER, RECIPIENTS


@dataclass(frozen=True, slots=True)
class Planned:
    """How planning went; seconds by the wall clock."""

    seconds: float
    cpu_seconds: float
    bare_seconds: float
    longest_lock_seconds: float

    @property
    def ratio(self) -> float:
        """Planning to the bare statement."""
        return self.seconds / self.bare_seconds


def plan_copies(now: datetime) -> Planned:
    """Plan a copy for each recipient, after the same rows were inserted by a bare statement and removed again."""
    bare_seconds = _bare(now)
    with _locks() as locks:
        started, cpu_started = time.perf_counter(), time.process_time()
        _plan(now)
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    return Planned(seconds, cpu_seconds, bare_seconds, max(locks.seconds, default=0.0))


def _plan(now: datetime) -> None:
    delivery.plan_select(
        occasion="bench/send",
        kind="weekly",
        filler=FILLER,
        title="A mailing to be measured",
        now=now,
        sql=f"SELECT id, {_moment()}, {_moment()} FROM {RECIPIENTS}",  # noqa: S608
        params=[now, now + timedelta(days=4)],
    )


def _bare(now: datetime) -> float:
    """Insert the rows as one statement into the same table and indexes; return its seconds, leave nothing behind."""
    mailing = Mailing.objects.create(occasion="bench/bare", kind="bench", filler=FILLER, planned_at=now)
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_delivery (mailing_id, recipient, state, priority, not_before, expires_at,"  # noqa: S608
            " attempts, doubts, claimed_by, address, answer) "
            f"SELECT %s, id, 0, 5, {_moment()}, {_moment()}, 0, 0, '', '', '' FROM {RECIPIENTS}",
            adapted([mailing.pk, now, now + timedelta(days=4)]),
        )
    seconds = time.perf_counter() - started
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE delivery_delivery" if is_postgres else "DELETE FROM delivery_delivery")
    mailing.delete()
    return seconds


def _moment() -> str:
    return "%s::timestamptz" if connection.vendor == "postgresql" else "%s"


@dataclass
class _Locks:
    """Seconds from the first statement of each transaction to its commit."""

    seconds: list[float] = field(default_factory=list)
    began_at: float | None = None

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run a statement; note when its transaction began."""
        started = time.perf_counter()
        if connection.in_atomic_block and self.began_at is None:
            self.began_at = started
            transaction.on_commit(self._end)
        result = execute(sql, params, many, context)
        if not connection.in_atomic_block:
            self.seconds.append(time.perf_counter() - started)
        return result

    def _end(self) -> None:
        if self.began_at is not None:
            self.seconds.append(time.perf_counter() - self.began_at)
            self.began_at = None


@contextmanager
def _locks() -> Iterator[_Locks]:
    locks = _Locks()
    with connection.execute_wrapper(locks.watch):
        yield locks
