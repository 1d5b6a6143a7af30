"""Splitting groups that grew too large, into the parts that fit best, friends together.

Too large is a group with more active members than its rules allow, and enough of them for two groups. Those who are
silent stay where they are, unless a friend of theirs goes.
"""

from collections.abc import Sequence
from datetime import datetime

from mooc.pure.matching import Id, Learner, Mode, form_groups
from mooc.runs.models import Run

from ..living.activity import IN_USE, with_pulse
from ..living.company import Company
from ..living.rest import at_rest, resting
from ..models import Group, GroupChange
from ..placing.matching_rules import MODES, rules_of
from .changing import Plan, Planned

AT_ONCE = 50
_EFFORT = 0.3


def plan_splits(run: Run, *, now: datetime, at_once: int = AT_ONCE) -> list[Plan]:
    """Return how groups that grew too large would be split; those that rest are left as they are."""
    return [plan for mode in MODES for plan in _plans(run, mode, now, at_once)]


def _plans(run: Run, mode: Mode, now: datetime, at_once: int) -> list[Plan]:
    rules = rules_of(run, mode)
    enough = max(rules.size.maximum + 1, 2 * rules.size.minimum)
    groups = with_pulse(Group.objects.filter(run=run, mode=mode, state__in=IN_USE), now)
    large = groups.filter(alive__gte=enough).exclude(pk__in=at_rest(run, GroupChange.Kind.SPLIT, now))
    found = list(large.order_by("-alive", "number")[:at_once])
    if not found:
        return []
    company = Company(run, rules, found, now=now)
    tired = resting(run, found, now)
    plans = (_plan(company, group) for group in found if group.pk not in tired)
    return [plan for plan in plans if plan]


def _plan(company: Company, group: Group) -> Plan | None:
    """Part the active; the largest part keeps the name, and all who are silent."""
    active = company.active_of(group.pk)
    parts = [
        list(found.members) for found in form_groups(active, company.rules, group.pk, effort=_EFFORT).groups
    ]
    parts.sort(key=len, reverse=True)
    people = {learner.id: learner for learner in active}
    if len(parts) < 2:
        return None
    before = company.mean(active)
    after = company.mean(*([people[id_] for id_ in part] for part in parts))
    if after <= before:
        return None
    _with_silent_friends(company, group, parts)
    sizes = " and ".join(str(len(part)) for part in parts)
    return Plan(
        GroupChange.Kind.SPLIT,
        [
            Planned(int(id_), source_id=group.pk, founds=number, was_active=id_ in people)
            for number, part in enumerate(parts[1:], start=1)
            for id_ in part
        ],
        before=before,
        after=after,
        why=f"{group.name} (group {group.number}) has {len(active)} active members, more than the "
        f"{company.rules.size.maximum} of a group. In parts of {sizes} everybody is heard.",
        about_id=group.pk,
    )


def _with_silent_friends(company: Company, group: Group, parts: Sequence[list[Id]]) -> None:
    """Let somebody silent go with the friend he is to be with."""
    place = {id_: part for part in parts for id_ in part}
    silent: list[Learner] = [
        learner for learner in company.members[group.pk] if learner.id not in company.active
    ]
    for learner in silent:
        friend = next((id_ for id_ in sorted(company.judge.friends(learner), key=str) if id_ in place), None)
        if friend is not None:
            place[friend].append(learner.id)
