"""When a week's message is due, for each zone and hour that readers of a run have.

    week k, reader in `zone` with `hour`:
    not_before = hour o'clock local on starts_date + 7 k        expires_at = the same of week k + 1

A late copy so goes out within its week, and has expired by the moment the next one is due: no message overtakes.

A week is planned some minutes before its date begins anywhere (`MOOC_HOLD_MINUTES`), so no reader's hour comes sooner
than that after it can be seen, held or cancelled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from mooc.delivery.window import leaves_at
from mooc.pure.timetable import UnknownZone, local_moment
from mooc.runs.models import Run

EARLIEST = timezone(timedelta(hours=14))  # Kiritimati: where a date begins first
LATEST = timezone(timedelta(hours=-12))  # where it ends last


@dataclass(frozen=True, slots=True)
class Due:
    """One zone and hour of a run's readers, with the UTC moments between which week k is theirs."""

    zone: str
    hour: int
    not_before: datetime
    expires_at: datetime


def date_of_week(run: Run, week: int) -> date:
    """Return the local date on which week `week` (from 0) goes out."""
    return run.starts_date + timedelta(days=7 * week)


def begins_at(day: date) -> datetime:
    """Return the UTC moment at which a date begins anywhere on Earth."""
    return datetime(day.year, day.month, day.day, tzinfo=EARLIEST).astimezone(UTC)


def is_over_at(day: date) -> datetime:
    """Return the UTC moment at which a date has ended everywhere on Earth."""
    return datetime(day.year, day.month, day.day, tzinfo=LATEST).astimezone(UTC) + timedelta(days=1)


def plannable_weeks(run: Run, *, weeks: int, now: datetime) -> list[int]:
    """Return the weeks whose date has begun somewhere on Earth, or will before organisers had time to look."""
    return begun_weeks(run, weeks=weeks, now=leaves_at(now))


def begun_weeks(run: Run, *, weeks: int, now: datetime) -> list[int]:
    """Return the weeks whose date has begun somewhere on Earth."""
    return [week for week in range(weeks) if begins_at(date_of_week(run, week)) <= now]


def is_over(run: Run, week: int, *, now: datetime) -> bool:
    """Say whether the next week's date has ended everywhere, so that no copy of `week` can go out any more."""
    return now > is_over_at(date_of_week(run, week + 1))


def dues(run: Run, week: int, readers: Iterable[tuple[str, int]]) -> list[Due]:
    """Return the due moments of a week for distinct (zone, hour) pairs; an unknown zone counts as UTC."""
    day, next_day = date_of_week(run, week), date_of_week(run, week + 1)
    return [
        Due(zone, hour, _moment(day, hour, zone), _moment(next_day, hour, zone)) for zone, hour in readers
    ]


def current_week(run: Run, *, weeks: int, zone: str, hour: int, now: datetime) -> int | None:
    """Return the week that is a reader's own at `now`; None before the first and after the last."""
    for week in range(weeks):
        due = dues(run, week, [(zone, hour)])[0]
        if due.not_before <= now < due.expires_at:
            return week
    return None


def _moment(day: date, hour: int, zone: str) -> datetime:
    try:
        return local_moment(day, hour, zone)
    except UnknownZone:
        return local_moment(day, hour, "UTC")
