"""Changing one's group: a learner asks, and gets a seat in another that fits, never back among those he left."""

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from mooc.journal.actions import note
from mooc.pure.mailkit import scrub
from mooc.pure.matching import Mode
from mooc.runs.models import Enrolment, Run

from ..errors import GroupError, NotNow
from ..fellows import leader_of
from ..living.open_seats import Found, Room
from ..living.policies import UNDER_WAY, grouped_runs, kept_policy, policy_of
from ..living.rest import REST
from ..models import ChangeWish, GroupChange, Membership, Policy
from ..placing.languages import tongues_among
from ..placing.matching_rules import rules_of
from ..queries import learners_of
from .changing import Plan, Planned, confirm_changes, keep_plans, outdate
from .telling import tell_organisers

log = logging.getLogger("mooc.groups")
# Who could not be helped is looked at again so much later.
AGAIN = timedelta(minutes=10)
LONGEST_REASON = 2_000
_AT_ONCE = 100
State = ChangeWish.State


@transaction.atomic
def ask_for_another_group(enrolment: Enrolment, *, now: datetime, reason: str = "") -> ChangeWish:
    """Remember that a learner wants another group; the next sweep looks for a seat. Asking again changes nothing.

    `reason` is for the organisers alone. Raises NotNow: not in a group, the run is over, organisers have shut this
    door, or the last change is less than two weeks ago.
    """
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    waiting = ChangeWish.objects.filter(enrolment=enrolment, state=State.WAITING).order_by("id").first()
    if waiting is not None:
        return waiting
    seat = Membership.objects.filter(enrolment=enrolment, left_at=None).order_by("id").first()
    if seat is None:
        raise NotNow("You are in no group that you could leave. Join one on your page.")
    if objection := why_not(enrolment, now=now):
        raise NotNow(objection)
    words = scrub(reason).strip()[:LONGEST_REASON]
    wish = ChangeWish.objects.create(enrolment=enrolment, group_id=seat.group_id, reason=words, asked_at=now)
    note(
        "asked for another group",
        at=now,
        run_id=enrolment.run_id,
        person_id=enrolment.person_id,
        subject_id=enrolment.pk,
        group=seat.group_id,
    )
    return wish


def why_not(enrolment: Enrolment, *, now: datetime) -> str:
    """Return why a learner cannot change his group today, as a sentence to him; empty when he can. Three queries."""
    if enrolment.run.state not in UNDER_WAY:
        return f"{enrolment.run.name} is over, and its groups stay as they are."
    if policy_of(leader_of(enrolment.run)).wishes == Policy.Way.OFF:
        return "In this run I cannot change your group by myself. Write to the organisers; they can."
    last = ChangeWish.objects.filter(
        enrolment=enrolment, state__in=(State.GRANTED, State.DECLINED), settled_at__gt=now - REST
    )
    settled = last.order_by("-settled_at", "-id").first()
    if settled is None or settled.settled_at is None:
        return ""
    again = settled.settled_at + REST
    done = "You changed your group" if settled.state == State.GRANTED else "You asked for another group"
    return (
        f"{done} on {settled.settled_at:%-d %B}. Give it two weeks: from {again:%-d %B} on you can ask again. "
        "If it is urgent, write to the organisers."
    )


@transaction.atomic
def take_back_wish(enrolment: Enrolment, *, now: datetime) -> bool:
    """Let a learner stay where he is after all; False when he had not asked."""
    wishes = ChangeWish.objects.filter(enrolment=enrolment, state=State.WAITING)
    ids = list(wishes.order_by("id").values_list("pk", flat=True))
    if not wishes.update(state=State.WITHDRAWN, settled_at=now):
        return False
    outdate(GroupChange.objects.filter(wish__in=ids, state=GroupChange.State.PROPOSED), now=now)
    return True


def answer_wishes(*, now: datetime) -> int:
    """Find seats for those who asked for another group; returns how many changes came of it.

    A wish for which there is no seat is kept and looked at again.
    """
    due = _due(now).values("group__run_id")
    return sum(_answered(run, now) for run in grouped_runs().filter(pk__in=due))


def _due(now: datetime) -> "QuerySet[ChangeWish]":
    fresh = Q(looked_at=None) | Q(looked_at__lte=now - AGAIN) | Q(looked_at__gt=now)
    open_ = GroupChange.objects.filter(wish__isnull=False, state=GroupChange.State.PROPOSED)
    waiting = ChangeWish.objects.filter(fresh, state=State.WAITING)
    return waiting.exclude(pk__in=open_.order_by().values("wish"))


