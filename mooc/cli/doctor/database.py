"""The database: does it answer, is it whole, does it keep what it said it would, and what time does it think it is."""

import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from mooc.delivery.models import Delivery, Sender

from .finding import Finding, ok, problem, skipped, warning
from .surroundings import Surroundings

OLDEST_POSTGRES = 150_000
# A database of this machine's own is looked through for so long, then left.
LOOKING_SECONDS = 20.0
MOST_JOURNAL_BYTES = 1 << 30
CLOCKS_APART = timedelta(seconds=30)


def database(around: Surroundings) -> Iterator[Finding]:
    """Say whether it answers, and which it is."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:  # noqa: BLE001  (each driver has its own)
        says = f"it does not answer: {str(error).strip().splitlines()[0] if str(error) else type(error).__name__}"
        yield problem("database", says, "Is the server running, and is DATABASE_URL right?")
        return
    yield from _sqlite() if connection.vendor == "sqlite" else _postgres()
    yield from _tables()


def _sqlite() -> Iterator[Finding]:
    yield ok("database", f"SQLite {sqlite3.sqlite_version} answers")
    mode, synchronous = str(_value("PRAGMA journal_mode")), _value("PRAGMA synchronous")
    if mode == "wal" and synchronous == 2:
        yield ok("durability", "write-ahead log, synchronous=FULL: what is committed survives a power cut")
    else:
        says = f"journal_mode={mode}, synchronous={synchronous}: what is committed may be lost in a power cut"
        yield problem(
            "durability", says, "Take the database off a network disk; it needs WAL and synchronous=FULL."
        )
    yield from _journal_of_sqlite()
    yield _integrity()


def _journal_of_sqlite() -> Iterator[Finding]:
    journal = Path(f"{settings.DATABASES['default']['NAME']}-wal")
    size = journal.stat().st_size if journal.exists() else 0
    if size > MOST_JOURNAL_BYTES:
        says = f"the write-ahead log has grown to {size / 2**30:.1f} GiB: something keeps an old view open"
        yield warning(
            "write-ahead log", says, "Restart `mooc serve`; the log is worked off when nobody reads."
        )


def _integrity() -> Finding:
    """Look through the whole file, as long as that takes no more than some seconds."""
    deadline = time.monotonic() + LOOKING_SECONDS
    raw: Any = connection.connection
    raw.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
    try:
        said = str(_value("PRAGMA quick_check(1)"))
    except DatabaseError as error:
        if time.monotonic() > deadline:
            return skipped(
                "integrity", f"not looked through within {LOOKING_SECONDS:.0f} s; `mooc backup` checks all"
            )
        said = str(error)
    finally:
        raw.set_progress_handler(None, 0)
    if said == "ok":
        return ok("integrity", "every page of the file is sound")
    do = "Stop everything, copy the file away, and restore the latest backup (docs/operating.md)."
    return problem("integrity", f"the file is damaged: {said}", do)


def _postgres() -> Iterator[Finding]:
    number, version = int(str(_value("SHOW server_version_num"))), _value("SHOW server_version")
    if number < OLDEST_POSTGRES:
        yield problem("database", f"PostgreSQL {version} is too old", "Upgrade it to 15 or newer.")
    else:
        yield ok("database", f"PostgreSQL {version} answers")
    careless = [
        name
        for name in ("synchronous_commit", "fsync", "full_page_writes")
        if _value(f"SHOW {name}") == "off"
    ]
    if careless:
        says = f"{', '.join(careless)} off: what is committed may be lost, and mail sent twice, after a power cut"
        yield problem("durability", says, "Set it to on in postgresql.conf.")
    else:
        yield ok("durability", "synchronous_commit and fsync are on: what is committed survives a power cut")


def _tables() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    if not connection.introspection.table_names():
        yield warning("tables", "there are none yet", "`mooc serve` makes them when it starts.")
        return
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not missing:
        yield ok("tables", "up to date with this version of mooc")
        return
    says = f"{missing} migrations have not been applied"
    yield problem("tables", says, "Run `mooc backup`, then start `mooc serve`, or run `manage.py migrate`.")


def clock(around: Surroundings) -> Iterator[Finding]:
    """Compare our clock with the database's, and with the latest that was written by it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            before = datetime.now(around.now.tzinfo)
            cursor.execute("SELECT clock_timestamp()")
            theirs = cursor.fetchone()[0]
        apart = abs(theirs - before)
        if apart > CLOCKS_APART:
            says = f"ours and the database's are {apart.total_seconds():.0f} s apart"
            yield problem("clock", says, "Let all machines take their time from one place (NTP).")
            return
    latest = _latest()
    if latest and latest > around.now + CLOCKS_APART:
        says = f"the database holds something of {latest:%Y-%m-%d %H:%M} UTC, and it is {around.now:%Y-%m-%d %H:%M}"
        yield warning("clock", says, "Was it set back? What was planned by the wrong one waits for its time.")
    else:
        yield ok("clock", f"{around.now:%Y-%m-%d %H:%M:%S} UTC, and nothing was written later than that")


def _latest() -> datetime | None:
    claimed = Delivery.objects.order_by("-id").values_list("claimed_at", flat=True)[:200]
    seen = Sender.objects.order_by("-id").values_list("seen_at", flat=True)[:20]
    return max((at for at in (*claimed, *seen) if at), default=None)


def _value(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return row[0] if row else None
