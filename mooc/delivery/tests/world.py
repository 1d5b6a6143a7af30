"""Learners of a run whose weekly message is due, to try `mooc work` on: `python -m mooc.delivery.tests.world COUNT`.

Made by hand and not by sign-ups, which take longer. Reads the environment as every command does.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

COURSE = Path(__file__).resolve().parents[3] / "courses" / "gentle-introduction-to-python"


def make(count: int) -> None:
    """Make the tables, the run and the learners, and plan a copy for each."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from mooc.people.models import Person
    from mooc.runs.models import Enrolment
    from mooc.weekly.actions import open_week

    now = datetime.now(UTC)
    run = _run(now)
    people = Person.objects.bulk_create(
        Person(
            email=f"reader-{number}@d{number % 40}.example",
            name=f"Reader {number}",
            email_verified_at=now,
            created_at=now,
        )
        for number in range(count)
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            run=run, person=one, state="learning", company="alone", signed_up_at=now, began_at=now, answers={}
        )
        for one in people
    )
    planned = open_week(run=run, week=0, now=now)
    assert planned == count, planned


def _run(now: datetime):
    from mooc.courses.actions import import_course
    from mooc.runs.models import Run

    version = import_course(COURSE, now=now)
    starts = now.date() - timedelta(days=1)
    return Run.objects.create(
        course=version.course,
        version=version,
        slug="python-trial",
        name="Python on trial",
        state=Run.State.RUNNING,
        starts_date=starts,
        sign_up_closes_date=starts,
        ready_asked_date=starts,
        groups_formed_date=starts,
        ends_date=starts + timedelta(days=70),
        created_at=now,
        ready_asked_at=now,
    )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "mooc.settings"
    import django

    django.setup()
    make(int(sys.argv[1]))
