"""What a worker knows of one row: how far apart its slots are, when the next is free, which it holds unused."""

from .reserving import (
    AHEAD_SECONDS,
    LATE_SECONDS,
    URGENT_AHEAD_SECONDS,
    Reserved,
    next_free,
    reserve,
)
from .returns import Returns
from .slots import Clock

# Slots are taken when so much of the time ahead has become free, so that a fast rate needs few statements.
CHUNK_SECONDS = 0.25


class Lane:
    """Slots of one provider or transport."""

    def __init__(self, key: str, clock: Clock) -> None:
        self.key = key
        self.interval = 0.0
        # How far ahead ordinary copies take slots.
        self.ahead = AHEAD_SECONDS
        self.returns = Returns()
        self._clock = clock
        self._free_at = 0.0
        self._spare: list[float] = []

    def update(self, *, interval: float, free_at: float) -> None:
        """Take over what a snapshot says; `free_at` by the monotonic clock."""
        self.interval = interval
        self._free_at = free_at
        if free_at > self._clock.monotonic() + URGENT_AHEAD_SECONDS + interval + LATE_SECONDS:
            self._reserve(0, self.ahead)

    @property
    def opening(self) -> float:
        """When the next slots can be taken, by the monotonic clock."""
        return self._free_at - (self.ahead - CHUNK_SECONDS)

    def room(self) -> int:
        """Return about how many slots can be taken now; one statement when there may be any."""
        now = self._clock.monotonic()
        self._drop_past(now)
        if self.opening > now:
            return len(self._spare)
        self._free_at = next_free(self.key, self._clock) or now
        if self.opening > now:
            return len(self._spare)
        start = max(self._free_at, now - LATE_SECONDS)
        return len(self._spare) + int((now + self.ahead - start) // self.interval) + 1

    def take(self, wanted: int) -> list[float]:
        """Take up to `wanted` slots, in order; at most one statement, none while it is known that none is free."""
        now = self._clock.monotonic()
        self._drop_past(now)
        times, self._spare = self._spare[:wanted], self._spare[wanted:]
        if len(times) < wanted and self.opening <= now:
            times += self._reserve(wanted - len(times), self.ahead)
        return times

    def take_urgent(self, wanted: int) -> list[float]:
        """Take up to `wanted` slots from further ahead than ordinary copies may."""
        if wanted <= 0 or self._free_at > self._clock.monotonic() + URGENT_AHEAD_SECONDS:
            return []
        return self._reserve(wanted, URGENT_AHEAD_SECONDS)

    def keep(self, times: list[float]) -> None:
        """Keep slots that were taken and found no copy, for the next ones."""
        self._spare = sorted([*self._spare, *times])

    def _reserve(self, wanted: int, ahead: float) -> list[float]:
        taken = reserve(self.key, interval=self.interval, wanted=wanted, ahead=ahead, clock=self._clock)
        if taken is None:  # its row was removed this second: no limit any more
            taken = Reserved(self._clock.monotonic(), wanted, 0.0)
        self._free_at = taken.next_at
        return taken.times()

    def _drop_past(self, now: float) -> None:
        self._spare = [at for at in self._spare if at >= now - LATE_SECONDS]
