"""Leaving a relay alone that refuses us: longer after each try, and at once again when one went well.

Kept in memory: a worker that starts anew may ask once more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Pause:
    """From when to when nothing is tried, and why."""

    since: datetime
    length: timedelta
    reason: str

    @property
    def until(self) -> datetime:
        """When to try again."""
        return self.since + self.length

    def holds(self, now: datetime) -> bool:
        """Say whether it is still on; a clock set back ends it."""
        return self.since <= now < self.until


_pauses: dict[str, Pause] = {}


def pause_of(transport: str, *, now: datetime) -> Pause | None:
    """Return the pause that a transport is in."""
    pause = _pauses.get(transport)
    return pause if pause and pause.holds(now) else None


def begin_pause(transport: str, reason: str, *, now: datetime) -> Pause:
    """Pause twice as long as last time, if the last time was not long ago."""
    last = _pauses.get(transport)
    goes_on = last is not None and last.since <= now < last.until + LONGEST
    length = min(last.length * 2, LONGEST) if last is not None and goes_on else FIRST
    pause = _pauses[transport] = Pause(now, length, reason)
    return pause


def end_pause(transport: str) -> None:
    """Forget that there was trouble."""
    _pauses.pop(transport, None)
