"""Merging quiet groups: one with few active members goes, as a whole, to the group with which it fits best.

Only the active count for the size and the score of what comes of it; who is silent comes along. A group in which nobody
is active is left in peace: nobody there would gain anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mooc.pure.matching import Learner
from mooc.runs.models import Run

from ..living.activity import IN_USE, WINDOW, with_pulse
from ..living.company import Company
from ..living.rest import at_rest, resting
from ..models import ChangedSeat, Group, GroupChange, Policy
from ..placing.matching_rules import MODES, rules_of
from .changing import Plan, Planned
from .moving import CROWD, FEWEST

# So many quiet groups are looked at in one go (two seconds or so), and so many others for each.
AT_ONCE = 30
# Of a large run so many groups by number, before and after, are looked at together.
NEIGHBOURS = 2_000
_LOOKED_AT = 32


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at some quiet groups found; `through`: the number of the last of them, None when all were seen."""

    plans: list[Plan]
    through: int | None


def plan_merges(run: Run, policy: Policy, *, now: datetime, after: int = 0, at_once: int = AT_ONCE) -> Look:
    """Return merges that would make things better, each group in one of them at most.

    Looks at some quiet groups with numbers above `after`. Groups of whose members some were moved in the last two
    weeks, or whose merge was dismissed then, rest.
    """
    groups = with_pulse(_around(run, after).filter(number__gt=after), now)
    quiet = groups.filter(alive__gt=0, alive__lt=policy.fewest_active, made_at__lte=now - WINDOW / 2)
    rested = quiet.exclude(pk__in=at_rest(run, GroupChange.Kind.MERGE, now))
    found = list(rested.order_by("number")[:at_once])
    found.sort(key=lambda group: (group.alive, group.number))
    taken = _spoken_for(run)
    plans = [
        plan
        for mode in MODES
        for plan in _plans(
            _around(run, after).filter(mode=mode),
            policy,
            [group for group in found if group.mode == mode],
            taken,
            now,
        )
    ]
    if len(found) == at_once:
        return Look(plans, max(group.number for group in found))
    goes_on = Group.objects.filter(run=run, number__gt=after + NEIGHBOURS).exists()
    return Look(plans, after + NEIGHBOURS if goes_on else None)


def _around(run: Run, number: int) -> QuerySet[Group]:
    """Return the groups of a run that are looked at together: all of a run of usual size, of a large one a part."""
    near = Group.objects.filter(run=run, number__gt=number - NEIGHBOURS, number__lte=number + NEIGHBOURS)
    return near.filter(state__in=IN_USE)


def _spoken_for(run: Run) -> set[int]:
    """Return the groups that an open merge would join to another. One query."""
    seats = ChangedSeat.objects.filter(
        change__run=run, change__kind=GroupChange.Kind.MERGE, change__state=GroupChange.State.PROPOSED
    )
    pairs = seats.order_by().values_list("source_id", "target_id").distinct()
    return {pk for pair in pairs for pk in pair if pk is not None}


def _plans(
    around: QuerySet[Group], policy: Policy, quiet: list[Group], taken: set[int], now: datetime
) -> list[Plan]:
    if not quiet:
        return []
    run = policy.run
    rules = rules_of(run, quiet[0].mode)  # type: ignore[arg-type]
    groups = with_pulse(around, now)
    others: list[Group] = []
    for language in sorted({group.language for group in quiet}):
        count = _LOOKED_AT + 2 * sum(group.language == language for group in quiet)
        there = groups.filter(language=language, alive__gt=0, alive__lt=rules.size.maximum)
        # "alive" comes before "forming" and "quiet".
        others += there.order_by("state", "alive", "number")[:count]
    company = Company(run, rules, [*others, *quiet], now=now)
    return Matchmaker(company, min(policy.fewest_active, FEWEST), taken, resting(run, quiet, now)).merges(
        quiet
    )


