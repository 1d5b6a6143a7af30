"""One proposed group: its score part by part, its members, and the hours they share by each one's own clock."""

from dataclasses import dataclass
from datetime import tzinfo

from mooc.groups.models import Placement, Proposal, ProposedGroup
from mooc.groups.placing.proposal_queries import common_hours, seats_in
from mooc.pure.matching import rules_of_row

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
        return f"{self.name}: {self.score} of 100, weighs {self.weight} %"


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
    rows = seats_in(group)
    rules = rules_of_row(proposal.rules[group.mode]) if group.mode in proposal.rules else None
    common = common_hours(proposal, group, rows)
    return GroupSheet(
        group=group,
        parts=[
            Part(name.replace("_", " "), round(WHOLE * share), round(WHOLE * group.parts.get(name, 0)))
            for name, share in (rules.shares if rules else {}).items()
        ],
        members=[Sitting(row, common.by_clock_of(row.enrolment.person.zone)) for row in rows],
        hours=common.by_clock_of(str(zone)),
        common=common.hours,
    )
