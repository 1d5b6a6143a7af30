"""What a limit means: how far apart slots are, how a slowed rate recovers, how a new sender warms up.

"600 a minute" is a promise about any 60 seconds as the receiver sees them, and he sees copies a little after their
slots: connections, queues and disks delay each by something else. If no delay differs from another by more than
`JITTER_SECONDS`, what arrives within 60 s had its slot within 60 s and that jitter; so no more slots than the limit may
lie in so long a span. The price is that no more than 60 / 60.45 of a limit is used.
"""

from dataclasses import dataclass

JITTER_SECONDS = 0.45
# Rounding must not bring back what the jitter took away: seconds since 1970 in a float are good to 2e-7.
_ROUNDING = 1.0001

SLOWEST = 1.0  # copies a minute
RECOVERY_FACTOR, RECOVERY_SECONDS = 1.5, 60.0
# Faster than that nobody slows us down who is not limited; so recovery ends there.
RECOVERED = 60_000.0

ONE_DAY = 86_400.0
_MINUTES_A_DAY = 1440.0
# A new sender's first days: 500 copies, then twice as many each day; after these it is as good as an old one.
WARM_UP_A_DAY = tuple(500 * 2**day for day in range(11))


@dataclass(frozen=True, slots=True)
class PaceRow:
    """A row of `Pace` as a worker needs it; times in seconds since 1970."""

    key: str
    limit: float | None = None
    slowed_to: float | None = None
    slowed_at: float = 0.0
    warm_from: float | None = None
    next_at: float = 0.0


def interval_of(per_minute: float) -> float:
    """Return how many seconds apart slots are, so that no 60 s see more than `per_minute` copies arrive."""
    return (60.0 + JITTER_SECONDS) / per_minute * _ROUNDING


def rate_of(row: PaceRow, *, at: float) -> float | None:
    """Return how many copies a minute may go at that moment; None: any number."""
    rates = [row.limit, slowed_rate(row, at=at), warm_up_rate(row, at=at)]
    return min((rate for rate in rates if rate is not None), default=None)


def slowed_rate(row: PaceRow, *, at: float) -> float | None:
    """Return what trouble still keeps it to: half again as much with each quiet minute, until the limit or none."""
    if row.slowed_to is None:
        return None
    quiet_minutes = max(at - row.slowed_at, 0.0) // RECOVERY_SECONDS
    if quiet_minutes > 60:
        return None
    rate = row.slowed_to * RECOVERY_FACTOR**quiet_minutes
    return rate if rate < (row.limit or RECOVERED) else None


def warm_up_rate(row: PaceRow, *, at: float) -> float | None:
    """Return what the day of its warm-up allows, spread over the day; None when that is over."""
    a_day = warm_up_a_day(row, at=at)
    return None if a_day is None else a_day / _MINUTES_A_DAY


def warm_up_a_day(row: PaceRow, *, at: float) -> int | None:
    """Return how many copies may go on this day of the warm-up."""
    if row.warm_from is None:
        return None
    day = int(max(at - row.warm_from, 0.0) // ONE_DAY)
    if day >= len(WARM_UP_A_DAY):
        return None
    a_day = WARM_UP_A_DAY[day]
    return a_day if a_day / _MINUTES_A_DAY < (row.limit or RECOVERED) else None
