"""Regrouping a run by what people did."""

import re
from datetime import UTC, datetime

import pytest

from mooc.groups import actions
from mooc.groups.models import Group, GroupChange, Membership, Policy
from mooc.runs.tests.stage import copies

from .living_stage import DAYS, group_of, place

LATER = datetime(2027, 1, 11, 12, tzinfo=UTC)


@pytest.fixture
def scattered(run):
    """Four groups of eight with two or three active each, and one that is well."""
    groups = [group_of(run, 8, LATER, prefix=f"g{number}-", active=2 + number % 2) for number in range(4)]
    return [*groups, group_of(run, 8, LATER, prefix="well-", active=7)]


def active_in(group):
    return Membership.objects.filter(group=group, left_at=None, heard_at__isnull=False).count()


def test_the_active_find_each_other_and_the_group_that_is_well_stays(run, scattered):
    actions.set_policy(run, now=LATER, merges="off")
    assert actions.regroup(run, "propose", now=LATER) == 1
    change = GroupChange.objects.get()
    assert change.after > change.before
    moved = change.seats.count()
    assert 0 < moved < 32
    assert all(place(person) == group for group, people in scattered for person in people)
    well, staying = scattered[4]
    actions.confirm_changes([change], now=LATER)
    assert all(place(person) == well for person in staying)
    counts = {active_in(group) for group in Group.objects.filter(run=run).exclude(pk=well.pk)}
    assert max(counts) >= 6 and all(count == 0 or count >= 6 for count in counts)
    assert len(copies("moved")) == moved


def test_everybody_has_one_seat_afterwards_and_empty_groups_have_a_successor(run, scattered):
    actions.regroup(run, "automatic", now=LATER, effort=0.3)
    seats = Membership.objects.filter(left_at=None)
    assert seats.count() == seats.values("enrolment").distinct().count() == 40
    for group in Group.objects.filter(run=run):
        inhabited = seats.filter(group=group).exists()
        assert inhabited == (group.state != "merged") == (group.successor is None)


def test_friends_stay_friends(run, scattered):
    one, other = scattered[0][1][0], scattered[1][1][7]
    actions.keep_together(one, other, now=LATER)
    actions.regroup(run, "automatic", now=LATER, effort=0.3)
    assert place(one) == place(other)


def test_the_same_seed_gives_the_same_groups(run, scattered):
    plans = []
    for _ in range(2):
        actions.regroup(run, "propose", now=LATER, seed=7, effort=0.3)
        change = GroupChange.objects.get(state="proposed")
        plans.append(list(change.seats.order_by("enrolment").values_list("enrolment", "target", "founds")))
    assert plans[0] == plans[1]
    assert GroupChange.objects.filter(state="outdated").count() == 1


def test_it_happens_in_its_week_once(run, scattered):
    actions.set_policy(run, now=LATER, merges="off", splits="off", regroups="automatic", regroup_week=4)
    assert actions.tend_groups(now=LATER) == 0
    week_four = LATER + 7 * DAYS
    assert actions.tend_groups(now=week_four) == 1
    assert actions.tend_groups(now=week_four) == actions.tend_groups(now=week_four + DAYS) == 0


def test_an_organiser_asks_and_the_worker_proposes(run, scattered):
    actions.set_policy(run, now=LATER, merges="off", splits="off", regroups="off")
    actions.ask_for_regroup(run, now=LATER)
    assert actions.tend_groups(now=LATER) == 1
    assert GroupChange.objects.get().state == "proposed"
    assert Policy.objects.get(run=run).regroup_asked_at is None
    assert actions.tend_groups(now=LATER) == 0


def test_where_all_is_well_nothing_is_proposed(run):
    group_of(run, 8, LATER, prefix="a", active=7)
    group_of(run, 8, LATER, prefix="b", active=6)
    assert actions.regroup(run, "propose", now=LATER) == 0


def test_nobody_is_moved_only_to_sit_among_the_silent(run):
    group_of(run, 8, LATER, prefix="half-", active=4)
    for number in range(3):
        group_of(run, 8, LATER, prefix=f"well-{number}-", active=6)
    assert actions.regroup(run, "propose", now=LATER, effort=0.3) == 0
    assert not GroupChange.objects.exists()


def test_who_finds_no_seat_is_counted_where_he_stays(run):
    for number in range(3):
        group_of(run, 8, LATER, prefix=f"g{number}-", active=4)
    assert actions.regroup(run, "propose", now=LATER, effort=0.3) == 1
    change = GroupChange.objects.get()
    told = [int(number) for number in re.findall(r"(\d+) (?:now|then)", change.why)]
    assert told[0] == 3
    actions.confirm_changes([change], now=LATER)
    assert told[1] == sum(active_in(group) >= 3 for group in Group.objects.filter(run=run))
