"""Who stays where he is when groups are proposed again.

Those pinned to one group stay together, whoever else joins them; those pinned to two groups never meet. Who is pinned
without a group gets none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import cast

from mooc.pure.matching import Grouped, Id, Learner, Mode

from ..models import Placement, Proposal

# What somebody reads whom an organiser took out of all groups.
TAKEN_OUT = "The organisers took you out of the groups that I had proposed."
IN_LINE = "You stand in line for an open seat, or choose something else."


@dataclass(frozen=True, slots=True)
class Pin:
    """The group of one learner in the proposal that was the base, and what was said of it to him."""

    number: int
    mode: Mode
    reason: str


@dataclass(frozen=True, slots=True)
class Pins:
    """All that stays; `out`: who stays without a group."""

    homes: Mapping[Id, Pin] = field(default_factory=dict)
    out: frozenset[Id] = frozenset()

    def dealt(
        self, meeting: Iterable[Learner], writing: Iterable[Learner]
    ) -> tuple[list[Learner], list[Learner], list[Id]]:
        """Return who is matched to meet, who to write, and who stays out.

        Who is pinned to a group that writes is matched among those who write, whatever he wished for. Who wishes to
        write by now, and is pinned to a group that meets, is free: that wish is never overruled.
        """
        dealt: dict[Mode, list[Learner]] = {"meet": [], "write": []}
        out: list[Id] = []
        wishes: tuple[tuple[Mode, Iterable[Learner]], ...] = (("meet", meeting), ("write", writing))
        for wish, learners in wishes:
            for learner in learners:
                pin = self.homes.get(learner.id)
                if learner.id in self.out:
                    out.append(learner.id)
                elif pin is None or (wish, pin.mode) == ("write", "meet"):
                    dealt[wish].append(learner)
                else:
                    dealt[pin.mode].append(replace(learner, home=pin.number))
        return dealt["meet"], dealt["write"], out

    def holds(self, member: Id, mode: Mode) -> bool:
        """Say whether somebody sits in a group of this mode because he is pinned to it."""
        return member in self.homes and self.homes[member].mode == mode

    def numbered(self, groups: Iterable[tuple[Mode, Grouped]]) -> list[int]:
        """Return a number for each group: its own where members are pinned to it, the free ones for all others."""
        kept = [self._home(mode, group) for mode, group in groups]
        taken = set(kept)
        free = (number for number in count(1) if number not in taken)
        return [number or next(free) for number in kept]

    def _home(self, mode: Mode, group: Grouped) -> int:
        held = (self.homes[member].number for member in group.members if self.holds(member, mode))
        return next(held, 0) if self.homes else 0


def pins_of(proposal: Proposal | None) -> Pins:
    """Return what is pinned in a proposal. One query."""
    if proposal is None:
        return Pins()
    rows = Placement.objects.filter(proposal=proposal, pinned=True).order_by("id")
    found = list(rows.values_list("enrolment_id", "group__number", "group__mode", "reason"))
    return Pins(
        {pk: Pin(number, cast(Mode, mode), reason) for pk, number, mode, reason in found if number},
        frozenset(pk for pk, number, _, _ in found if not number),
    )
