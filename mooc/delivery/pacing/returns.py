"""When copies that found no slot come back: spread over the queue before them, so that a long one is seldom written.

A queue of a million copies for a provider that takes ten a second cannot wait in memory, and asking each again every
few seconds would write more rows than it sends copies. So a copy that found no slot is put behind those put back
before, two for each slot: what comes due is twice what can go. Half of it goes, half is put back once more; so a copy
is written twice on average however long the queue, and the slots are never short of copies. One copy at least comes
back exactly when the next slot can be taken, which is what a rate of one a minute lives on.
"""

from collections import Counter
from datetime import timedelta

# Put back for no longer, as a limit that is raised must be felt; where the queue is so long that this would write more
# than some fifty rows a second, for up to an hour.
LONGEST_SECONDS, MOST_SECONDS = 600.0, 3600.0
_ROWS_A_SECOND = 50.0
SHORTEST_SECONDS = 0.25
COPIES_PER_SLOT = 2
_GOLDEN = 0.618_033_988_75


class Returns:
    """The copies of one queue that this worker has put back, counted by the second in which they are due."""

    def __init__(self) -> None:
        self._due: Counter[int] = Counter()
        self._waiting = 0
        self._covered_at = 0.0
        self._spread = 0.0

    def put_back(self, count: int, *, now: float, opening: float, interval: float) -> list[timedelta]:
        """Return for each of `count` copies how long to wait, the first ones the shortest.

        `opening`: when the next slot can be taken; `interval`: seconds between slots.
        """
        self._forget(now)
        waits = sorted(max(self._next(now, opening, interval), SHORTEST_SECONDS) for _ in range(count))
        self._due.update(int(now + wait) for wait in waits)
        return [timedelta(seconds=wait) for wait in waits]

    def _next(self, now: float, opening: float, interval: float) -> float:
        self._waiting += 1
        if abs(opening - self._covered_at) > 0.01 * interval:
            self._covered_at = opening
            return min(opening - now, LONGEST_SECONDS)
        longest = min(max(self._waiting / _ROWS_A_SECOND, LONGEST_SECONDS), MOST_SECONDS)
        behind = opening - now + self._waiting * interval / COPIES_PER_SLOT
        if behind <= longest:
            return behind
        self._spread = (self._spread + _GOLDEN) % 1.0
        return longest * (1.0 + self._spread) / 2

    def _forget(self, now: float) -> None:
        """Count no longer who has come back since."""
        for second in [second for second in self._due if second < int(now)]:
            self._waiting -= self._due.pop(second)


def hurried(count: int, *, now: float, opening: float, interval: float) -> list[timedelta]:
    """Return how long urgent copies wait: each until a slot opens, whatever else waits for it."""
    waits = (opening + number * interval - now for number in range(count))
    return [timedelta(seconds=min(max(wait, SHORTEST_SECONDS), LONGEST_SECONDS)) for wait in waits]
