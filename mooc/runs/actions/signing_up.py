"""From a form to a confirmed enrolment.

sign_up -> pending -- mail, page, button --> confirmed (or ready, or learning: see `stages.beginning`)
                   -- 14 days -------------> expired -- its link or a new sign-up --> as from pending
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce

from mooc.courses.queries import read_course
from mooc.delivery import actions as delivery
from mooc.journal.actions import note, note_many
from mooc.journal.models import Fact
from mooc.people.actions import find_or_make, record_consents
from mooc.people.addresses import normal_address
from mooc.people.models import Consent, Person

from ..consents import documents
from ..dates import Door, door
from ..errors import SignUpIsClosed
from ..models import Enrolment, Run
from ..sign_ups import Availability, SignUp, checked_sign_up
from ..stages import NOT_PROVEN, beginning
from .copies import write_once_more

CONFIRMABLE = timedelta(days=14)
_A_BATCH = 2_000


@transaction.atomic
def sign_up(
    *,
    run: Run,
    email: str,
    name: str = "",
    zone: str = "UTC",
    language: str = "en",
    company: str = Enrolment.Company.WRITE,
    availability: Availability | None = None,
    hours_a_week: int | None = None,
    answers: Mapping[str, str] | None = None,
    now: datetime,
    source: Enrolment.Source = Enrolment.Source.FORM,
) -> Enrolment:
    """Take a sign-up and write to the address; what to say to who sent the form is the same in all cases.

    new, expired or left before   -> pending with these answers, and the mail to confirm
    pending                       -> these answers, and the mail again (when the last one is not too recent)
    in already                    -> nothing changes, and a mail says so with the link to the learner's page

    The row returned is for callers that act for the learner; a page must not let it show. Whether questions
    that a course calls required were answered, the form sees to. Raises SignUpIsClosed, BadAnswer and the
    errors of `people`.
    """
    if door(run, now) is Door.CLOSED:
        raise SignUpIsClosed(f"{run.name} takes nobody in any more: it is {_why_closed(run)}.")
    said = checked_sign_up(
        read_course(run.version_id),
        email=email,
        name=name,
        zone=zone,
        language=language,
        company=company,
        availability=availability,
        hours_a_week=hours_a_week,
        answers=answers,
    )
    person, is_stranger = find_or_make(email=said.email, **said.person(), now=now)
    # A form proves nothing: what it says of somebody we know waits until he confirms.
    wishes = said.wishes() | {"said": {} if is_stranger else _differing(said, person), "source": source}
    if is_stranger:
        enrolment, is_new = Enrolment.objects.create(run=run, person=person, signed_up_at=now, **wishes), True
    else:
        enrolment, is_new = Enrolment.objects.get_or_create(
            run=run, person=person, defaults=wishes | {"signed_up_at": now}
        )
    enrolment.run, enrolment.person = run, person
    if is_new:
        _ask_to_confirm(enrolment, now=now, again=False)
        note("signed up", at=now, run_id=run.pk, person_id=person.pk, subject_id=enrolment.pk)
        return enrolment
    return _sign_up_again(enrolment, wishes, now)


@transaction.atomic
def confirm_sign_up(enrolment: Enrolment, *, now: datetime) -> bool:
    """Take the owner of the address in; False when that was done before (or he has left since).

    Raises SignUpIsClosed when the run has ended in the meantime.
    """
    run = enrolment.run
    if enrolment.state not in NOT_PROVEN:
        return False
    if door(run, now) is Door.CLOSED:
        raise SignUpIsClosed(f"{run.name} takes nobody in any more: it is {_why_closed(run)}.")
    fields: dict[str, Any] = beginning(run, enrolment.company, now=now)
    fields |= {"said": {}, "left_at": None, "left_from": "", "left_reason": "", "mail_stopped_at": None}
    if not Enrolment.objects.filter(pk=enrolment.pk, state__in=NOT_PROVEN).update(**fields):
        return False
    Person.objects.filter(pk=enrolment.person_id).update(
        email_verified_at=Coalesce("email_verified_at", now), **enrolment.said
    )
    for field, value in fields.items():
        setattr(enrolment, field, value)
    record_consents(
        enrolment.person_id, documents(run), source=Consent.Source.FORM, now=enrolment.signed_up_at
    )
    if enrolment.state == Enrolment.State.CONFIRMED:
        _welcome(enrolment, now)
    note("confirmed", at=now, run_id=run.pk, person_id=enrolment.person_id, subject_id=enrolment.pk)
    return True


@transaction.atomic
def resend_confirmation(*, run: Run, email: str, now: datetime) -> None:
    """Send again what the address needs: the mail to confirm, or the word that all is done. Raises BadAddress.

    Says nothing of what we knew; too soon after the last one, nothing goes out.
    """
    enrolment = (
        Enrolment.objects.select_related("run")
        .filter(run=run, person__email=normal_address(email))
        .exclude(state=Enrolment.State.LEFT)
        .first()
    )
    if enrolment is None or door(run, now) is Door.CLOSED:
        return
    if enrolment.state not in NOT_PROVEN:
        _tell_already_in(enrolment, now)
        return
    _reopen(enrolment, {}, now)
    _ask_to_confirm(enrolment, now=now, again=True)


@transaction.atomic
def expire_unconfirmed(*, now: datetime) -> int:
    """Let go of sign-ups whose address was not confirmed in 14 days. Returns how many."""
    old = Enrolment.objects.filter(state=Enrolment.State.PENDING, signed_up_at__lt=now - CONFIRMABLE)
    rows = list(
        old.select_for_update(skip_locked=True)
        .order_by("id")
        .values_list("id", "run_id", "person_id")[:_A_BATCH]
    )
    Enrolment.objects.filter(pk__in=[row[0] for row in rows]).update(state=Enrolment.State.EXPIRED)
    note_many(
        Fact(kind="sign-up expired", at=now, run_id=run, person_id=person, subject_id=pk)
        for pk, run, person in rows
    )
    return len(rows)


def _differing(said: SignUp, person: Person) -> dict[str, str]:
    return {
        field: value for field, value in said.person().items() if value and value != getattr(person, field)
    }


def _sign_up_again(enrolment: Enrolment, wishes: dict[str, Any], now: datetime) -> Enrolment:
    if enrolment.state not in (*NOT_PROVEN, Enrolment.State.LEFT):
        _tell_already_in(enrolment, now)
        return enrolment
    _reopen(enrolment, wishes, now)
    _ask_to_confirm(enrolment, now=now, again=True)
    note(
        "signed up again",
        at=now,
        run_id=enrolment.run_id,
        person_id=enrolment.person_id,
        subject_id=enrolment.pk,
    )
    return enrolment


def _reopen(enrolment: Enrolment, wishes: dict[str, Any], now: datetime) -> None:
    fields = wishes | {"state": Enrolment.State.PENDING, "signed_up_at": now}
    for field, value in fields.items():
        setattr(enrolment, field, value)
    enrolment.save(update_fields=list(fields))


def _ask_to_confirm(enrolment: Enrolment, *, now: datetime, again: bool) -> None:
    run, kind = enrolment.run, "enrolment-confirm"
    occasion, title = f"confirm/{run.pk}", f"Confirmations of {run.name}"
    if again:
        write_once_more(kind, occasion=occasion, title=title, recipient=enrolment.pk, run_id=run.pk, now=now)
        return
    delivery.plan(
        occasion=occasion,
        kind=kind,
        filler=kind,
        title=title,
        now=now,
        recipients=(enrolment.pk,),
        run_id=run.pk,
        priority=1,
    )


def _welcome(enrolment: Enrolment, now: datetime) -> None:
    """Greet who is early; later on the next message of the run is so near that it is the greeting."""
    run = enrolment.run
    delivery.plan(
        occasion=f"confirmed/{run.pk}",
        kind="enrolment-welcome",
        filler="enrolment-welcome",
        title=f"Welcome to {run.name}",
        now=now,
        recipients=(enrolment.pk,),
        run_id=run.pk,
        priority=3,
    )


def _tell_already_in(enrolment: Enrolment, now: datetime) -> None:
    run = enrolment.run
    write_once_more(
        "enrolment-already",
        occasion=f"already/{run.pk}",
        title=f"Signed up twice for {run.name}",
        recipient=enrolment.pk,
        run_id=run.pk,
        now=now,
    )


def _why_closed(run: Run) -> str:
    return run.get_state_display() if run.state not in (Run.State.OPEN, Run.State.RUNNING) else "over"