class Matchmaker:
    """Finds for each quiet group the one with which it fits best; who has been chosen is not asked again."""

    def __init__(self, company: Company, fewest: int, taken: set[int], tired: set[int]) -> None:
        """Remember who is spoken for, and who rests: people who were moved lately stay where they are."""
        self._company = company
        self._fewest = fewest
        self._tired = tired
        self._taken = taken
        self._active = {pk: company.active_of(pk) for pk in company.groups}

    def merges(self, quiet: Sequence[Group]) -> list[Plan]:
        """Return the merges, quietest group first."""
        plans = []
        for group in quiet:
            if group.pk in self._taken | self._tired:
                continue
            found = max(self._fitting(group), key=lambda item: item[0], default=None)
            if found is not None:
                self._taken |= {group.pk, found[1].pk}
                plans.append(self._plan(group, found[1]))
        return plans

    def _fitting(self, group: Group) -> list[tuple[tuple[bool, float, int], Group]]:
        """Return some groups with which it may be joined and gains by it, each with its rank."""
        found: list[tuple[tuple[bool, float, int], Group]] = []
        for pk, other in self._company.groups.items():
            if pk == group.pk or pk in self._taken or other.language != group.language:
                continue
            if not self._has_room(group.pk, pk) or self._forbids(group.pk, pk):
                continue
            gain = self._after(group.pk, pk) - self._before(group.pk, pk)
            if gain > 0:
                found.append(((other.state == Group.State.ALIVE, round(gain, 9), -other.number), other))
            if len(found) == _LOOKED_AT:
                break
        return found

    def _has_room(self, one: int, other: int) -> bool:
        size = self._company.rules.size
        active = len(self._active[one]) + len(self._active[other])
        everybody = len(self._company.members[one]) + len(self._company.members[other])
        return active <= size.maximum and everybody <= CROWD * size.maximum

    def _forbids(self, one: int, other: int) -> bool:
        together = [*self._company.members[one], *self._company.members[other]]
        if self._company.forbids(together, "keep_with", "hours"):
            return True
        return not self._company.has_hours(self._together(one, other))

    def _before(self, one: int, other: int) -> float:
        return self._company.mean(self._active[one], self._active[other], fewest=self._fewest)

    def _after(self, one: int, other: int) -> float:
        return self._company.mean(self._together(one, other), fewest=self._fewest)

    def _together(self, one: int, other: int) -> list[Learner]:
        return [*self._active[one], *self._active[other]]

    def _plan(self, group: Group, other: Group) -> Plan:
        active = {learner.id for learner in self._active[group.pk]}
        return Plan(
            GroupChange.Kind.MERGE,
            [
                Planned(
                    int(learner.id), source_id=group.pk, target_id=other.pk, was_active=learner.id in active
                )
                for learner in self._company.members[group.pk]
            ],
            before=self._before(group.pk, other.pk),
            after=self._after(group.pk, other.pk),
            why=f"Few are active in {group.name} (group {group.number}): {_pulse(self._company, group)}. "
            f"With {other.name} (group {other.number}), where {_pulse(self._company, other)} are, "
            f"there would be {len(self._together(group.pk, other.pk))}.",
            about_id=group.pk,
        )


def _pulse(company: Company, group: Group) -> str:
    active, members = len(company.active_of(group.pk)), len(company.members[group.pk])
    return f"{active} of {members}"


def outworn(run: Run, policy: Policy, *, now: datetime) -> list[GroupChange]:
    """Return open merges whose group is quiet no longer, or whose other group is not there any more. Two queries."""
    merges = GroupChange.objects.filter(
        run=run, kind=GroupChange.Kind.MERGE, state=GroupChange.State.PROPOSED
    ).order_by("id")
    groups = with_pulse(Group.objects.filter(run=run, state__in=IN_USE), now)
    quiet = groups.filter(alive__gt=0, alive__lt=policy.fewest_active).order_by().values("pk")
    gone = ChangedSeat.objects.filter(change__in=merges).exclude(target__state__in=IN_USE)
    return list(merges.exclude(about__in=quiet) | merges.filter(pk__in=gone.order_by().values("change")))
