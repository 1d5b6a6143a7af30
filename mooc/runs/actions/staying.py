"""What a learner changes while in a run: leave, come back, stop and start mail, edit; what an organiser moves."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from mooc.courses.queries import read_course
from mooc.delivery.actions import undo_withdraw, withdraw
from mooc.people.actions import edit_person
from mooc.people.models import Person

from ..dates import Door, door
from ..errors import AlreadyThere, BadAnswer, SignUpIsClosed
from ..facts import note_one
from ..models import Enrolment, Run
from ..reasons import LONGEST
from ..sign_ups import Availability, checked_answers, checked_availability, checked_company, checked_hours
from ..stages import HERE, NOT_PROVEN, beginning, place_in_line


class Keep:
    """Stands for "leave it as it is", where None means something."""


KEEP: Final = Keep()
# What the copies say that did not go out any more.
STOPPED: Final = "the learner stopped the mail of this run"
LEFT: Final = "the learner left the run"


@transaction.atomic
def leave_run(enrolment: Enrolment, *, now: datetime, by: Person | None = None, reason: str = "") -> bool:
    """Take the learner out of the run; False when he was out. The verb for pages is `groups.actions.leave`.

    What has not left yet of the run's mail does not go to him any more. `reason`: as `reasons.packed` gives it; the
    journal does not have it.
    """
    state = Enrolment.objects.select_for_update().values_list("state", flat=True).get(pk=enrolment.pk)
    if state == Enrolment.State.LEFT:
        return False
    why = reason[:LONGEST]
    _change(
        enrolment,
        state=Enrolment.State.LEFT,
        left_from=state,
        left_at=now,
        left_reason=why,
        waiting_since=None,
    )
    withdraw(run_id=enrolment.run_id, recipients=[enrolment.pk], reason=LEFT, now=now)
    _note("left", enrolment, now, by)
    return True


@transaction.atomic
def undo_leave_run(enrolment: Enrolment, *, now: datetime) -> bool:
    """Bring the learner back to where he was; False when he had not left.

    Who wants a group and was in the running gets a place in line; `groups` empties it where the seat is still
    free. Why he left holds no longer, and is forgotten.
    """
    row = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if row.state != Enrolment.State.LEFT:
        return False
    state = row.left_from or Enrolment.State.CONFIRMED
    line = place_in_line(enrolment.run, row.company, now=now) if row.ready_at and state in HERE else None
    _change(enrolment, state=state, left_from="", left_at=None, left_reason="", waiting_since=line)
    undo_withdraw(run_id=enrolment.run_id, recipients=[enrolment.pk], reason=LEFT, now=now)
    _note("came back", enrolment, now)
    return True


@transaction.atomic
def stop_mail(enrolment: Enrolment, *, now: datetime) -> bool:
    """Send no mail of this run any more (RFC 8058); the learner stays in. False when that was so.

    Copies that have not left are withdrawn at once, those in a sender's hand too.
    """
    stopped = Enrolment.objects.filter(pk=enrolment.pk, mail_stopped_at=None).update(mail_stopped_at=now)
    if stopped:
        enrolment.mail_stopped_at = now
        withdraw(run_id=enrolment.run_id, recipients=[enrolment.pk], reason=STOPPED, now=now)
        _note("mail stopped", enrolment, now)
    return bool(stopped)


@transaction.atomic
def start_mail(enrolment: Enrolment, *, now: datetime) -> bool:
    """Send mail of this run again. False when that was so.

    What was withdrawn and is still to come goes out after all; see `undo_withdraw`.
    """
    started = Enrolment.objects.filter(pk=enrolment.pk, mail_stopped_at__isnull=False).update(
        mail_stopped_at=None
    )
    if started:
        enrolment.mail_stopped_at = None
        undo_withdraw(run_id=enrolment.run_id, recipients=[enrolment.pk], reason=STOPPED, now=now)
        _note("mail started", enrolment, now)
    return bool(started)


@transaction.atomic
def edit_enrolment(
    enrolment: Enrolment,
    *,
    now: datetime,
    name: str | None = None,
    zone: str | None = None,
    language: str | None = None,
    send_hour: int | Keep | None = KEEP,
    company: str | None = None,
    availability: Availability | Keep | None = KEEP,
    hours_a_week: int | Keep | None = KEEP,
    answers: Mapping[str, str] | None = None,
) -> Enrolment:
    """Change what is given; name, zone and language are the person's, so they hold in all his runs.

    `send_hour=None` means the run's hour. Who wants a group after all gets a place in line. Answers given
    replace those to the same questions. Raises BadAnswer and the errors of `people.names`.
    """
    edit_person(enrolment.person, name=name, zone=zone, language=language)
    changes: dict[str, Any] = {}
    if not isinstance(send_hour, Keep):
        changes["send_hour"] = _checked_hour(send_hour)
    if not isinstance(availability, Keep):
        changes["availability"] = checked_availability(availability)
    if not isinstance(hours_a_week, Keep):
        changes["hours_a_week"] = checked_hours(hours_a_week)
    if answers is not None:
        course = read_course(enrolment.run.version_id)
        changes["answers"] = checked_answers(course, {**enrolment.answers, **answers})
    if company is not None and company != enrolment.company:
        changes |= _company_change(enrolment, checked_company(company), now)
    if changes:
        _change(enrolment, **changes)
    return enrolment


@transaction.atomic
def move_learner(
    enrolment: Enrolment,
    to: Run,
    *,
    now: datetime,
    by: Person | None = None,
    leave: Callable[..., bool] | None = None,
) -> Enrolment:
    """Take a learner out of one run into another, with what he said; no new confirmation. Raises AlreadyThere.

    Answers to questions that the other course does not ask stay behind. `leave` is the verb with which he leaves, in
    the same transaction: `groups.actions.leave` where there are groups.
    """
    if door(to, now) is Door.CLOSED:
        raise SignUpIsClosed(f"{to.name} takes nobody in any more: it is {to.get_state_display()}.")
    if enrolment.state in NOT_PROVEN:
        raise BadAnswer(
            f"{enrolment.person.email} has not confirmed the address yet, so there is nobody to move."
        )
    wishes = _wishes_for(to, enrolment)
    moved, is_new = Enrolment.objects.get_or_create(
        run=to,
        person=enrolment.person,
        defaults=wishes | {"signed_up_at": now, "source": enrolment.source},
    )
    if not is_new and moved.state in HERE:
        raise AlreadyThere(
            f"{enrolment.person.email} is in {to.slug} already. Remove the sign-up there first."
        )
    back = {
        "left_at": None,
        "left_from": "",
        "left_reason": "",
        "mail_stopped_at": enrolment.mail_stopped_at,
    }
    _change(moved, **wishes, **back, **beginning(to, enrolment.company, now=now))
    (leave or leave_run)(enrolment, now=now, by=by)
    _note("moved here", moved, now, by)
    return moved


@transaction.atomic
def remove_learner(
    enrolment: Enrolment, *, now: datetime, by: Person | None = None, leave: Callable[..., bool] | None = None
) -> bool:
    """Take a learner out by an organiser's word; the rows stay, and he may sign up again. False when he was out.

    `leave` as for `move_learner`.
    """
    removed = (leave or leave_run)(enrolment, now=now, by=by)
    if removed:
        _note("removed", enrolment, now, by)
    return removed


def _checked_hour(hour: int | None) -> int | None:
    if hour is not None and not 0 <= hour <= 23:
        raise BadAnswer(f"{hour} is not an hour of the day. Give a number from 0 to 23.")
    return hour


def _company_change(enrolment: Enrolment, company: Enrolment.Company, now: datetime) -> dict[str, Any]:
    wants_now = enrolment.company == Enrolment.Company.ALONE
    line = enrolment.waiting_since
    if company == Enrolment.Company.ALONE:
        line = None
    elif wants_now and enrolment.state in (Enrolment.State.READY, Enrolment.State.LEARNING):
        line = place_in_line(enrolment.run, company, now=now)
    return {"company": company, "waiting_since": line}


def _wishes_for(run: Run, enrolment: Enrolment) -> dict[str, Any]:
    course = read_course(run.version_id)
    asked = {question.id: {level.id for level in question.levels} for question in course.questions}
    answers = {
        name: answer
        for name, answer in enrolment.answers.items()
        if name in asked and (not asked[name] or answer in asked[name])
    }
    return {
        "company": enrolment.company,
        "availability": enrolment.availability,
        "hours_a_week": enrolment.hours_a_week,
        "send_hour": enrolment.send_hour,
        "answers": answers,
    }


def _change(enrolment: Enrolment, **fields: Any) -> None:
    for field, value in fields.items():
        setattr(enrolment, field, value)
    enrolment.save(update_fields=list(fields))


def _note(kind: str, enrolment: Enrolment, now: datetime, by: Person | None = None) -> None:
    note_one(kind, enrolment, at=now, **({"by": by.pk} if by else {}))
