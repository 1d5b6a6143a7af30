"""Tending groups: once a day the machine looks how each run's groups are, and proposes or does what its policy says."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from mooc.runs.models import Run

from ..errors import GroupError
from ..fellows import check_leads
from ..living.activity import hear, turn_quiet_and_alive
from ..living.policies import grouped_runs, kept_policy
from ..models import ChangeWish, GroupChange, Policy
from .changing import Plan, confirm_changes, keep_plans, outdate
from .merging import outworn, plan_merges
from .regrouping import plan_regroup
from .splitting import plan_splits
from .telling import tell_organisers

log = logging.getLogger("mooc.groups")
# After the first weekly message and the days to answer it; before, silence says nothing.
FIRST_LOOK = timedelta(days=8)
EVERY = timedelta(days=1)
# More merges than anybody reads are not proposed at a time.
MOST_OPEN = 200
# A proposal that nobody settled is about people as they were so long ago.
STALE = timedelta(days=14)
_REGROUP_UNTIL = timedelta(days=14)
Way = Policy.Way
Kind = GroupChange.Kind


def tend_groups(*, now: datetime) -> int:
    """Look after the groups of runs under way; returns how many changes were proposed or carried out.

    A run is looked at once a day, a large one in several passes; one in which nothing is due costs nothing.
    """
    asked = Q(policy__regroup_asked_at__isnull=False)
    rests = Q(policy__tended_at__gt=now - EVERY, policy__regroup_asked_at=None)
    runs = grouped_runs().filter(
        asked | Q(starts_date__lte=(now - FIRST_LOOK).date()), state=Run.State.RUNNING
    )
    return sum(_tended(run, now) for run in runs.exclude(rests).distinct())


def _tended(run: Run, now: datetime) -> int:
    try:
        return _tend(run, kept_policy(run), now)
    except GroupError as error:  # rules that do not fit leave one run's groups as they are, not all
        Policy.objects.filter(run=run).update(tended_at=now, tended_through=0, regroup_asked_at=None)
        log.error("run %s: its groups are not looked after: %s", run.slug, error)
        return 0


def _tend(run: Run, policy: Policy, now: datetime) -> int:
    done = 0
    last, begun = policy.tended_at, run.starts_date <= (now - FIRST_LOOK).date()
    if begun and (last is None or now - last >= EVERY or now < last):
        if not policy.tended_through:
            look_around(run, now=now)
            done += split_groups(run, policy.splits, now=now)
        done += _merge_some(run, policy, now)
    if policy.regroup_asked_at or _is_week_to_regroup(run, policy, now):
        way = Way.PROPOSE if policy.regroup_asked_at else Way(policy.regroups)
        done += regroup(run, way, now=now)
    return done


@transaction.atomic
def look_around(run: Run, *, now: datetime) -> None:
    """Hear who is there, say of each group whether it is quiet, and take back proposals whose ground has gone."""
    policy = kept_policy(run)
    hear(run, now=now)
    turn_quiet_and_alive(run, fewest=policy.fewest_active, now=now)
    outdate(outworn(run, policy, now=now), now=now)
    open_ = GroupChange.objects.filter(run=run, state=GroupChange.State.PROPOSED)
    outdate(open_.filter(made_at__lte=now - STALE), now=now)
    outdate(open_.filter(wish__isnull=False).exclude(wish__state=ChangeWish.State.WAITING), now=now)


def _merge_some(run: Run, policy: Policy, now: datetime) -> int:
    """Look at the next quiet groups, and remember where to go on."""
    if policy.merges == Way.OFF or (policy.merges == Way.PROPOSE and _has_enough_open(run)):
        _tended_through(policy, None, now)
        return 0
    look = plan_merges(run, policy, now=now, after=policy.tended_through)
    done = _do(run, look.plans, Way(policy.merges), now)
    _tended_through(policy, look.through, now)
    return done


def _has_enough_open(run: Run) -> bool:
    waiting = GroupChange.objects.filter(run=run, kind=Kind.MERGE, state=GroupChange.State.PROPOSED)
    return waiting.count() >= MOST_OPEN


def _tended_through(policy: Policy, number: int | None, now: datetime) -> None:
    fields = {"tended_through": number} if number else {"tended_through": 0, "tended_at": now}
    Policy.objects.filter(pk=policy.pk).update(**fields)


def merge_groups(run: Run, way: str, *, now: datetime) -> int:
    """Merge quiet groups of a run now, by proposal or at once; returns how many."""
    check_leads(run)
    policy, done, after = kept_policy(run), 0, 0
    look_around(run, now=now)
    while True:
        look = plan_merges(run, policy, now=now, after=after)
        done += _do(run, look.plans, way, now)
        if look.through is None:
            return done
        after = look.through


def split_groups(run: Run, way: str, *, now: datetime) -> int:
    """Split groups of a run that grew too large, by proposal or at once; returns how many."""
    check_leads(run)
    return 0 if way == Way.OFF else _do(run, plan_splits(run, now=now), way, now)


def regroup(
    run: Run, way: str, *, now: datetime, seed: int | None = None, effort: float | None = None
) -> int:
    """Regroup a run by what people did, by proposal or at once; returns 1, or 0 where nothing would get better.

    An open proposal of before gives way to the new one.
    """
    check_leads(run)
    policy = kept_policy(run)
    hear(run, now=now)
    number = GroupChange.objects.filter(run=run, kind=Kind.REGROUP).count()
    plan = plan_regroup(run, policy, now=now, seed=number if seed is None else seed, effort=effort)
    with transaction.atomic():
        Policy.objects.filter(pk=policy.pk).update(regrouped_at=now, regroup_asked_at=None)
        outdate(
            GroupChange.objects.filter(run=run, kind=Kind.REGROUP, state=GroupChange.State.PROPOSED), now=now
        )
        return _do(run, [plan] if plan else [], way, now)


def _is_week_to_regroup(run: Run, policy: Policy, now: datetime) -> bool:
    begin = run.starts_date + timedelta(days=7 * policy.regroup_week)
    due = begin <= now.date() < begin + _REGROUP_UNTIL
    return due and policy.regroups != Way.OFF and policy.regrouped_at is None


@transaction.atomic
def _do(run: Run, plans: Sequence[Plan], way: str, now: datetime) -> int:
    """Propose and tell the organisers, or carry out and tell everybody."""
    changes = keep_plans(run, plans, now=now)
    if way == Way.AUTOMATIC:
        return len(confirm_changes(changes, now=now))
    tell_organisers(run, changes, now=now, once=f"{run.pk}/{now:%Y-%m-%d}")
    if changes:
        log.info("run %s: %d changes of groups proposed", run.slug, len(changes))
    return len(changes)
