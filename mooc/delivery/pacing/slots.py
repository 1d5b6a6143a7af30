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


@dataclass(frozen=True)
class Clock:
    """The time of day, seconds since 1970, and one that never jumps; tests bring their own.

    Where `is_shared`, the time of day is asked of PostgreSQL, so that workers on several hosts need not agree.
    """

    wall: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    is_shared: bool = True
