"""Writing how copies ended, one group at a time, while their sender goes on.

On PostgreSQL by an errand, on SQLite in a thread of its own, and at once where neither can be: in a pass that ends when
its copies have, or within a transaction.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction

from .errand import Errand, can_run_errands
from .errand_statements import begin_settle
from .sql import Settlement, keep_cache_small, release, settle


class Settler:
    """Begin a group, ask whether it is written, take the result; then the next. Not for several threads."""

    def __init__(self, worker: str, writing: AbstractContextManager[object], *, beside: bool) -> None:
        """`writing`: held while a statement of this process writes."""
        self._worker, self._writing = worker, writing
        self._errand = Errand() if can_run_errands() else None
        self._thread = None
        if beside:
            # Two connections that write in turns throw away each other's pages: keeping many is of no use.
            keep_cache_small()
            self._thread = ThreadPoolExecutor(1, "settle", initializer=keep_cache_small)
        self._work: Future[int] | Errand | None = None
        # What is being written: groups of settlements, and ids of rows to be put back.
        self.in_hand: tuple[list[Settlement], list[int]] = ([], [])

    @property
    def is_at_work(self) -> bool:
        """Whether a group was begun whose result nobody has taken."""
        return self._work is not None

    @property
    def is_beside(self) -> bool:
        """Whether a group that could not be written may be tried again, since nobody waits for it."""
        return self._thread is not None or self._errand is not None

    def begin(self, group: list[Settlement], back: list[int], *, now: datetime) -> None:
        """Write how copies ended, and put others back."""
        self.in_hand = (group, back)
        if self._errand and not back:
            self._work = self._errand
            _begin(self._errand, self._worker, group, now=now)
        elif self._thread:
            self._work = self._thread.submit(self._write_apart, group, back, now)
        else:
            self._work = Future()
            try:
                self._work.set_result(self._write(group, back, now))
            except Exception as error:  # noqa: BLE001  (told by `result`)
                self._work.set_exception(error)

    def wait(self, seconds: float) -> bool:
        """Wait up to so many seconds; say whether the group is written, or could not be."""
        if self._work is None:
            return True
        if isinstance(self._work, Errand):
            return self._work.wait(seconds) if seconds else self._work.is_done()
        if seconds:
            wait([self._work], seconds)
        return self._work.done()

    def result(self) -> int:
        """Return how many rows were put back; the group is forgotten. Raises whatever kept it from being written."""
        work, self._work, self.in_hand = self._work, None, ([], [])
        if isinstance(work, Errand):
            work.rows()
            return 0
        return work.result() if work else 0

    def close(self) -> None:
        """Let go of connections."""
        if self._thread:
            self._thread.submit(connection.close)
            self._thread.shutdown()
        if self._errand:
            self._errand.close()

    def _write(self, group: Sequence[Settlement], back: Sequence[int], now: datetime) -> int:
        with self._writing, transaction.atomic():
            settle(self._worker, group, now=now)
            return release(self._worker, back) if back else 0

    def _write_apart(self, group: Sequence[Settlement], back: Sequence[int], now: datetime) -> int:
        try:
            return self._write(group, back, now)
        except (OperationalError, InterfaceError):
            connection.close()
            raise


def _begin(errand: Errand, worker: str, group: Sequence[Settlement], *, now: datetime) -> None:
    """Begin; where even that fails, the errand's `rows` says so."""
    try:
        begin_settle(errand, worker, group, now=now)
    except OperationalError:
        errand.close()
