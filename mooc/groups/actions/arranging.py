"""An organiser changes a proposal by hand: pins people, puts somebody elsewhere, takes it back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.runs.models import Enrolment

from ..errors import BreaksRules, CostsScore, GroupError, ProposalSettled
from ..models import Move, Placement, Proposal, ProposedGroup
from ..placing.arrangement import Arrangement
from ..placing.pins import IN_LINE, TAKEN_OUT
from ..placing.reports import recounted
from ..placing.shifting import Shift, Shifts

_TINY = 1e-6


@transaction.atomic
def pin(*, proposal: Proposal, enrolments: Collection[int], now: datetime, by: Person | None = None) -> int:
    """Keep learners where they are in every proposal based on this one; returns how many were not pinned before."""
    return _set_pins(proposal, enrolments, True, now, by)


@transaction.atomic
def unpin(*, proposal: Proposal, enrolments: Collection[int], now: datetime, by: Person | None = None) -> int:
    """Let learners go again; returns how many were pinned."""
    return _set_pins(proposal, enrolments, False, now, by)


def _set_pins(
    proposal: Proposal, enrolments: Collection[int], pinned: bool, now: datetime, by: Person | None
) -> int:
    _lock(proposal)
    rows = Placement.objects.filter(proposal=proposal, enrolment__in=enrolments, pinned=not pinned)
    changed = rows.update(pinned=pinned)
    if changed:
        _note(
            "pinned in a proposal" if pinned else "unpinned in a proposal", proposal, now, by, people=changed
        )
    return changed


@transaction.atomic
def move_placement(
    *,
    placement: Placement,
    to: ProposedGroup | None,
    now: datetime,
    by: Person | None = None,
    instead_of: Placement | None = None,
    insist: bool = False,
) -> Shift:
    """Put a learner into another group of the proposal, or out of all of them, and score both groups anew.

    `instead_of` gets his seat in exchange. Raises BreaksRules, which nobody can insist on; CostsScore where J falls
    and nobody insists; ProposalSettled.
    """
    proposal = _lock(placement.proposal)
    _check_places(proposal, placement, to, instead_of)
    also = (instead_of.enrolment_id,) if instead_of else ()
    shift = Shifts(proposal, placement, also).to(to, instead_of)
    who = str(placement.enrolment.person)
    if shift.objections:
        raise BreaksRules(who, shift.objections)
    if to is not None and shift.gain < -_TINY and not insist:
        raise CostsScore(
            f"J falls by {-shift.gain:.4f} if {who} goes to group {to.number}: {', '.join(shift.losses)}. "
            "Insist, if you want it so."
        )
    _store(proposal, shift, now, by)
    return shift


def _check_places(
    proposal: Proposal, placement: Placement, to: ProposedGroup | None, instead_of: Placement | None
) -> None:
    if to is not None and to.proposal_id != proposal.pk:
        raise GroupError(f"Group {to.number} belongs to another proposal than {proposal.number}.")
    if (to.pk if to else None) == placement.group_id:
        where = f"in group {to.number}" if to else "in no group"
        raise GroupError(f"{placement.enrolment.person} is {where} already.")
    if instead_of is not None and (to is None or instead_of.group_id != to.pk):
        raise GroupError(
            f"{instead_of.enrolment.person} does not sit where {placement.enrolment.person} goes."
        )


def _store(proposal: Proposal, shift: Shift, now: datetime, by: Person | None) -> None:
    rows = [row for row in (shift.placement, shift.instead_of) if row]
    left = shift.placement.group
    before = {str(row.enrolment_id): [row.group_id, row.reason, row.help] for row in rows}
    _seat(shift.placement, shift.to)
    if shift.instead_of:
        _seat(shift.instead_of, left)
    for changed in shift.changed:
        if changed.judged:
            _write(changed.group, changed.judged.score, changed.judged.parts, changed.judged.why)
    Move.objects.create(
        proposal=proposal,
        enrolment_id=shift.placement.enrolment_id,
        left_group=left,
        joined_group=shift.to,
        swapped_with=shift.instead_of.enrolment if shift.instead_of else None,
        before=before,
        moved_at=now,
        moved_by=by,
    )
    _recount(proposal)
    numbers = {"from": left.number if left else 0, "to": shift.to.number if shift.to else 0}
    _note("moved in a proposal", proposal, now, by, enrolment=shift.placement.enrolment_id, **numbers)


def _seat(row: Placement, group: ProposedGroup | None) -> None:
    if group is None:
        row.reason, row.help = TAKEN_OUT, IN_LINE
    elif row.group is None or row.group.mode != group.mode:
        wished = row.enrolment.company == Enrolment.Company.MEET and group.mode == "write"
        row.reason = "The organisers put you into a group that writes." if wished else ""
        row.help = ""
    row.group = group
    row.save(update_fields=["group", "reason", "help"])


@transaction.atomic
def undo_move(*, proposal: Proposal, now: datetime, by: Person | None = None) -> Move:
    """Take back the last move that was not taken back; call it again for the one before."""
    _lock(proposal)
    move = (
        Move.objects.select_related("enrolment__person", "left_group", "joined_group")
        .filter(proposal=proposal, undone_at=None)
        .order_by("-id")
        .first()
    )
    if move is None:
        raise GroupError(f"Nobody was moved in proposal {proposal.number}, so there is nothing to take back.")
    for enrolment_id, (group_id, reason, help_) in move.before.items():
        rows = Placement.objects.filter(proposal=proposal, enrolment=enrolment_id)
        rows.update(group=group_id, reason=reason, help=help_)
    for group in filter(None, (move.left_group, move.joined_group)):
        _judge_again(proposal, group)
    Move.objects.filter(pk=move.pk).update(undone_at=now)
    _recount(proposal)
    _note("move taken back in a proposal", proposal, now, by, enrolment=move.enrolment_id)
    return move


def _judge_again(proposal: Proposal, group: ProposedGroup) -> None:
    table = Arrangement(proposal, group.mode)  # type: ignore[arg-type]
    members = table.members(group)
    if members:
        judged = table.judged(members)
        _write(group, judged.worth, judged.parts, judged.why)


def _write(group: ProposedGroup, score: float, parts: dict[str, float], why: str) -> None:
    ProposedGroup.objects.filter(pk=group.pk).update(score=score, parts=parts, why=why)


def _recount(proposal: Proposal) -> None:
    proposal.report = recounted(proposal)
    proposal.save(update_fields=["report"])


def _lock(proposal: Proposal) -> Proposal:
    """Keep others from changing the proposal until we are done. Raises ProposalSettled."""
    found = Proposal.objects.select_for_update(of=("self",)).select_related("run").get(pk=proposal.pk)
    if found.state != Proposal.State.PROPOSED:
        raise ProposalSettled(
            f"Proposal {found.number} of {found.run.slug} was {found.get_state_display()}; it changes no more."
        )
    return found


def _note(kind: str, proposal: Proposal, now: datetime, by: Person | None, **detail: Any) -> None:
    note(
        kind,
        at=now,
        run_id=proposal.run_id,
        person_id=by.pk if by else None,
        subject_id=proposal.pk,
        **detail,
    )
