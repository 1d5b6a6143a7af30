"""Proposals of a run, as an organiser reads them: the list, one of them, its groups."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from mooc.groups.models import AskedProposal, Move, Placement, Proposal, ProposedGroup, Wish
from mooc.groups.placing.proposal_queries import shown_proposals
from mooc.groups.queries import called
from mooc.runs.models import Enrolment, Run

PAGE = 50
# So many of those without a group are shown, and so many moves.
MOST_LEFT, MOST_MOVES = 200, 20


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal in the list of those that a run has."""

    proposal: Proposal
    pinned: int
    moves: int

    @property
    def is_waiting(self) -> bool:
        """Say whether it may still be confirmed."""
        return self.proposal.state == Proposal.State.PROPOSED


@dataclass(frozen=True, slots=True)
class Member:
    """Who would sit in a group, and whether he stays when groups are proposed again."""

    enrolment_id: int
    name: str
    pinned: bool


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A proposed group with its members; `score` in whole per cents of the best that there could be."""

    group: ProposedGroup
    members: list[Member]
    score: int

    @property
    def score_words(self) -> str:
        """The score in words."""
        return f"{self.score} of 100 points for how well they fit"

    @property
    def pinned(self) -> int:
        """How many of them are pinned."""
        return sum(member.pinned for member in self.members)

    @property
    def is_pinned(self) -> bool:
        """Say whether all of them are."""
        return self.pinned == len(self.members)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a proposal comes to."""

    learners: int
    placed: int
    pinned: int
    groups: int
    smallest: int
    largest: int

    @property
    def left(self) -> int:
        """Those for whom there is no group."""
        return self.learners - self.placed


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody without a group: why, what would help, and what he chose himself."""

    placement: Placement
    wish: Wish | None


def waiting_proposal(run: Run) -> Proposal | None:
    """Return the latest proposal that nobody has confirmed yet."""
    return run.proposals.filter(state=Proposal.State.PROPOSED).order_by("-number", "id").first()


def proposal_lines(run: Run) -> list[Line]:
    """Return the proposals of a run, the newest first. Three queries."""
    proposals = list(shown_proposals(run))
    rows = Placement.objects.filter(proposal__in=proposals, pinned=True).order_by("proposal_id")
    pinned = Counter(dict(rows.values_list("proposal_id").annotate(Count("id"))))
    made = Move.objects.filter(proposal__in=proposals, undone_at=None).order_by("proposal_id")
    moves = Counter(dict(made.values_list("proposal_id").annotate(Count("id"))))
    return [Line(proposal, pinned[proposal.pk], moves[proposal.pk]) for proposal in proposals]


def joint_of(run: Run) -> list[Proposal]:
    """Return what waits for a yes among the proposals of other runs that name this one, the newest first. One query."""
    named = Proposal.others.through.objects.filter(run=run).values("proposal_id")
    rows = Proposal.objects.filter(pk__in=named, state=Proposal.State.PROPOSED).select_related("run")
    return list(rows.order_by("-made_at", "-id"))


def asked_of(run: Run) -> list[AskedProposal]:
    """Return what was asked for and is not made yet, or failed last."""
    rows = run.asked_proposals.select_related("proposal").order_by("-asked_at", "-id")[:5]
    found = list(rows)
    waiting = [row for row in found if row.state == AskedProposal.State.ASKED]
    return waiting or [row for row in found[:1] if row.state == AskedProposal.State.FAILED]


def proposed_rows(proposal: Proposal, *, after: int = 0) -> list[ProposedRow]:
    """Return a page of proposed groups with their members (and one more when there are more); two queries."""
    groups = list(groups_in(proposal).filter(number__gt=after)[: PAGE + 1])
    return rows_of(groups)


def groups_in(proposal: Proposal) -> "QuerySet[ProposedGroup]":
    """Return the groups of a proposal that have somebody in them, by number; `size` counts them."""
    return proposal.groups.annotate(size=Count("placements")).filter(size__gt=0).order_by("number")


def rows_of(groups: Sequence[ProposedGroup]) -> list[ProposedRow]:
    """Return proposed groups with their members. One query."""
    members: dict[int | None, list[Member]] = defaultdict(list)
    seats = Placement.objects.filter(group__in=groups).order_by("enrolment__person__name", "id")
    for group_id, enrolment_id, name, pinned in seats.values_list(
        "group_id", "enrolment_id", "enrolment__person__name", "pinned"
    ):
        members[group_id].append(Member(enrolment_id, called(name.partition(" ")[0]), pinned))
    return [ProposedRow(group, members[group.pk], round(100 * group.score)) for group in groups]


def numbers_of(proposal: Proposal) -> Numbers:
    """Count what a proposal comes to; two queries."""
    seats = proposal.placements.aggregate(
        placed=Count("id", filter=Q(group__isnull=False)),
        pinned=Count("id", filter=Q(pinned=True)),
        all=Count("id"),
    )
    sizes = Placement.objects.filter(proposal=proposal, group__isnull=False).order_by("group_id")
    counted = sorted(many for _, many in sizes.values_list("group_id").annotate(many=Count("id")))
    return Numbers(
        learners=seats["all"],
        placed=seats["placed"],
        pinned=seats["pinned"],
        groups=len(counted),
        smallest=counted[0] if counted else 0,
        largest=counted[-1] if counted else 0,
    )


def left_of(proposal: Proposal) -> list[Left]:
    """Return the first of those without a group, with what each chose last. Two queries."""
    rows = proposal.placements.filter(group=None).select_related("enrolment__person")
    found = list(rows.order_by("reason", "id")[:MOST_LEFT])
    wishes = latest_wishes(row.enrolment_id for row in found)
    return [Left(row, wishes.get(row.enrolment_id)) for row in found]


def latest_wishes(enrolment_ids: Iterable[int]) -> dict[int, Wish]:
    """Return what each chose last, of those who chose anything. One query."""
    rows = Wish.objects.filter(enrolment_id__in=list(enrolment_ids)).order_by("wished_at", "id")
    return {row.enrolment_id: row for row in rows}


def others_of(proposal: Proposal) -> list[Proposal]:
    """Return the other proposals of the run that still wait, the newest first. One query."""
    rows = proposal.run.proposals.filter(state=Proposal.State.PROPOSED).exclude(pk=proposal.pk)
    return list(rows.order_by("-number", "id"))


def moves_of(proposal: Proposal) -> list[Move]:
    """Return the last moves that were not taken back, the newest first. One query."""
    rows = Move.objects.filter(proposal=proposal, undone_at=None).order_by("-id")
    people = ("enrolment__person", "swapped_with__person", "left_group", "joined_group", "moved_by")
    return list(rows.select_related(*people)[:MOST_MOVES])


def in_line(run: Run, line: "QuerySet[Enrolment]") -> list[tuple[Enrolment, Wish | None]]:
    """Return the first of those who wait for a seat, with what each chose. Two queries."""
    found = list(line.select_related("person")[:PAGE])
    wishes = latest_wishes(row.pk for row in found)
    return [(row, wishes.get(row.pk)) for row in found]
