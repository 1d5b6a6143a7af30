"""Who is away gets no weekly message; who is back gets that of his week, and no older one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from mooc.courses.queries import read_course
from mooc.delivery.actions import resend
from mooc.delivery.fillers import Skip
from mooc.delivery.models import Delivery, Mailing
from mooc.groups import actions as groups
from mooc.groups.mail_wish_queries import FOREVER, is_away, local_date
from mooc.groups.models import MailWish
from mooc.runs.models import Enrolment, Run

from . import schedule
from .models import Opening

# How the answer of a copy begins that was kept back; the day follows.
AWAY = "away until "
# The first place on Earth to have a day is so far ahead of UTC.
_EARLIEST = timedelta(hours=14)
_AT_ONCE = 500
State = Delivery.State


def absence_of(until: date | str, zone: str, *, now: datetime) -> Skip | None:
    """Return why somebody gets no message now; None when his day has come. `until`: a date, or its text."""
    day = date.fromisoformat(until) if isinstance(until, str) else until
    if not is_away(day, zone, now=now):
        return None
    return Skip(
        State.SUPPRESSED, AWAY + ("he says otherwise" if day == FOREVER else f"{day.day} {day:%B %Y}")
    )


@transaction.atomic
def come_back(enrolment: Enrolment, *, now: datetime) -> bool:
    """Send mail again from now on, this week's message at once where it was kept back. False: he was not away."""
    if not groups.end_absence(enrolment, now=now):
        return False
    _bring_this_week([enrolment], now=now)
    return True


def bring_back_returned(*, now: datetime) -> int:
    """Do so for everybody whose day has come by his own calendar; returns how many. Twice equals once.

    Days begin on quarters of an hour everywhere, so once a quarter is enough.
    """
    latest = (now + _EARLIEST).date()
    wishes = MailWish.objects.filter(away_until__lte=latest).order_by("id")
    rows = wishes.select_related("enrolment__person", "enrolment__run")
    back = [
        row.enrolment
        for row in rows
        if row.away_until and row.away_until <= local_date(row.enrolment.person.zone, now)
    ]
    for start in range(0, len(back), _AT_ONCE):
        with transaction.atomic():
            part = back[start : start + _AT_ONCE]
            for enrolment in part:
                groups.end_absence(enrolment, now=now)
            _bring_this_week(part, now=now)
    return len(back)


def _bring_this_week(enrolments: Iterable[Enrolment], *, now: datetime) -> None:
    """Let the copies of each one's present week go that were kept back, until the next is due."""
    by_due: dict[tuple[Run, int, datetime], list[int]] = defaultdict(list)
    for enrolment in enrolments:
        run, hour = enrolment.run, enrolment.send_hour
        hour = run.send_hour if hour is None else hour
        weeks, zone = len(read_course(run.version_id).weeks), enrolment.person.zone
        week = schedule.current_week(run, weeks=weeks, zone=zone, hour=hour, now=now)
        if week is not None:
            ends_at = schedule.dues(run, week, [(zone, hour)])[0].expires_at
            by_due[run, week, ends_at].append(enrolment.pk)
    for (run, week, ends_at), ids in by_due.items():
        _let_go(run, week, ids, lifetime=ends_at - now, now=now)


def _let_go(run: Run, week: int, ids: Sequence[int], *, lifetime: timedelta, now: datetime) -> None:
    opening = Opening.objects.filter(run=run, week=week).first()
    mailing = Mailing.objects.filter(pk=opening.mailing_id).first() if opening else None
    if mailing is None:
        return
    kept = Delivery.objects.filter(
        mailing=mailing, recipient__in=ids, state=State.SUPPRESSED, answer__startswith=AWAY
    )
    if recipients := list(kept.order_by("id").values_list("recipient", flat=True)):
        resend(mailing, recipients, now=now, lifetime=lifetime)
