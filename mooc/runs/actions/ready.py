"""Are you in? Asked of everybody who confirmed, just before groups are made of those who say yes."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from mooc.delivery import actions as delivery
from mooc.delivery.models import Mailing
from mooc.journal.actions import note

from ..models import Enrolment, Run
from ..stages import place_in_line

LIFETIME = timedelta(days=4)


def ask_ready(run: Run, *, now: datetime, not_before: datetime | None = None) -> Mailing:
    """Plan the mail to everybody who confirmed and was not asked yet."""
    start = not_before or now
    asked = (
        Enrolment.objects.filter(run=run, ready_at=None)
        .filter(state__in=(Enrolment.State.CONFIRMED, Enrolment.State.LEARNING))
        .order_by("id")
        .values_list("id")
    )
    select, params = asked.query.sql_with_params()
    mailing, _ = delivery.plan_select(
        occasion=f"ready/{run.pk}",
        kind="enrolment-ready",
        filler="enrolment-ready",
        title=f"Are you in? {run.name}",
        now=now,
        sql=f"SELECT asked.id, %s, %s FROM ({select}) asked",  # noqa: S608  (our own query)
        params=(start, start + LIFETIME, *params),
        run_id=run.pk,
        priority=3,
    )
    return mailing


@transaction.atomic
def say_ready(enrolment: Enrolment, *, now: datetime) -> bool:
    """Remember that the learner is in; False when he said so before, or is not (or no longer) in the run.

    Before the start this makes him ready for matching. Who says so after groups were made gets a place in
    line.
    """
    here = Enrolment.objects.filter(pk=enrolment.pk, ready_at=None)
    fields: dict[str, Any] = {
        "ready_at": now,
        "waiting_since": place_in_line(enrolment.run, enrolment.company, now=now),
    }
    if here.filter(state=Enrolment.State.CONFIRMED).update(state=Enrolment.State.READY, **fields):
        fields["state"] = Enrolment.State.READY
    elif not here.filter(state=Enrolment.State.LEARNING).update(**fields):
        return False
    for field, value in fields.items():
        setattr(enrolment, field, value)
    note(
        "said ready", at=now, run_id=enrolment.run_id, person_id=enrolment.person_id, subject_id=enrolment.pk
    )
    return True
