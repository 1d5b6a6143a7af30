"""A world for pacing: a clock that stands still until it is told, and receivers that count."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mooc.delivery.models import Pace
from mooc.delivery.pacing import Pacer
from mooc.delivery.pacing.slots import Clock

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Time:
    """Seconds gone since `START`; the monotonic clock began a thousand seconds before."""

    gone: float = 0.0
    clock: Clock = field(init=False)

    def __post_init__(self):
        self.clock = Clock(
            wall=lambda: START.timestamp() + self.gone,
            monotonic=lambda: 1000.0 + self.gone,
            is_shared=False,
        )

    def pacer(self, transport="relay:25"):
        """A worker that starts now."""
        return Pacer(transport, clock=self.clock)


def limited(key, per_minute=None, **more):
    """A row of the table."""
    return Pace.objects.create(key=key, limit=per_minute, changed_at=START, **more)


def most_within(times, seconds=60.0):
    """The most copies in any span of so many seconds, both ends included."""
    times = sorted(times)
    return max(bisect_right(times, at + seconds) - number for number, at in enumerate(times))


def fewest_within(times, begin, end, seconds=60.0):
    """The fewest copies in any span of so many seconds between two moments; just after a copy, where fewest are."""
    times = sorted(times)
    starts = [begin, *(at + 1e-6 for at in times if begin <= at <= end - seconds)]
    return min(bisect_left(times, at + seconds) - bisect_left(times, at) for at in starts)
