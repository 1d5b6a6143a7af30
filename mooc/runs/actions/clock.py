"""What happens to runs because a date has come. Each change happens once, whoever sweeps and however late.

open -> matching (sign-up closed) -> running (the first day begins anywhere) -> finished (the last has ended
everywhere)
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from mooc.delivery import actions as delivery
from mooc.delivery.window import leaves_at
from mooc.journal.actions import note

from ..dates import begins_at, newest_date, oldest_date
from ..facts import note_each
from ..models import Enrolment, Run
from ..stages import HERE
from .ready import ask_ready
from .signing_up import expire_unconfirmed

_FAREWELL_LIFETIME = timedelta(days=7)
_BEFORE = (Run.State.OPEN, Run.State.MATCHING)


def keep_time(*, now: datetime) -> int:
    """Do all that is due: begin and finish runs, close sign-up, ask "are you in?", expire. Returns how much it did."""
    return (
        begin_runs(now=now)
        + finish_runs(now=now)
        + close_sign_ups(now=now)
        + ask_due(now=now)
        + expire_unconfirmed(now=now)
    )


def begin_runs(*, now: datetime) -> int:
    """Start the runs whose first day has begun; everybody who confirmed learns from then on, in a group or alone."""
    due = Run.objects.filter(state__in=_BEFORE, starts_date__lte=newest_date(now)).order_by(
        "starts_date", "id"
    )
    return sum(_begin(run, now) for run in due)


def finish_runs(*, now: datetime) -> int:
    """End the runs whose last day is over everywhere."""
    due = Run.objects.filter(state=Run.State.RUNNING, ends_date__lt=oldest_date(now)).order_by(
        "ends_date", "id"
    )
    return sum(_finish(run, now) for run in due)


def close_sign_ups(*, now: datetime) -> int:
    """Turn runs to matching whose sign-up has closed; who comes later is a late joiner."""
    return Run.objects.filter(state=Run.State.OPEN, sign_up_closes_date__lt=oldest_date(now)).update(
        state=Run.State.MATCHING
    )


def ask_due(*, now: datetime) -> int:
    """Ask "are you in?" where the date has come and nobody was asked yet.

    It is planned MOOC_HOLD_MINUTES before the date, and leaves when that has begun: organisers can look in between.
    """
    soon = leaves_at(now)
    due = Run.objects.filter(
        state__in=_BEFORE, ready_asked_date__lte=soon.date(), ready_asked_at=None
    ).order_by("id")
    return sum(_ask(run, now) for run in due)


def _ask(run: Run, now: datetime) -> int:
    """Plan first, then remember: who is cut off between plans again what is missing."""
    day = run.ready_asked_date
    ask_ready(run, now=now, not_before=max(now, datetime(day.year, day.month, day.day, tzinfo=UTC)))
    return Run.objects.filter(pk=run.pk, ready_asked_at=None).update(ready_asked_at=now)


@transaction.atomic
def _begin(run: Run, now: datetime) -> int:
    if not Run.objects.filter(pk=run.pk, state__in=_BEFORE).update(state=Run.State.RUNNING):
        return 0
    beginners = Enrolment.objects.filter(
        run=run, state__in=(Enrolment.State.CONFIRMED, Enrolment.State.READY)
    )
    note("run began", at=now, run_id=run.pk)
    note_each("began", beginners, at=now)
    # The moment it was due, not the moment of a worker that was down: week 0 is theirs.
    beginners.update(state=Enrolment.State.LEARNING, began_at=min(now, begins_at(run)))
    return 1


def _finish(run: Run, now: datetime) -> int:
    """Plan the farewell first: who is cut off before the run has ended plans again what is missing."""
    _plan_farewell(run, Enrolment.objects.filter(run=run, state__in=HERE), now)
    return _end(run, now)


@transaction.atomic
def _end(run: Run, now: datetime) -> int:
    if not Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(state=Run.State.FINISHED):
        return 0
    learners = Enrolment.objects.filter(run=run, state__in=HERE)
    note("run finished", at=now, run_id=run.pk)
    note_each("finished", learners, at=now)
    learners.update(state=Enrolment.State.FINISHED, waiting_since=None)
    Enrolment.objects.filter(run=run, state=Enrolment.State.LEFT, left_from__in=HERE).update(
        left_from=Enrolment.State.FINISHED
    )
    return 1


def _plan_farewell(run: Run, learners: QuerySet[Enrolment], now: datetime) -> None:
    first_at = leaves_at(now)
    select, params = learners.order_by("id").values_list("id").query.sql_with_params()
    delivery.plan_select(
        occasion=f"farewell/{run.pk}",
        kind="enrolment-farewell",
        filler="enrolment-farewell",
        title=f"Farewell of {run.name}",
        now=now,
        sql=f"SELECT learner.id, %s, %s FROM ({select}) learner",  # noqa: S608  (our own query)
        params=(first_at, first_at + _FAREWELL_LIFETIME, *params),
        run_id=run.pk,
    )
