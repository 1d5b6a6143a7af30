"""Who looks after one run."""

from datetime import datetime

from django.db import transaction

from mooc.journal.actions import note
from mooc.people.actions import meet
from mooc.people.addresses import normal_address
from mooc.people.errors import NoSuchOrganiser
from mooc.people.models import Person

from ..models import Run, RunOrganiser


@transaction.atomic
def add_run_organiser(
    run: Run, *, email: str, name: str = "", now: datetime, by: Person | None = None
) -> Person:
    """Let the owner of this address look after the run. Twice is as good as once."""
    person = meet(email=email, name=name, now=now)
    _, is_new = RunOrganiser.objects.get_or_create(run=run, person=person)
    if is_new:
        note("organiser added", at=now, run_id=run.pk, person_id=person.pk, by=by.pk if by else None)
    return person


@transaction.atomic
def remove_run_organiser(run: Run, *, email: str, now: datetime, by: Person | None = None) -> Person:
    """Take the run back from him. Raises NoSuchOrganiser."""
    address = normal_address(email)
    row = RunOrganiser.objects.select_related("person").filter(run=run, person__email=address).first()
    if row is None:
        raise NoSuchOrganiser(
            f"{address} does not look after {run.slug}. `mooc organiser list` shows who does."
        )
    row.delete()
    note("organiser removed", at=now, run_id=run.pk, person_id=row.person_id, by=by.pk if by else None)
    return row.person
