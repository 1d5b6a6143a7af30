"""Proposals as somebody names them: by number, or the one that there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from mooc.pure.matching import rules_of_row
from mooc.pure.timetable import local_spans, utc_slots
from mooc.runs.models import Enrolment, Run

from ..errors import NoSuchGroup, NoSuchProposal, NothingProposed
from ..members import said_hours
from ..models import Placement, Proposal, ProposedGroup


def shown_proposals(run: Run) -> "QuerySet[Proposal]":
    """Return the proposals of a run that are whole, the newest first."""
    return run.proposals.exclude(state=Proposal.State.MAKING).order_by("-number", "id")


def proposal_numbered(run: Run, number: int) -> Proposal:
    """Return a proposal of a run; where it follows another run's, that one. Raises NoSuchProposal."""
    rows = shown_proposals(run).select_related("run", "based_on", "led_by__run")
    found = rows.filter(number=number).first()
    if found is None:
        numbers = [str(known) for known in sorted(shown_proposals(run).values_list("number", flat=True))]
        hint = f"There is {_and(numbers)}." if numbers else f"First: mooc group propose {run.slug}"
        raise NoSuchProposal(f"{run.slug} has no proposal {number}. {hint}")
    return found.led_by or found


def proposal_meant(run: Run, number: int | None) -> Proposal:
    """Return the proposal of this number, or without one the only one that waits (or the confirmed one).

    Raises NoSuchProposal where several wait, NothingProposed where there is none.
    """
    if number is not None:
        return proposal_numbered(run, number)
    waiting = list(shown_proposals(run).select_related("run").filter(state=Proposal.State.PROPOSED))
    if len(waiting) > 1:
        numbers = [str(proposal.number) for proposal in reversed(waiting)]
        raise NoSuchProposal(
            f"{run.slug} has {len(waiting)} proposals that wait: {_and(numbers)}. "
            f"Say which, such as --proposal {waiting[0].number}."
        )
    settled = (
        shown_proposals(run).select_related("run", "led_by__run").exclude(state=Proposal.State.SUPERSEDED)
    )
    found = waiting[0] if waiting else settled.first()
    if found is None:
        raise NothingProposed(f"Nothing is proposed for {run.slug}. First: mooc group propose {run.slug}")
    return found.led_by or found


def base_for(run: Run) -> Proposal | None:
    """Return the newest waiting proposal in which anybody is pinned: those stay when groups are proposed again."""
    pinned = Placement.objects.filter(pinned=True).values("proposal_id")
    return shown_proposals(run).filter(state=Proposal.State.PROPOSED, pk__in=pinned).first()


def proposed_group_numbered(proposal: Proposal, number: int) -> ProposedGroup:
    """Return a group of a proposal. Raises NoSuchGroup."""
    found = proposal.groups.filter(number=number).order_by("id").first()
    if found is None:
        raise NoSuchGroup(
            f"Proposal {proposal.number} has no group {number}; it has {proposal.groups.count()}."
        )
    return found


def placement_of(proposal: Proposal, enrolment: Enrolment) -> Placement:
    """Return where a proposal puts a learner. Raises NoSuchGroup."""
    rows = Placement.objects.select_related("enrolment__person", "group", "proposal__run")
    found = rows.filter(proposal=proposal, enrolment=enrolment).order_by("id").first()
    if found is None:
        raise NoSuchGroup(
            f"{enrolment.person.email} is not in proposal {proposal.number}: "
            "who did not want a group then, or had not said to be in, is in none."
        )
    return found


def seats_in(group: ProposedGroup) -> list[Placement]:
    """Return who would sit in a group. One query."""
    rows = Placement.objects.filter(group=group).select_related("enrolment__person")
    return list(rows.order_by("enrolment__person__name", "id"))


@dataclass(frozen=True, slots=True)
class CommonHours:
    """Quarter hours of UTC that a group shares in one week, said by anybody's clock."""

    slots: frozenset[int]
    week_of: date

    @property
    def hours(self) -> float:
        """Return how many hours that is."""
        return len(self.slots) / 4

    def by_clock_of(self, zone: str) -> str:
        """Return them by the clock of a zone: "Mon 18:00-20:00"; empty where there are none."""
        return said_hours(local_spans(self.slots, zone, self.week_of)) if self.slots else ""


def common_hours(proposal: Proposal, group: ProposedGroup, seats: Sequence[Placement]) -> CommonHours:
    """Return the hours that all members of a group have, in the week of the rules; none for groups that write."""
    row = proposal.rules.get(group.mode)
    rules = rules_of_row(row) if row else None
    if rules is None or rules.hours is None or not seats:
        return CommonHours(frozenset(), date.min)
    free = [utc_slots(one.enrolment.availability, one.enrolment.person.zone, rules.week_of) for one in seats]
    return CommonHours(frozenset.intersection(*free), rules.week_of)


def sizes_of(proposal: Proposal) -> list[tuple[ProposedGroup, int]]:
    """Return the groups of a proposal that have somebody in them, with how many. One query."""
    rows = proposal.groups.annotate(size=Count("placements")).filter(size__gt=0).order_by("number")
    return [(row, row.size) for row in rows]


def _and(numbers: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(numbers[:-1]), *numbers[-1:]]))
