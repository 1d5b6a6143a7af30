"""Mail for people: kept visible for the organisers of a run, and forwarded to them when we know who wrote it."""

from dataclasses import replace
from datetime import datetime, timedelta

from mooc.delivery.actions import plan
from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.people.queries import organisers, writer_of
from mooc.runs.models import Enrolment, Run, RunOrganiser

from .commands import as_command
from .mails import KIND
from .models import InboundMail
from .outcomes import Outcome, dropped, held
from .proven import is_proven
from .reading import Incoming
from .writers import address_of

MOST_AN_HOUR = 20


def bring_to_organisers(incoming: Incoming, run: Run | None, *, now: datetime) -> Outcome:
    """Hold a mail for the organisers, and forward it unless a stranger wrote it or it is one of too many.

    A stranger's is not forwarded, because our own good name as a sender would carry his spam. What a learner tells the
    machine is done instead.
    """
    address = address_of(incoming)
    writer = writer_of(address)
    enrolment = _enrolment(writer, run)
    run = run or (enrolment.run if enrolment else None)
    if writer is None or not _is_proved(writer, address):
        reason = "For the organisers, from an address that I do not know; not forwarded"
        return held("stranger", reason, run_id=run.pk if run else None)
    if enrolment and (done := as_command(incoming, enrolment, None, now=now)):
        return replace(done, writer=done.writer or enrolment)
    objection = _one_too_many(incoming, run, (writer.email, address), now=now)
    return replace(objection or _forward(incoming, run, writer, now=now), writer=enrolment)


def _one_too_many(
    incoming: Incoming, run: Run | None, addresses: tuple[str, ...], *, now: datetime
) -> Outcome | None:
    """Object to what they have already, and to what would be too much."""
    run_id = run.pk if run else None
    earlier = InboundMail.objects.filter(kind=KIND, from_addr__in=addresses, became_id__isnull=False)
    message_id = incoming.letter.message_id[:254]
    if message_id and earlier.filter(message_id=message_id, run_id=run_id).exists():
        return dropped("duplicate", "The organisers have this message already (same Message-ID)")
    if earlier.filter(received_at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        return held(
            "too-many", f"For the organisers; not forwarded, as {MOST_AN_HOUR} were in an hour", run_id=run_id
        )
    return None


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


def _enrolment(writer: Person | None, run: Run | None) -> Enrolment | None:
    """Return the writer's place in the run, or in his latest one where the mail names none."""
    if writer is None:
        return None
    own = Enrolment.objects.filter(person=writer).exclude(
        state__in=[Enrolment.State.PENDING, Enrolment.State.EXPIRED]
    )
    if run is not None:
        own = own.filter(run=run)
    return own.select_related("run", "person").order_by("-signed_up_at", "-id").first()


def _is_proved(writer: Person, address: str) -> bool:
    """Say whether something that we sent to the address has come back; a further address is verified."""
    return address != writer.email or is_proven(writer)
