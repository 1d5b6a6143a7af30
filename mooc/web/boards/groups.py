"""Groups and proposals, as an organiser reads them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from mooc.groups.models import Group, Membership, Placement, Post, Proposal, ProposedGroup
from mooc.groups.queries import address_of, called
from mooc.runs.models import Run

PAGE = 50


@dataclass(frozen=True, slots=True)
class Member:
    """Who sits in a group, with the way to his page."""

    enrolment_id: int
    name: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with its members and how much they write."""

    group: Group
    members: list[Member]
    posts: int
    last_post_at: datetime | None

    @property
    def address(self) -> str:
        """Where mail to all of them goes."""
        return address_of(self.group)


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


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a proposal comes to."""

    learners: int
    placed: int
    groups: int
    smallest: int
    largest: int

    @property
    def left(self) -> int:
        """Those for whom there is no group."""
        return self.learners - self.placed


def group_rows(groups: Iterable[Group]) -> list[GroupRow]:
    """Return groups with members and posts; two queries for any number of them."""
    groups = list(groups)
    ids = [group.pk for group in groups]
    members: dict[int, list[Member]] = defaultdict(list)
    seats = Membership.objects.filter(group_id__in=ids, left_at=None).order_by("joined_at", "id")
    for group_id, enrolment_id, name in seats.values_list(
        "group_id", "enrolment_id", "enrolment__person__name"
    ):
        members[group_id].append(Member(enrolment_id, called(name.partition(" ")[0])))
    posts = {
        group_id: (count, last)
        for group_id, count, last in Post.objects.filter(group_id__in=ids)
        .values_list("group_id")
        .order_by("group_id")
        .annotate(Count("id"), Max("posted_at"))
    }
    return [GroupRow(group, members[group.pk], *posts.get(group.pk, (0, None))) for group in groups]


def groups_of(run: Run, *, after: int = 0) -> QuerySet[Group]:
    """Return a page of the run's groups by number, and one more when there are more."""
    return Group.objects.filter(run=run, number__gt=after).order_by("number")[: PAGE + 1]


def waiting_proposal(run: Run) -> Proposal | None:
    """Return the latest proposal that nobody has confirmed yet."""
    return run.proposals.filter(state=Proposal.State.PROPOSED).order_by("-number", "id").first()


def proposed_rows(proposal: Proposal, *, after: int = 0) -> list[ProposedRow]:
    """Return a page of proposed groups with their members (and one more when there are more); two queries."""
    groups = list(proposal.groups.filter(number__gt=after).order_by("number")[: PAGE + 1])
    members: dict[int | None, list[Member]] = defaultdict(list)
    seats = Placement.objects.filter(group__in=groups).order_by("enrolment__person__name", "id")
    for group_id, enrolment_id, name in seats.values_list(
        "group_id", "enrolment_id", "enrolment__person__name"
    ):
        members[group_id].append(Member(enrolment_id, called(name.partition(" ")[0])))
    return [ProposedRow(group, members[group.pk], round(100 * group.score)) for group in groups]


def numbers_of(proposal: Proposal) -> Numbers:
    """Count what a proposal comes to; two queries."""
    seats = proposal.placements.aggregate(placed=Count("id", filter=Q(group__isnull=False)), all=Count("id"))
    sizes = proposal.groups.annotate(size=Count("placements")).values_list("size", flat=True)
    counted = sorted(sizes.order_by("number"))
    return Numbers(
        learners=seats["all"],
        placed=seats["placed"],
        groups=len(counted),
        smallest=counted[0] if counted else 0,
        largest=counted[-1] if counted else 0,
    )
