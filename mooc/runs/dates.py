"""The dates of a run, and which of them have come. No queries.

    sign-up -------------------- closes                        late joiners take open seats -----------|
    opened      ready asked      |   groups formed    starts   week 0 | week 1 | ...              ends
                (-7 days)       (-3)     (-2)          day 0

A date is a day on Earth: it begins 14 hours before midnight UTC (Kiritimati) and is over 12 hours after it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from .errors import BadDates
from .models import Run

_FIRST = timedelta(hours=14)
_LAST = timedelta(hours=12)
_DAY = timedelta(days=1)
_FARTHEST = timedelta(days=3 * 366)


class Door(Enum):
    """What a sign-up would lead to: a group made with all others, an open seat as a late joiner, or nothing."""

    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one run."""

    sign_up_closes_date: date
    ready_asked_date: date
    groups_formed_date: date
    starts_date: date
    ends_date: date


def door(run: Run, now: datetime) -> Door:
    """Say whether the run takes sign-ups at this moment."""
    if run.state not in (Run.State.OPEN, Run.State.MATCHING, Run.State.RUNNING) or is_over(
        run.ends_date, now
    ):
        return Door.CLOSED
    if run.state == Run.State.RUNNING or is_over(run.sign_up_closes_date, now):
        return Door.LATE
    return Door.OPEN


def begins_at(run: Run) -> datetime:
    """Return when the first day of the run begins anywhere."""
    return datetime.combine(run.starts_date, time(), UTC) - _FIRST


def newest_date(now: datetime) -> date:
    """Return the date where the day begins first."""
    return (now + _FIRST).date()


def oldest_date(now: datetime) -> date:
    """Return the date where the day ends last."""
    return (now - _LAST).date()


def is_over(day: date, now: datetime) -> bool:
    """Say whether the day has ended everywhere."""
    return day < oldest_date(now)


def planned_dates(
    *,
    starts: date,
    weeks: int,
    today: date,
    sign_up_closes: date | None = None,
    ready_asked: date | None = None,
    groups_formed: date | None = None,
) -> Dates:
    """Fill in what the organiser left open; with little time left the steps move together. Checks nothing."""
    ready = ready_asked or max(today, starts - 7 * _DAY)
    formed = groups_formed or min(
        starts, max(starts - 2 * _DAY, ready + _DAY, _after(sign_up_closes, starts))
    )
    return Dates(
        sign_up_closes_date=sign_up_closes or max(today, formed - _DAY),
        ready_asked_date=ready,
        groups_formed_date=formed,
        starts_date=starts,
        ends_date=starts + 7 * weeks * _DAY - _DAY,
    )


def check_dates(dates: Dates, *, today: date, new: bool = True) -> None:
    """Raise BadDates unless the dates follow each other; a new run must have them before it."""
    closes, ready, formed = dates.sign_up_closes_date, dates.ready_asked_date, dates.groups_formed_date
    starts = dates.starts_date
    objections = (
        (new and starts < today, f"The run would start on {starts}, which is past: today is {today}."),
        (starts > today + _FARTHEST, f"The run would start on {starts}, more than three years from now."),
        (new and closes < today, f"Sign-up would close on {closes}, which is past: today is {today}."),
        (
            closes > dates.ends_date,
            f"Sign-up would close on {closes}, after the run ends on {dates.ends_date}.",
        ),
        (new and ready < today, f"“Are you in?” would be asked on {ready}, which is past: today is {today}."),
        (ready > formed, f"“Are you in?” would be asked on {ready}, after groups are formed on {formed}."),
        (formed > starts, f"Groups would be formed on {formed}, after the run starts on {starts}."),
    )
    for objects, complaint in objections:
        if objects:
            raise BadDates(f"{complaint} Give another date.")


def _after(sign_up_closes: date | None, starts: date) -> date:
    """Return the first day on which everybody who signed up in time is there; a closing after the start counts not."""
    return sign_up_closes + _DAY if sign_up_closes and sign_up_closes < starts else date.min
