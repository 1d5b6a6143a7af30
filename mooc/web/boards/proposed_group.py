"""One proposed group: its score part by part, its members, and the hours they share by each one's own clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from mooc.groups.members import said_hours
from mooc.groups.models import Placement, Proposal, ProposedGroup
from mooc.pure.matching import rules_of_row
from mooc.pure.timetable import local_spans, utc_slots

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the score: what it weighs and how well it is met, both in whole per cents."""

    name: str
    weight: int
    score: int

    @property
    def words(self) -> str:
        """The figures in words."""
        return f"{self.score} of 100 for {self.name}"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A member and the common hours on his own clock."""

    placement: Placement
    hours: str


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """All about one proposed group; `hours` are by the organiser's clock, empty for groups that write."""

    group: ProposedGroup
    parts: list[Part]
    members: list[Sitting]
    hours: str
    common: float

    @property
    def score(self) -> int:
        """The score in whole per cents."""
        return round(WHOLE * self.group.score)

    @property
    def score_words(self) -> str:
        """The score in words."""
        return f"{self.score} of 100 points for how well they fit"

    @property
    def is_pinned(self) -> bool:
        """Say whether all members are pinned."""
        return all(item.placement.pinned for item in self.members)


def group_sheet(proposal: Proposal, group: ProposedGroup, zone: tzinfo) -> GroupSheet:
    """Return what the page of one proposed group shows. One query."""
    seats = Placement.objects.filter(group=group).select_related("enrolment__person")
    rows = list(seats.order_by("enrolment__person__name", "id"))
    rules = rules_of_row(proposal.rules[group.mode]) if group.mode in proposal.rules else None
    slots = _common(rows, rules.week_of) if rules and rules.hours else frozenset()
    week_of = rules.week_of if rules else date.min
    return GroupSheet(
        group=group,
        parts=[
            Part(name.replace("_", " "), round(WHOLE * share), round(WHOLE * group.parts.get(name, 0)))
            for name, share in (rules.shares if rules else {}).items()
        ],
        members=[Sitting(row, _said(slots, row.enrolment.person.zone, week_of)) for row in rows],
        hours=_said(slots, str(zone), week_of),
        common=len(slots) / 4,
    )


def _common(rows: Sequence[Placement], week_of: date) -> frozenset[int]:
    free = [utc_slots(row.enrolment.availability, row.enrolment.person.zone, week_of) for row in rows]
    return frozenset.intersection(*free) if free else frozenset()


def _said(slots: frozenset[int], zone: str, week_of: date) -> str:
    return said_hours(local_spans(slots, zone, week_of)) if slots else ""
