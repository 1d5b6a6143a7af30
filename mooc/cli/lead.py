"""Who leads: one worker at a time keeps time; on SQLite it is the only worker."""

import fcntl
import os
from types import TracebackType
from typing import IO, Self

from django.conf import settings
from django.db import connection

from mooc.errors import MoocError

ADVISORY_KEY = 0x4D4F4F43  # "MOOC"


class AnotherWorker(MoocError):
    """On SQLite a second worker has nothing to do."""


class Lead:
    """Take the lead if nobody has it; `is_mine` asks again, so that another takes over when the leader dies.

    PostgreSQL: an advisory lock that lives as long as the connection. SQLite: a locked file beside the database.
    """

    def __init__(self) -> None:
        self._file: IO[str] | None = None
        self._has_lock = False

    def __enter__(self) -> Self:
        if connection.vendor == "sqlite":
            self._lock_file()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()
        elif self._has_lock:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_KEY])

    def is_mine(self) -> bool:
        """Say whether this worker leads, taking the lead when it is free."""
        if self._file or self._has_lock:
            return True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_KEY])
            self._has_lock = bool(cursor.fetchone()[0])
        return self._has_lock

    def lose(self) -> None:
        """Forget the lock: the connection that held it is gone."""
        self._has_lock = False

    def _lock_file(self) -> None:
        path = settings.MOOC_DATA / "worker.lock"
        file = path.open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            other = file.read().strip()
            file.close()
            raise AnotherWorker(
                f"another worker (process {other}) is at work on {settings.MOOC_DATA}; SQLite takes one. "
                "Stop that one (it may be a part of `mooc serve`; `mooc web` shows the pages without it), or give "
                "DATABASE_URL a PostgreSQL server to have several."
            ) from None
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        self._file = file
