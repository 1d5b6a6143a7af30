"""What it would mean to put a learner elsewhere in a proposal: who would sit where, and what J becomes.

A learner goes to another group or out of all groups, or exchanges seats with somebody there. Nothing is written here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from mooc.pure.matching import Learner, Mode
from mooc.runs.models import Enrolment

from ..models import Placement, Proposal, ProposedGroup
from .arrangement import Arrangement, Judged
from .objections import objections

_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Changed:
    """A group as it would be; `judged` is None where nobody is left in it, `sizes` are before and after."""

    group: ProposedGroup
    judged: Judged | None
    objections: tuple[str, ...]
    sizes: tuple[int, int]

    @property
    def gain(self) -> float:
        """Return by how much people times score grows."""
        after = self.sizes[1] * self.judged.worth if self.judged else 0.0
        return after - self.sizes[0] * self.group.score

    @property
    def hope(self) -> float:
        """Return the same, as if no rule were broken."""
        after = self.sizes[1] * self.judged.score if self.judged else 0.0
        return after - self.sizes[0] * self.group.score

    @property
    def losses(self) -> list[str]:
        """Name the parts of the score that fall, as "availability from 1.00 to 0.67"."""
        parts = self.judged.parts if self.judged else {}
        return [
            f"{name.replace('_', ' ')} of group {self.group.number} from {self.group.parts[name]:.2f} to {now:.2f}"
            for name, now in parts.items()
            if name in self.group.parts and now < self.group.parts[name] - _TINY
        ]


@dataclass(frozen=True, slots=True)
class Shift:
    """A learner to be put elsewhere: the groups that change by it, and every hard rule that it would break."""

    placement: Placement
    to: ProposedGroup | None
    instead_of: Placement | None
    changed: tuple[Changed, ...]
    objections: tuple[str, ...]
    wanted: int

    @property
    def gain(self) -> float:
        """Return by how much J grows; less than 0: it falls."""
        return sum(item.gain for item in self.changed) / max(1, self.wanted)

    @property
    def hope(self) -> float:
        """Return by how much J would grow if no rule stood against it: what orders places that are forbidden."""
        return sum(item.hope for item in self.changed) / max(1, self.wanted)

    @property
    def losses(self) -> list[str]:
        """Name every part of a score that falls."""
        return [loss for item in self.changed for loss in item.losses]


@dataclass
class Shifts:
    """Where one learner of a proposal could go; reads each kind of group once.

    `also`: enrolments of a group of another kind with whom he may exchange seats.
    """

    proposal: Proposal
    placement: Placement
    also: tuple[int, ...] = ()
    _arrangements: dict[str, Arrangement] = field(default_factory=dict)

    def to(self, group: ProposedGroup | None, instead_of: Placement | None = None) -> Shift:
        """Weigh one place for him."""
        own = self.placement.group
        coming = [self.placement.enrolment_id]
        going = [instead_of.enrolment_id] if instead_of else []
        changed = [self._changed(own, going, coming), self._changed(group, coming, going)]
        found = tuple(item for item in changed if item)
        wishes = [
            *self._wish(self.placement.enrolment, group),
            *(self._wish(instead_of.enrolment, own) if instead_of else ()),
        ]
        rules = (text for item in found for text in item.objections)
        wanted = int(self.proposal.report.get("wanted", 0))
        return Shift(self.placement, group, instead_of, found, (*wishes, *rules), wanted)

    def everywhere(self, modes: Sequence[Mode]) -> Iterator[Shift]:
        """Weigh every group of these kinds but his own."""
        for mode in modes:
            for group in self._arrangement(mode).groups:
                if group.pk != self.placement.group_id:
                    yield self.to(group)

    def best_exchange(self, group: ProposedGroup) -> Shift | None:
        """Return the exchange of seats with somebody of a group of his kind that breaks no rule and is worth most."""
        if self.placement.group is None or self.placement.group.mode != group.mode:
            return None
        there = Placement.objects.filter(group=group).select_related("enrolment__person").order_by("id")
        found = [shift for row in there if not (shift := self.to(group, row)).objections]
        return max(found, key=lambda shift: shift.gain, default=None)

    def _changed(
        self, group: ProposedGroup | None, coming: Sequence[int], going: Sequence[int]
    ) -> Changed | None:
        if group is None:
            return None
        table = self._arrangement(group.mode)
        before = table.members(group)
        members = [item for item in before if item.id not in going]
        members += [table.judge.people[pk] for pk in coming]
        if not members:
            return Changed(group, None, (), (len(before), 0))
        return self._judged(table, group, members, len(before))

    def _judged(
        self, table: Arrangement, group: ProposedGroup, members: list[Learner], before: int
    ) -> Changed:
        members.sort(key=lambda learner: learner.id)
        judged = table.judged(members)
        against = objections(table.judge, members, judged.broken, f"Group {group.number}")
        return Changed(group, judged, tuple(against), (before, len(members)))

    def _arrangement(self, mode: str) -> Arrangement:
        if mode not in self._arrangements:
            also = (self.placement.enrolment_id, *self.also)
            self._arrangements[mode] = Arrangement(self.proposal, cast(Mode, mode), *also)
        return self._arrangements[mode]

    def _wish(self, enrolment: Enrolment, group: ProposedGroup | None) -> Iterator[str]:
        if group and enrolment.company == Enrolment.Company.ALONE:
            yield f"{enrolment.person} chose to learn alone since this was proposed."
        if group and group.mode == "meet" and enrolment.company == Enrolment.Company.WRITE:
            yield f"{enrolment.person} asked for a group that writes, and group {group.number} meets."
