"""The verb of check-ins."""

from datetime import datetime

from django.db import transaction

from mooc.journal.actions import note
from mooc.runs.models import Enrolment

from .models import CheckIn


@transaction.atomic
def check_in(*, enrolment: Enrolment, week: int, answer: CheckIn.Answer, now: datetime) -> CheckIn:
    """Remember what a learner says of a week; saying it again changes the answer."""
    said, is_new = CheckIn.objects.update_or_create(
        enrolment=enrolment, week=week, defaults={"answer": answer, "at": now}
    )
    note(
        "checked-in",
        at=now,
        run_id=enrolment.run_id,
        person_id=enrolment.person_id,
        subject_id=enrolment.pk,
        week=week,
        answer=str(answer),
        again=not is_new,
    )
    return said
