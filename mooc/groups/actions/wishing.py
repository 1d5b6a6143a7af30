"""What somebody without a group chooses: more hours, another language, writing, or going alone.

Each choice holds in the next matching and in the next sweep for open seats, and the organisers see it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mooc.journal.actions import note
from mooc.runs import actions as runs
from mooc.runs.models import Enrolment

from ..errors import GroupError
from ..members import said_hours
from ..models import Membership, Wish

_HERE = (Enrolment.State.CONFIRMED, Enrolment.State.READY, Enrolment.State.LEARNING)
_LONGEST = 300


def give_more_hours(
    enrolment: Enrolment, *, availability: Mapping[str, Sequence[str]], now: datetime
) -> Wish:
    """Look for a group that meets at these hours of his wall time, and among those who write as before."""
    if not any(availability.values()):
        raise GroupError("Name at least one hour at which you are free, or choose something else.")
    changes = {"availability": {day: list(spans) for day, spans in availability.items()}, "company": "meet"}
    return _choose(enrolment, Wish.Kind.HOURS, said_hours(availability), changes, now)


def name_language(enrolment: Enrolment, *, language: str, now: datetime) -> Wish:
    """Look for a group in another language. It is the person's, so it holds in all his runs."""
    if language == enrolment.person.language:
        raise GroupError("I look for a group in that language already. Name another one that you read well.")
    return _choose(enrolment, Wish.Kind.LANGUAGE, language, {"language": language}, now)


def choose_writing(enrolment: Enrolment, *, now: datetime) -> Wish:
    """Look among groups that write only, whatever the hours."""
    return _choose(enrolment, Wish.Kind.WRITE, "", {"company": "write"}, now)


def go_alone(enrolment: Enrolment, *, now: datetime) -> Wish:
    """Wait for no group any more; he may come back into the line at any time."""
    return _choose(enrolment, Wish.Kind.ALONE, "", {"company": "alone"}, now)


@transaction.atomic
def _choose(
    enrolment: Enrolment, kind: Wish.Kind, said: str, changes: Mapping[str, Any], now: datetime
) -> Wish:
    _check(enrolment)
    runs.edit_enrolment(enrolment, now=now, **changes)
    alone = kind == Wish.Kind.ALONE
    if alone != (enrolment.waiting_since is None):
        enrolment.waiting_since = None if alone else now
        enrolment.save(update_fields=["waiting_since"])
    wish = Wish.objects.create(enrolment=enrolment, kind=kind, said=said[:_LONGEST], wished_at=now)
    note(
        "chose without a group",
        at=now,
        run_id=enrolment.run_id,
        person_id=enrolment.person_id,
        subject_id=enrolment.pk,
        choice=str(kind),
    )
    return wish


def _check(enrolment: Enrolment) -> None:
    """Refuse who has a group by now, or is not here any more."""
    row = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if Membership.objects.filter(enrolment=row, left_at=None).exists():
        raise GroupError("You have a group by now, so there is nothing to choose.")
    if row.state not in _HERE:
        raise GroupError(
            f"You are not among those who look for a group: {row.get_state_display()}. Your page says how to return."
        )
