"""A group as a mail shows it: who is in it, what each said to bring, and the hours that all have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mooc.pure.coursebook import Course
from mooc.pure.mailkit import scrub
from mooc.pure.timetable import DAYS, local_spans, utc_slots
from mooc.runs.models import Run

from .models import Group, Membership
from .queries import address_of, called

# How the cause of a membership begins when somebody came into a group that was there before him.
OPEN_SEAT = "open seat"
_LONGEST = 240
_BRINGING = ("help", "bring", "offer", "share")


@dataclass(frozen=True, slots=True)
class Member:
    """One of a group; `said` is what he would bring, one line, cut."""

    enrolment_id: int
    name: str
    said: str
    since: datetime
    cause: str
    zone: str
    availability: Mapping[str, Sequence[str]] | None


@dataclass(frozen=True, slots=True)
class Circle:
    """A group with its members in the order in which they came."""

    group: Group
    members: tuple[Member, ...]

    def newcomers_of(self, sweep: datetime) -> list[Member]:
        """Return who was given an open seat by the sweep of that moment."""
        return [item for item in self.members if item.since == sweep and item.cause.startswith(OPEN_SEAT)]

    @property
    def address(self) -> str:
        """Return where mail to all of them goes."""
        return address_of(self.group)

    def hours_in(self, zone: str, run: Run) -> str:
        """Return the common hours of the run's first week by a reader's clock: "Mon 18:00-20:00, Wed 9:00-10:00"."""
        monday = run.starts_date - timedelta(days=run.starts_date.weekday())
        return said_hours(local_spans(self._common(monday), zone, monday))

    def _common(self, monday: date) -> frozenset[int]:
        return frozenset.intersection(*(utc_slots(m.availability, m.zone, monday) for m in self.members))


def said_hours(spans: Mapping[str, Sequence[str]]) -> str:
    """Return spans of a week as people say them; one that goes past midnight stays one."""
    found = [(day, *span.split("-")) for day in DAYS for span in spans.get(day, ())]
    said: list[tuple[str, str, str]] = []
    for day, begin, end in found:
        last = said[-1] if said else ("", "", "")
        if begin == "00:00" and last[2] == "24:00" and _is_next(last[0], day) and end <= last[1]:
            said[-1] = (last[0], last[1], end)
        else:
            said.append((day, begin, end))
    return ", ".join(f"{day.title()} {begin}-{end}" for day, begin, end in said)


def _is_next(day: str, other: str) -> bool:
    return DAYS.index(day) + 1 == DAYS.index(other)


def circles_of(group_ids: Iterable[int], course: Course) -> dict[int, Circle]:
    """Return groups with their members. One query."""
    question = _question(course)
    rows = (
        Membership.objects.filter(group_id__in=list(group_ids), left_at=None)
        .select_related("group", "enrolment__person")
        .order_by("group_id", "joined_at", "id")
    )
    groups: dict[int, Group] = {}
    members: dict[int, list[Member]] = {}
    for row in rows:
        groups[row.group_id] = row.group
        members.setdefault(row.group_id, []).append(_member(row, question))
    return {pk: Circle(group, tuple(members[pk])) for pk, group in groups.items()}


def _question(course: Course) -> str | None:
    """Return the course's question about helping one another: the text question that speaks of it, or the first one."""
    texts = [question for question in course.questions if question.kind == "text"]
    speaking = [
        item for item in texts if any(word in f"{item.id} {item.label}".lower() for word in _BRINGING)
    ]
    return next((question.id for question in [*speaking, *texts]), None)


def _member(row: Membership, question: str | None) -> Member:
    enrolment = row.enrolment
    said = " ".join(scrub(str(enrolment.answers.get(question or "", ""))).split())
    return Member(
        enrolment_id=enrolment.pk,
        name=called(enrolment.person.first_name),
        said=said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1].rstrip()}…",
        since=row.joined_at,
        cause=row.cause,
        zone=enrolment.person.zone,
        availability=enrolment.availability,
    )
