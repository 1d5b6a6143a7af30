"""When a copy may go, and the two clocks."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Slot:
    """The moment by `time.monotonic` at which a copy may go (0: at once), or after how long to try again."""

    at: float = 0.0
    later: timedelta | None = None


AT_ONCE = Slot()


# No clock is corrected faster than that without being set anew, which is more than `_SET_ANEW` seconds.
_DRIFT, _SET_ANEW = 5e-4, 1.0


@dataclass
class Clock:
    """The time of day, seconds since 1970, and one that never jumps; tests bring their own.

    Where `is_shared`, the time of day is asked of PostgreSQL, so that workers on several hosts need not agree.
    """

    wall: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    is_shared: bool = True
    _ahead: float = float("inf")
    _aligned_at: float = 0.0

    def ahead_of(self, wall: float) -> float:
        """Return how far the monotonic clock is ahead of a time of day that was true a moment ago.

        The answer of a database takes a moment that differs, which must not move slots about: the quickest answers
        count, with allowance for what clocks drift.
        """
        now = self.monotonic()
        seen = now - wall
        known = self._ahead + _DRIFT * (now - self._aligned_at)
        self._ahead = seen if seen > known + _SET_ANEW else min(seen, known)
        self._aligned_at = now
        return self._ahead
