"""Who is to be in one group, and who in no group together: by an organiser's word, or because one of them left.

Somebody who asked for another group never comes back among those he left: he is kept apart from whoever is there now,
and where his old group was merged, from those of its successor.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from mooc.pure.matching import Id, Learner
from mooc.runs.models import Run

from ..models import ChangeWish, Membership, Proposal, Tie


def with_ties(run: Run, learners: Iterable[Learner], *others: Run) -> list[Learner]:
    """Return learners of one or several runs with whom each is to be and not to be. Three queries for any size."""
    together: dict[Id, set[Id]] = defaultdict(set)
    apart: dict[Id, set[Id]] = defaultdict(set)
    for one, other, kind in _said_of(run, *others):
        (together if kind == Tie.Kind.TOGETHER else apart)[one].add(other)
    for pk, behind in left_behind(run).items():
        apart[pk] |= behind
    return [
        replace(
            learner,
            keep_with=(*learner.keep_with, *sorted(together[learner.id], key=int)),
            keep_apart=(*learner.keep_apart, *sorted(apart[learner.id], key=int)),
        )
        if learner.id in together or learner.id in apart
        else learner
        for learner in learners
    ]


def left_behind(run: Run) -> dict[int, set[int]]:
    """Return whom each learner left by his own wish: the members of those groups today. Two queries."""
    wishes = ChangeWish.objects.filter(group__run=run, state=ChangeWish.State.GRANTED)
    left = wishes.annotate(place=Coalesce(F("group__successor_id"), F("group_id"))).order_by("id")
    groups: dict[int, set[int]] = defaultdict(set)
    for enrolment_id, group_id in left.values_list("enrolment_id", "place"):
        groups[group_id].add(enrolment_id)
    behind: dict[int, set[int]] = defaultdict(set)
    places = left.order_by().values("place")
    seats = Membership.objects.filter(group_id__in=places, left_at=None).order_by("id")
    for group_id, enrolment_id in seats.values_list("group_id", "enrolment_id"):
        for leaver in groups[group_id] - {enrolment_id}:
            behind[leaver].add(enrolment_id)
    return behind


def ties_of(run: Run, *others: Run) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the pairs of a run who are to be together, and those who are to be apart. Three queries."""
    together: list[tuple[int, int]] = []
    apart = [(pk, other) for pk, behind in left_behind(run).items() for other in sorted(behind)]
    for one, other, kind in _said_of(run, *others):
        (together if kind == Tie.Kind.TOGETHER else apart).append((one, other))
    return together, apart


def _said_of(run: Run, *others: Run) -> "QuerySet[Tie, tuple[int, int, str]]":
    """Return what was said of two learners, of these runs or of those that a proposal of the first names."""
    named = Proposal.others.through.objects.filter(proposal__run=run).values("run_id")
    ties = Tie.objects.filter(Q(run__in=[run, *others]) | Q(run__in=named)).order_by("id")
    return ties.values_list("one", "other", "kind")
