"""Has anything been written since the worker last looked? Asked many times a second, so the answer costs little.

    look (what there is) -> pass -> passed -> wait ... until there is mail that the pass has not seen, or time is over

No bell is rung by those who write: rows alone are news, whichever process or host they come from. Mail is news by its
number, which only grows; what anybody has written, by a mark of the database's own.
"""

import threading
import time
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, connection

# On PostgreSQL a question goes to another process.
LOOKING_SECONDS = {"sqlite": 0.05, "postgresql": 0.1}
_MAIL = "SELECT (SELECT MAX(id) FROM inbound_inboundmail), (SELECT MAX(id) FROM delivery_delivery)"
# Where the log ends of what is written to this server, by whomever.
_POSTGRES = f"{_MAIL}, CAST(pg_current_wal_insert_lsn() AS text)"


class Seen(NamedTuple):
    """What there is. `mail`: the newest inbound mail and the newest copy; `mark` moves when anybody writes."""

    mail: tuple[int | None, int | None] = (None, None)
    mark: object = None


class News:
    """What a worker has seen, and what is new to it."""

    def __init__(self) -> None:
        self._now = self._led = Seen()

    def look(self) -> None:
        """Remember what there is: whatever is written after this is new."""
        self._now = self._found()

    def passed(self, *, led: bool, wrote: bool) -> None:
        """Say that a pass is over. `led`: with the sweeps of the leader; `wrote`: it did something, so look again."""
        if wrote:
            self._led = Seen()
        elif led:
            self._led = self._now

    @property
    def is_for_leader(self) -> bool:
        """Whether anything had been written by the last look that the sweeps of the leader have not seen."""
        return self._led.mark is None or self._now.mark != self._led.mark

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Return when there is new mail, when told to stop, or after so many seconds."""
        until, pause = time.monotonic() + seconds, LOOKING_SECONDS[connection.vendor]
        while not stop.wait(max(0.0, min(pause, until - time.monotonic()))):
            if time.monotonic() >= until or self._has_new_mail():
                return

    def _has_new_mail(self) -> bool:
        try:
            return self._found().mail != self._now.mail
        except (OperationalError, InterfaceError):
            return False  # the next pass says so

    def _found(self) -> Seen:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRES)
                *mail, mark = cursor.fetchone()
                return Seen((mail[0], mail[1]), mark)
            cursor.execute("PRAGMA data_version")
            mark = cursor.fetchone()[0]
            if (
                mark == self._now.mark
            ):  # nobody else has written, and this connection writes between looks only
                return self._now
            cursor.execute(_MAIL)
            return Seen(cursor.fetchone(), mark)
