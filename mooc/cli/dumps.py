"""A consistent copy of the whole database as one file, while it is in use; one function per engine."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.db import connection

from mooc.errors import MoocError

PAGES_PER_STEP = 2_000
Progress = Callable[[int, int], None]


class BackupError(MoocError):
    """The database could not be copied; nothing was left behind."""


def dump_database(folder: Path, progress: Progress) -> Path:
    """Copy the database into `folder` and prove it sound; `progress(done, all)` hears of it where it can."""
    if connection.vendor == "sqlite":
        return _copy_sqlite(folder / "mooc.sqlite3", progress)
    return _dump_postgres(folder / "mooc.pgdump")


def _copy_sqlite(path: Path, progress: Progress) -> Path:
    """Copy page by page inside one read transaction.

    The transaction holds the snapshot that WAL gives to a reader: writers go on meanwhile, and none of them
    makes SQLite start the copy anew, as it would between two steps (sqlite.org/c3ref/backup_finish.html).
    """
    name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(name, isolation_level=None, timeout=30)) as source:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(path)) as copy:
            source.backup(
                copy, pages=PAGES_PER_STEP, progress=lambda _, left, total: progress(total - left, total)
            )
    _insist_on_soundness(path)
    return path


def _insist_on_soundness(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")  # so that the one file is all of it
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise BackupError(f"the copy of the database is damaged, so the database may be too: {verdict}")


def _dump_postgres(path: Path) -> Path:
    from psycopg.conninfo import make_conninfo  # slow to import, and SQLite needs none of it

    program = shutil.which("pg_dump")
    if program is None:
        raise BackupError(
            "the database is PostgreSQL, and its own pg_dump, which makes the copy, is not installed here. "
            "Install it (Debian, Ubuntu: apt-get install postgresql-client), as new as the server or newer."
        )
    connection.ensure_connection()
    known = connection.connection.info
    done = subprocess.run(  # noqa: S603  (no word of it comes from outside)
        [program, "--format=custom", "--no-owner", f"--file={path}", make_conninfo(**known.get_parameters())],
        env=os.environ | {"PGPASSWORD": known.password},  # arguments can be read by all users of the machine
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"pg_dump could not copy the database: {done.stderr.strip()}")
    return path
