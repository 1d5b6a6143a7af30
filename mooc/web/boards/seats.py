"""Where one learner of a proposal could sit: the best groups for him, what each would be worth, what forbids it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from mooc.groups.models import Placement, Proposal, ProposedGroup
from mooc.groups.placing.shifting import Shift, Shifts
from mooc.pure.matching import Mode
from mooc.runs.models import Enrolment

from .proposals import ProposedRow, rows_of

# So many groups are shown; for those an exchange of seats is looked for too.
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """One group: what a move there would do, and the best exchange of seats with somebody of it."""

    row: ProposedRow
    move: Shift
    exchange: Shift | None

    @property
    def fits(self) -> bool:
        """Say whether he may go there."""
        return not self.move.objections

    @property
    def score(self) -> int:
        """What the group would be worth with him, in whole per cents."""
        judged = self.move.changed[-1].judged
        return round(100 * judged.score) if judged else 0


@dataclass(frozen=True, slots=True)
class Seats:
    """The groups that fit best, how many were looked at, and what it means to take him out."""

    offers: list[Offer]
    looked_at: int
    out: Shift | None


def seats_for(proposal: Proposal, placement: Placement, *, only: int | None = None) -> Seats:
    """Weigh every group for one learner (or the one of a number), the best first."""
    shifts = Shifts(proposal, placement)
    weighed = [
        shift
        for shift in shifts.everywhere(_modes(placement.enrolment))
        if only is None or (shift.to and shift.to.number == only)
    ]
    weighed.sort(key=lambda shift: (bool(shift.objections), -shift.hope, shift.to.number if shift.to else 0))
    shown = weighed[:SHOWN]
    rows = {row.group.pk: row for row in rows_of([cast(ProposedGroup, shift.to) for shift in shown])}
    return Seats(
        offers=[_offer(shifts, shift, rows) for shift in shown],
        looked_at=len(weighed),
        out=shifts.to(None) if placement.group else None,
    )


def _offer(shifts: Shifts, shift: Shift, rows: dict[int, ProposedRow]) -> Offer:
    group = cast(ProposedGroup, shift.to)
    return Offer(rows[group.pk], shift, shifts.best_exchange(group))


def _modes(enrolment: Enrolment) -> Sequence[Mode]:
    """A wish to write is never overruled."""
    return ("meet", "write") if enrolment.company == Enrolment.Company.MEET else ("write",)