def _answered(run: Run, now: datetime) -> int:
    try:
        return _answer(run, now)
    except GroupError as error:  # rules that do not fit keep one run's learners waiting, not all
        log.error("run %s: nobody changes groups: %s", run.slug, error)
        return 0


@transaction.atomic
def _answer(run: Run, now: datetime) -> int:
    Run.objects.select_for_update().get(pk=run.pk)
    way = kept_policy(run).wishes
    wishes = list(
        _due(now).filter(group__run=run).select_related("enrolment__person").order_by("id")[:_AT_ONCE]
    )
    ChangeWish.objects.filter(pk__in=[wish.pk for wish in wishes]).update(looked_at=now)
    if way == Policy.Way.OFF:
        return 0
    sitting = _with_places(wishes, now)
    modes: tuple[Mode, ...] = ("meet", "write")
    plans: list[Plan] = []
    for mode in modes:
        plans += _plans(run, mode, [wish for wish in sitting if not _has(plans, wish)], now)
    changes = keep_plans(run, plans, now=now)
    if way == Policy.Way.PROPOSE:
        tell_organisers(run, changes, now=now)
        return len(changes)
    return len(confirm_changes(changes, now=now))


def _has(plans: Sequence[Plan], wish: ChangeWish) -> bool:
    return any(plan.wish_id == wish.pk for plan in plans)


def _with_places(wishes: Sequence[ChangeWish], now: datetime) -> list[ChangeWish]:
    """Return the wishes of those who still sit in a group; one that was merged meanwhile is meant as it is now."""
    seats = Membership.objects.filter(enrolment_id__in=[wish.enrolment_id for wish in wishes], left_at=None)
    places = dict(seats.order_by("id").values_list("enrolment_id", "group_id"))
    for wish in wishes:
        place = places.get(wish.enrolment_id)
        if place is None:
            ChangeWish.objects.filter(pk=wish.pk).update(state=State.WITHDRAWN, settled_at=now)
        elif place != wish.group_id:
            wish.group_id = place
            ChangeWish.objects.filter(pk=wish.pk).update(group_id=place)
    return [wish for wish in wishes if wish.enrolment_id in places]


def _plans(run: Run, mode: Mode, wishes: Sequence[ChangeWish], now: datetime) -> list[Plan]:
    """Find seats in groups of a mode; a wish to write is never overruled."""
    asking = [wish for wish in wishes if mode == "write" or wish.enrolment.company == Enrolment.Company.MEET]
    if not asking:
        return []
    rules = rules_of(run, mode)
    named = Counter(wish.enrolment.person.language for wish in asking)
    tongues = tongues_among(run, named, enough=rules.size.minimum)
    rows = Enrolment.objects.filter(pk__in=[wish.enrolment_id for wish in asking]).order_by("id")
    learners = [replace(learner, language=tongues.of(learner.language)) for learner in learners_of(rows)]
    places = {wish.group_id for wish in asking}
    room, left = Room(run, rules, mode, learners, now=now, also=places), _left_before(asking)
    plans = []
    for wish in asking:
        found = room.best_seat(wish.enrolment_id, besides=left[wish.enrolment_id], leaves=wish.group_id)
        if found:
            plans.append(_plan(wish, found))
    return plans


def _left_before(wishes: Sequence[ChangeWish]) -> dict[int, set[int]]:
    """Return the groups that each has left by a wish, and what became of them."""
    left: dict[int, set[int]] = defaultdict(set)
    before = ChangeWish.objects.filter(
        enrolment_id__in=[wish.enrolment_id for wish in wishes], state=State.GRANTED
    ).annotate(successor=F("group__successor_id"))
    for pk, group_id, successor in before.order_by("id").values_list("enrolment_id", "group_id", "successor"):
        left[pk] |= {group_id, successor or group_id}
    return left


def _plan(wish: ChangeWish, found: Found) -> Plan:
    return Plan(
        GroupChange.Kind.WISH,
        [Planned(wish.enrolment_id, source_id=wish.group_id, target_id=found.group.pk)],
        before=found.before,
        after=found.after,
        why=f"A learner asked for another group. {found.group.name} (group {found.group.number}) has a seat that fits.",
        about_id=wish.group_id,
        wish_id=wish.pk,
    )
