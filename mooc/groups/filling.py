"""What fillers about groups have in common: who gets a copy, and the words that his group shares."""

from collections.abc import Iterable, Mapping, Sequence

from mooc.courses.queries import read_course
from mooc.delivery import links as pages
from mooc.delivery.fillers import Filling, Values
from mooc.delivery.models import Mailing
from mooc.pure.coursebook import Course
from mooc.pure.mailkit import Rich
from mooc.runs.links import envelope
from mooc.runs.mails import said_date
from mooc.runs.models import Enrolment, Run

from . import mails
from .members import Circle
from .models import Membership


def filling_of(row: Membership, variant: str, language: str, values: Values, shared: Values) -> Filling:
    """Address a member's copy."""
    person = row.enrolment.person
    return Filling(person.email, variant, language, values, shared, name=person.name)


def to_member(row: Membership, run_name: str, circle: Circle) -> dict[str, str]:
    """Return the values of mail to one of a group, who reaches all of it by an answer."""
    note = f"An answer to this message goes to all {len(circle.members)} of {circle.group.name}."
    return to_learner(row.enrolment, run_name, reply_to=circle.address, reply_note=note)


def to_learner(row: Enrolment, run_name: str, *, reply_to: str, reply_note: str) -> dict[str, str]:
    """Return the values of the frame of a learner's mail, and his name."""
    why = f"You get this because you take part in {run_name}."
    return envelope(row.pk, why=why, reply_note=reply_note, reply_to=reply_to) | {
        "first_name": row.person.first_name or "there"
    }


def shared_of(circle: Circle, run: Run, course: Course) -> dict[str, str | Rich]:
    """Return what all members of a group read of it."""
    names = [member.name for member in circle.members]
    return {
        "group_name": circle.group.name,
        "group_address": circle.address,
        "group_members": mails.enumerated(names),
        "group_size": str(len(names)),
        "members": mails.listed([(member.name, member.said) for member in circle.members]),
        "run_name": run.name,
        "starts_on": said_date(run.starts_date),
        "course_url": pages.page("web:course", course.slug),
        "question_board": pages.page("web:run", run.slug),
    }


def seats_of(recipients: Sequence[int]) -> dict[int, Membership]:
    """Return the seat of each recipient who is in a group. One query."""
    rows = Membership.objects.filter(enrolment_id__in=recipients, left_at=None)
    return {row.enrolment_id: row for row in rows.select_related("group", "enrolment__person").order_by("id")}


def run_of(mailing: Mailing) -> Run:
    """Return the run that a mailing is about. One query."""
    return Run.objects.select_related("course").get(pk=mailing.run_id or 0)


def shared_by_seat(
    seats: Iterable[Membership], run: Run, circles: Mapping[int, Circle], course: Course
) -> dict[tuple[int, int], dict[str, str | Rich]]:
    """Return what is shared, by group and run of the reader: one of several runs reads of his own.

    One query where somebody is of another run than `run`.
    """
    keys = {key_of(row) for row in seats}
    runs = {run.pk: run}
    if others := {pk for _, pk in keys} - {run.pk}:
        runs |= Run.objects.select_related("course").in_bulk(others)
    return {key: shared_of(circles[key[0]], runs[key[1]], course) for key in keys}


def key_of(row: Membership) -> tuple[int, int]:
    """Return the group and the run of a member."""
    return row.group_id, row.enrolment.run_id


def subject_of(mailing: Mailing) -> int:
    """Return the row that a mailing is about; 0 for none."""
    return mailing.subject_id or 0


def course_of(mailing: Mailing) -> Course:
    """Return the course of a mailing's run."""
    return read_course(run_of(mailing).version_id)
