"""Learners of a run, as an organiser looks for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from mooc.courses.queries import read_course
from mooc.groups.models import Group, Membership
from mooc.pure.timetable import ticks_from_slots
from mooc.runs.models import Enrolment, Run


@dataclass(frozen=True, slots=True)
class Answer:
    """A question of the course and what the learner answered, in words."""

    label: str
    words: str


def groups_by_learner(enrolment_ids: Iterable[int]) -> dict[int, Group]:
    """Return the group in which each learner sits; one query."""
    seats = Membership.objects.filter(enrolment_id__in=list(enrolment_ids), left_at=None).select_related(
        "group"
    )
    return {seat.enrolment_id: seat.group for seat in seats}


def states_of(run: Run) -> list[tuple[str, str, int]]:
    """Return (state, words, how many) for each state that somebody of the run is in; one query."""
    rows = Enrolment.objects.filter(run=run).values_list("state").order_by("state")
    counted = dict(rows.annotate(Count("id")))
    return [
        (state.value, str(state.label), counted[state]) for state in Enrolment.State if counted.get(state)
    ]


def answers_of(enrolment: Enrolment) -> list[Answer]:
    """Return the course's own questions that this learner answered, levels as their labels."""
    answered = []
    for question in read_course(enrolment.run.version_id).questions:
        given = enrolment.answers.get(question.id)
        if given in (None, ""):
            continue
        labels = {level.id: level.label for level in question.levels}
        answered.append(Answer(question.label, labels.get(given, str(given))))
    return answered


def free_times(enrolment: Enrolment) -> str:
    """Say in words when a learner is usually free."""
    if enrolment.availability is None:
        return "did not say; I take the evenings"
    ticks = ticks_from_slots(enrolment.availability)
    return (
        ", ".join(f"{part}s in the {time}" for part, time in (tick.split("-") for tick in ticks)) or "never"
    )
