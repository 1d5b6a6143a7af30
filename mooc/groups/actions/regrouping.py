"""Regrouping a run by what people did: active with active, groups that are well left as they are.

A group is well when more than half of it, and as many as a group needs, are active. Its people stay together, the
silent too, and it may take active people in. For the rest, those who are active are matched among themselves and those
who are silent among themselves, friends in any case together; and it counts to be in one group now.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from mooc.pure.matching import Criterion, Id, Judge, Learner, Mode, Result, Rules, form_groups
from mooc.runs.models import Enrolment, Run

from ..living.activity import IN_USE, WINDOW
from ..living.rest import resting
from ..living.ties import with_ties
from ..models import Group, GroupChange, Membership, Policy
from ..placing.matching_rules import MODES, rules_of
from ..queries import learners_of
from .changing import Plan, Planned

# How the score sees it; matching itself keeps to `_POOL`, since one silent member spoils "alike" as much as four.
ACTIVITY = Criterion("activity", "alike", 0.30, (0, 1))
_POOL = "active ones"
# Below this nobody would notice a difference.
_WORTH_IT = 0.01


def plan_regroup(
    run: Run, policy: Policy, *, now: datetime, seed: int, effort: float | None = None
) -> Plan | None:
    """Return how the run would be regrouped; None where nothing gets better. Five queries a mode.

    Matching takes seconds for thousands of learners; call it outside a transaction.
    """
    found = [part for mode in MODES if (part := _regroup(run, mode, policy, now, seed, effort))]
    seats, founded = [], 0
    for part in found:
        seats += part.planned(first=founded + 1)
        founded += part.founded
    people = sum(part.people for part in found)
    if not seats:
        return None
    before = sum(part.before * part.people for part in found) / people
    after = sum(part.after * part.people for part in found) / people
    if after < before + _WORTH_IT or not any(part.gives_company for part in found):
        return None
    well = sum(part.well_before for part in found), sum(part.well_after for part in found)
    return Plan(
        GroupChange.Kind.REGROUP,
        seats,
        before=before,
        after=after,
        why=f"{len(seats)} of {people} learners would move, to be with others who are as active. "
        f"Groups with {policy.fewest_active} active members or more: {well[0]} now, {well[1]} then.",
    )


@dataclass(frozen=True, slots=True)
class Regrouped:
    """One mode's learners as they sit and as they would; `targets` are groups that exist, or None for a new one."""

    learners: Sequence[Learner]
    places: Mapping[Id, int]
    result: Result
    targets: Sequence[int | None]
    before: float
    after: float
    well_before: int
    well_after: int
    # Whether somebody active would have more active people around him, over all; to move the silent away helps nobody.
    gives_company: bool

    @property
    def people(self) -> int:
        """How many were looked at."""
        return len(self.learners)

    @property
    def founded(self) -> int:
        """How many groups would be new."""
        return sum(target is None for target in self.targets)

    def planned(self, first: int) -> list[Planned]:
        """Return who moves; new groups are numbered from `first`."""
        active = {learner.id for learner in self.learners if learner.traits[ACTIVITY.trait]}
        seats, number = [], first
        for group, target in zip(self.result.groups, self.targets, strict=True):
            for id_ in group.members:
                if self.places[id_] != target:
                    founds = number if target is None else None
                    seats.append(Planned(int(id_), self.places[id_], target, founds, id_ in active))
            number += target is None
        return seats


def _regroup(
    run: Run, mode: Mode, policy: Policy, now: datetime, seed: int, effort: float | None
) -> Regrouped | None:
    rules = rules_of(run, mode).with_criteria(ACTIVITY)
    seats = Membership.objects.filter(left_at=None, group__run=run, group__mode=mode, group__state__in=IN_USE)
    learners, places = _learners(run, seats, rules, policy, now)
    if not any(learner.home is None for learner in learners):
        return None
    result = form_groups(learners, replace(rules, same=(*rules.same, _POOL)), seed, effort=effort)
    targets = _targets(result, {learner.id: learner for learner in learners})
    judge = Judge(learners, rules)
    now_sit, then_sit = _sitting(learners, places), _sitting(learners, _places_then(places, result, targets))
    return Regrouped(
        learners,
        places,
        result,
        targets,
        before=_mean(judge, now_sit),
        after=_mean(judge, then_sit),
        well_before=_well(now_sit, policy),
        well_after=_well(then_sit, policy),
        gives_company=_company(then_sit) > _company(now_sit),
    )


