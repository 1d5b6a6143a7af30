"""Groups for `discussion`, made by the product's own verbs; run as a process of its own.

    a list of people is imported -> each says that he is in -> a proposal is stored -> an organiser confirms it

`python -m bench._discussion_world GROUPS MEMBERS` prints JSON: seconds, and who may write where.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mooc.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from mooc.courses.actions import import_course  # noqa: E402
from mooc.delivery.models import Delivery, Mailing  # noqa: E402
from mooc.groups.actions import confirm_proposal  # noqa: E402
from mooc.groups.actions.storing import Choice, ChosenGroup, begin, show, store  # noqa: E402
from mooc.people.models import Person  # noqa: E402
from mooc.runs.actions import import_learners, open_run  # noqa: E402
from mooc.runs.models import Enrolment, Run  # noqa: E402

COURSE = Path(__file__).parents[1] / "courses" / "gentle-introduction-to-python"
# The run begins later, so that nothing but posts is on its way meanwhile.
BEGINS_IN = timedelta(days=14)


def made(groups: int, members: int) -> dict[str, object]:
    """Make so many groups of so many members; return the seconds of each step, and a writer of each group."""
    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    run = _run(now)
    content = _listed(groups * members)
    moments = [time.perf_counter()]
    import_learners(run=run, content=content, now=now, consent_given_elsewhere=True)
    moments.append(time.perf_counter())
    Person.objects.update(email_verified_at=now)
    Enrolment.objects.filter(run=run).update(state=Enrolment.State.READY, ready_at=now, company="write")
    moments.append(time.perf_counter())
    _confirm(run, groups, members, now)
    moments.append(time.perf_counter())
    # Their welcome waits for the organisers' second thoughts; it is not what is measured.
    Delivery.objects.all().delete()
    Mailing.objects.all().delete()
    return {
        "people": moments[1] - moments[0],
        "groups": moments[3] - moments[2],
        "settings": _durability(),
        "writers": _writers(run),
    }


def _run(now: datetime) -> Run:
    version = import_course(COURSE, now=now)
    starts = (now + BEGINS_IN).date()
    return open_run(course=version.course, name="Python by mail", starts_date=starts, now=now)


def _listed(count: int) -> bytes:
    rows = (f"reader-{number}@example.org,Reader {number}" for number in range(count))
    return "\n".join(["email,name", *rows]).encode()


def _confirm(run: Run, groups: int, members: int, now: datetime) -> None:
    """Store a proposal as matching would have found it, and say yes to it."""
    enrolments = [*Enrolment.objects.filter(run=run).order_by("id").values_list("id", flat=True)]
    proposal = begin(run, now=now, seed=1, rules={}, report={"J": 1.0, "placed": len(enrolments)})
    chosen = [ChosenGroup(number, "write", 1.0, "{}", "for the benchmark") for number in range(1, groups + 1)]
    places = [place // members for place in range(len(enrolments))]
    store(proposal, Choice(chosen, enrolments, places, {}), tell=lambda share: None)
    show(proposal)
    confirm_proposal(proposal=proposal, now=now)


def _writers(run: Run) -> list[tuple[str, str]]:
    """Return (address of a group, address of its first member), in the order of the groups."""
    from mooc.groups.models import Membership

    rows = Membership.objects.filter(group__run=run).order_by("group_id", "id")
    first = {}
    for local, email in rows.values_list("group__local_part", "enrolment__person__email"):
        first.setdefault(local, email)
    return [*first.items()]


def _durability() -> str:
    """Return what the database promises of a commit."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            return {2: "synchronous=FULL", 3: "synchronous=EXTRA"}[cursor.fetchone()[0]]
        said = []
        for name in ("fsync", "synchronous_commit"):
            cursor.execute(f"SHOW {name}")
            said.append(f"{name}={cursor.fetchone()[0]}")
        return ", ".join(said)


if __name__ == "__main__":
    print(json.dumps(made(int(sys.argv[1]), int(sys.argv[2]))))
