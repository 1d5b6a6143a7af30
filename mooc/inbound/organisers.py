"""Mail for people: kept visible for the organisers of a run, and forwarded to them when we know who wrote it."""

from datetime import datetime, timedelta

from mooc.delivery.actions import plan
from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.people.queries import organisers
from mooc.runs.models import Enrolment, Run, RunOrganiser

from .mails import KIND
from .models import InboundMail
from .outcomes import Outcome, dropped, held
from .proven import is_proven
from .reading import Incoming
from .writers import address_of

MOST_AN_HOUR = 20


def bring_to_organisers(incoming: Incoming, run: Run | None, *, now: datetime) -> Outcome:
    """Hold a mail for the organisers, and forward it unless a stranger wrote it or it is one of too many.

    A stranger's is not forwarded, because our own good name as a sender would carry his spam.
    """
    writer = Person.objects.filter(email=address_of(incoming)).order_by("id").first()
    run = run or _latest_run(writer)
    run_id = run.pk if run else None
    if writer is None or not is_proven(writer):
        return held(
            "stranger", "For the organisers, from an address that I do not know; not forwarded", run_id=run_id
        )
    earlier = InboundMail.objects.filter(kind=KIND, from_addr=writer.email, became_id__isnull=False)
    message_id = incoming.letter.message_id[:254]
    if message_id and earlier.filter(message_id=message_id, run_id=run_id).exists():
        return dropped("duplicate", "The organisers have this message already (same Message-ID)")
    if earlier.filter(received_at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        return held(
            "too-many", f"For the organisers; not forwarded, as {MOST_AN_HOUR} were in an hour", run_id=run_id
        )
    return _forward(incoming, run, writer, now=now)


def _forward(incoming: Incoming, run: Run | None, writer: Person, *, now: datetime) -> Outcome:
    readers = _readers(run)
    name = run.name if run else "this server"
    run_id = run.pk if run else None
    if not readers:
        return held(KIND, f"For the organisers of {name}; there is none yet to forward it to", run_id=run_id)
    mailing = plan(
        occasion=f"to-organisers/{incoming.mail.pk}",
        kind=KIND,
        filler=KIND,
        title=f"To the organisers of {name}"[:200],
        now=now,
        recipients=readers,
        run_id=run_id,
        subject_id=incoming.mail.pk,
        priority=4,
    )
    note("wrote-to-organisers", at=now, run_id=run_id, person_id=writer.pk, subject_id=incoming.mail.pk)
    people = "1 organiser" if len(readers) == 1 else f"{len(readers)} organisers"
    return held(KIND, f"Forwarded to {people} of {name}", run_id=run_id, became_id=mailing.pk)


def _readers(run: Run | None) -> list[int]:
    """Return those who look after the run; where nobody does, those who look after the server."""
    own = RunOrganiser.objects.filter(run=run, person__is_active=True).order_by("person_id") if run else None
    return list(own.values_list("person_id", flat=True) if own else []) or list(
        organisers().values_list("pk", flat=True)
    )


def _latest_run(writer: Person | None) -> Run | None:
    if writer is None:
        return None
    enrolment = (
        Enrolment.objects.filter(person=writer)
        .exclude(state__in=[Enrolment.State.PENDING, Enrolment.State.EXPIRED])
        .select_related("run")
        .order_by("-signed_up_at", "-id")
        .first()
    )
    return enrolment.run if enrolment else None