def _learners(
    run: Run, seats: "QuerySet[Membership]", rules: Rules, policy: Policy, now: datetime
) -> tuple[list[Learner], dict[Id, int]]:
    """Return who sits in groups, with what matching must know of it; groups larger than any stay out of it."""
    rows = list(seats.order_by("id").values_list("enrolment_id", "group_id", "heard_at"))
    places: dict[Id, int] = {pk: group_id for pk, group_id, _ in rows}
    active = {pk for pk, _, heard_at in rows if heard_at and heard_at > now - WINDOW}
    sizes = Counter(places.values())
    awake = Counter(places[pk] for pk in active)
    groups = {
        group.pk: group
        for group in Group.objects.filter(pk__in=seats.order_by().values("group_id")).order_by("id")
    }
    well = {pk for pk in groups if awake[pk] >= policy.fewest_active and 2 * awake[pk] > sizes[pk]}
    well |= resting(run, groups.values(), now)
    people = Enrolment.objects.filter(pk__in=seats.order_by().values("enrolment_id")).order_by("id")
    learners = [
        replace(
            learner,
            language=groups[places[learner.id]].language,
            traits={
                **learner.traits,
                ACTIVITY.trait: int(learner.id in active),
                _POOL: int(
                    awake[places[learner.id]] >= policy.fewest_active
                    if places[learner.id] in well
                    else learner.id in active
                ),
            },
            group=places[learner.id],
            home=places[learner.id] if places[learner.id] in well else None,
        )
        for learner in learners_of(people)
        if places.get(learner.id) in groups and sizes[places[learner.id]] <= rules.size.maximum
    ]
    return _friends_alike(with_ties(run, learners)), places


def _friends_alike(learners: Sequence[Learner]) -> list[Learner]:
    """Let the silent friend of somebody active count among the active: they are to be in one group."""
    people = {learner.id: learner for learner in learners}
    pairs = [(learner, people[id_]) for learner in learners for id_ in learner.keep_with if id_ in people]
    lifted = {
        id_ for one, other in pairs for id_ in (one.id, other.id) if one.traits[_POOL] or other.traits[_POOL]
    }
    return [
        replace(learner, traits={**learner.traits, _POOL: 1}) if learner.id in lifted else learner
        for learner in learners
    ]


def _places_then(
    places: Mapping[Id, int], result: Result, targets: Sequence[int | None]
) -> dict[Id, tuple[str, int]]:
    """Return where each would sit; for whom there was no seat stays where he is."""
    then: dict[Id, tuple[str, int]] = {id_: ("now", group_id) for id_, group_id in places.items()}
    for number, (group, target) in enumerate(zip(result.groups, targets, strict=True)):
        place = ("new", number) if target is None else ("now", target)
        then |= dict.fromkeys(group.members, place)
    return then


def _sitting(learners: Sequence[Learner], places: Mapping[Id, Hashable]) -> list[list[Learner]]:
    sitting: dict[Hashable, list[Learner]] = {}
    for learner in learners:
        sitting.setdefault(places[learner.id], []).append(learner)
    return list(sitting.values())


def _targets(result: Result, people: Mapping[Id, Learner]) -> list[int | None]:
    """Give each new group the name of the one it mostly is, homes first; one that is none is new."""
    shares = [Counter(people[id_].group for id_ in group.members) for group in result.groups]
    homes = [
        next((people[id_].home for id_ in group.members if people[id_].home), None) for group in result.groups
    ]
    targets: list[int | None] = [None if home is None else int(home) for home in homes]
    # Where somebody stays for whom there was no seat, nobody is put: he would be one too many, or at other hours.
    taken = {target for target in targets if target is not None} | {
        people[left.id].group for left in result.unplaced
    }
    shared = [(-many, number, group) for number, share in enumerate(shares) for group, many in share.items()]
    for _, number, group in sorted(shared, key=lambda item: (item[0], item[1], str(item[2]))):
        if targets[number] is None and group is not None and group not in taken:
            targets[number] = int(group)
            taken.add(int(group))
    return targets


def _mean(judge: Judge, groups: Sequence[Sequence[Learner]]) -> float:
    people = sum(len(group) for group in groups)
    return sum(len(group) * judge.score(judge.parts(group)) for group in groups) / people if people else 0.0


def _well(groups: Iterable[Sequence[Learner]], policy: Policy) -> int:
    return sum(count >= policy.fewest_active for count in _awake(groups))


def _company(groups: Iterable[Sequence[Learner]]) -> int:
    """Count, over all who are active, the other active people in their groups."""
    return sum(count * (count - 1) for count in _awake(groups))


def _awake(groups: Iterable[Sequence[Learner]]) -> list[int]:
    return [sum(bool(learner.traits[ACTIVITY.trait]) for learner in group) for group in groups]
