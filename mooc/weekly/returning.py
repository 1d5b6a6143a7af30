"""Who is away gets no weekly message; who is back gets that of his week, and no older one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from mooc.delivery.actions import resend
from mooc.delivery.fillers import Skip
from mooc.delivery.models import Delivery, Mailing
from mooc.groups import actions as groups
from mooc.groups.discussion.mail_wish_queries import FOREVER, is_away, local_date
from mooc.groups.models import MailWish
from mooc.runs.models import Enrolment

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


def _bring_this_week(enrolments: Sequence[Enrolment], *, now: datetime) -> None:
    """Let the copies of each one's present week go that were kept back, until the next is due."""
    openings = _openings({enrolment.run_id for enrolment in enrolments})
    by_due: dict[tuple[int, datetime], list[int]] = defaultdict(list)
    for enrolment in enrolments:
        run, zone = enrolment.run, enrolment.person.zone
        hour = run.send_hour if enrolment.send_hour is None else enrolment.send_hour
        for opening in openings[run.pk]:
            (due,) = schedule.dues(run, opening.week, [(zone, hour)])
            if due.not_before <= now < due.expires_at:
                by_due[opening.mailing_id, due.expires_at].append(enrolment.pk)
    for (mailing_id, ends_at), ids in by_due.items():
        _let_go(mailing_id, ids, lifetime=ends_at - now, now=now)


def _openings(run_ids: Iterable[int]) -> dict[int, list[Opening]]:
    found: dict[int, list[Opening]] = defaultdict(list)
    for opening in Opening.objects.filter(run__in=run_ids).order_by("run", "week"):
        found[opening.run_id].append(opening)
    return found


def _let_go(mailing_id: int, ids: Sequence[int], *, lifetime: timedelta, now: datetime) -> None:
    kept = Delivery.objects.filter(
        mailing=mailing_id, recipient__in=ids, state=State.SUPPRESSED, answer__startswith=AWAY
    )
    if recipients := list(kept.order_by("id").values_list("recipient", flat=True)):
        mailing = Mailing.objects.get(pk=mailing_id)
        resend(mailing, recipients, now=now, lifetime=lifetime)
