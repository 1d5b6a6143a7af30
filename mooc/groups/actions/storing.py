"""A proposal goes into the database: its groups, and where each learner is placed. It shows once all of it is there.

making (so many rows at a time)  ->  proposed
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max

from mooc.runs.models import Run

from ..errors import NothingProposed
from ..models import Placement, Proposal, ProposedGroup
from ..placing import bulk

# Storing takes a minute at most, so what is older was left by a crash.
_LEFT_BEHIND = timedelta(hours=1)
_GROUP_COLUMNS = ("id", "proposal_id", "number", "mode", "score", "parts", "why")
_PLACEMENT_COLUMNS = ("proposal_id", "enrolment_id", "group_id", "reason", "help", "pinned")
# From so many learners on PostgreSQL has to be told that there are more rows than it knows of.
_MANY = 10_000
_FIRST_CLEARED = 500


class ChosenGroup(NamedTuple):
    """One proposed group, without its members."""

    number: int
    mode: str
    score: float
    # As JSON: a mapping of names to numbers takes three times the space.
    parts: str
    why: str


class Said(NamedTuple):
    """What a placement says to its learner."""

    reason: str = ""
    help: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be stored. `places[i]` is where `enrolments[i]` sits: an index of `groups`, or -1 for nowhere.

    Enrolments are in ascending order, so that the indexes of the database grow at their end. `said` by enrolment.
    """

    groups: Sequence[ChosenGroup]
    enrolments: Sequence[int]
    places: Sequence[int]
    said: Mapping[int, Said]


def store(proposal: Proposal, choice: Choice, *, tell: Callable[[float], None]) -> None:
    """Store the groups and placements of a proposal that is `making`, in short transactions on SQLite.

    `tell` hears the share done. Raises NothingProposed when the proposal was cleared away meanwhile.
    """
    ids: list[int] = []
    rows = len(choice.groups) + len(choice.enrolments)
    for span in bulk.spans(len(choice.groups)):
        groups = choice.groups[span.start : span.stop]
        with transaction.atomic():
            _insist(proposal)
            new = bulk.take_ids(ProposedGroup, len(groups))
            bulk.insert_rows(ProposedGroup._meta.db_table, _GROUP_COLUMNS, _group_rows(proposal, new, groups))
        ids += new
        tell(span.stop / rows)
    for span in bulk.spans(len(choice.enrolments)):
        placed = _placements(proposal, choice, span, ids)
        with transaction.atomic():
            _insist(proposal)
            bulk.insert_rows(Placement._meta.db_table, _PLACEMENT_COLUMNS, placed)
        tell((len(ids) + span.stop) / rows)
    if len(choice.enrolments) >= _MANY:
        bulk.know_rows(ProposedGroup, Placement)


def begin(run: Run, *, now: datetime, **columns: Any) -> Proposal:
    """Make the row of a proposal that nobody sees yet. Call it in a transaction that holds the run."""
    return Proposal.objects.create(
        run=run, number=next_number(run), state=Proposal.State.MAKING, made_at=now, **columns
    )


def next_number(run: Run) -> int:
    """Return the number of a run's next proposal."""
    latest = Proposal.objects.filter(run=run).aggregate(Max("number"))["number__max"] or 0
    return int(latest) + 1


def show(proposal: Proposal) -> None:
    """Let a proposal be seen that is there as a whole."""
    waiting = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.MAKING)
    if not waiting.update(state=Proposal.State.PROPOSED):
        raise _gone(proposal)
    proposal.state = Proposal.State.PROPOSED


def clear_left_behind(*, now: datetime) -> int:
    """Remove proposals that a crash left half stored; returns how many. In short transactions on SQLite."""
    left = Proposal.objects.filter(state=Proposal.State.MAKING, made_at__lt=now - _LEFT_BEHIND)
    ids = [*left.order_by("id").values_list("id", flat=True)]
    for pk in ids:
        groups = ProposedGroup.objects.filter(proposal=pk).order_by("id")
        _clear(pk, [*groups.values_list("id", flat=True)])
    return len(ids)


def _clear(proposal_id: int, group_ids: Sequence[int]) -> None:
    for span in bulk.spans(len(group_ids), first=_FIRST_CLEARED):
        ends = [proposal_id, group_ids[span.start], group_ids[span.stop - 1]]
        with transaction.atomic():
            bulk.run(
                "DELETE FROM groups_placement WHERE proposal_id = %s AND group_id BETWEEN %s AND %s", ends
            )
            bulk.run("DELETE FROM groups_proposedgroup WHERE proposal_id = %s AND id BETWEEN %s AND %s", ends)
    with transaction.atomic():
        bulk.run("DELETE FROM groups_placement WHERE proposal_id = %s AND group_id IS NULL", [proposal_id])
        bulk.run("DELETE FROM groups_proposal_others WHERE proposal_id = %s", [proposal_id])
        bulk.run("DELETE FROM groups_proposal WHERE id = %s", [proposal_id])


def _insist(proposal: Proposal) -> None:
    if not Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.MAKING).exists():
        raise _gone(proposal)


def _gone(proposal: Proposal) -> NothingProposed:
    return NothingProposed(
        f"Proposal {proposal.number} was taken for one left by a crash and cleared away. Propose again."
    )


def _group_rows(proposal: Proposal, ids: Sequence[int], groups: Sequence[ChosenGroup]) -> Iterator[bulk.Row]:
    for pk, group in zip(ids, groups, strict=True):
        yield pk, proposal.pk, *group


def _placements(proposal: Proposal, choice: Choice, span: range, ids: Sequence[int]) -> Iterator[bulk.Row]:
    nothing, part = Said(), slice(span.start, span.stop)
    for enrolment, place in zip(choice.enrolments[part], choice.places[part], strict=True):
        said = choice.said.get(enrolment, nothing)
        yield proposal.pk, enrolment, None if place < 0 else ids[place], *said
