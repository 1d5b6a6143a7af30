"""Groups of two runs that were matched together change as those of one: merged, split and made anew."""

from datetime import UTC, date, datetime

import pytest

from mooc.groups import actions
from mooc.groups.actions.making import Newborn, make_groups
from mooc.groups.models import Group, GroupChange, Proposal
from mooc.runs.models import Run
from mooc.runs.tests.stage import copies, make_run

from .living_stage import DAYS, place, say, under_way
from .stage import crowd

LATER = datetime(2027, 1, 11, 12, tzinfo=UTC)


@pytest.fixture
def second(run, now):
    """Another run of the course, whose learners sit in the groups of the first."""
    second = make_run(now, name="Knots, late winter", starts_date=date(2026, 12, 28))
    under_way(run)
    under_way(second)
    leader = Proposal.objects.get(run=run)
    Proposal.objects.filter(run=second).update(led_by=leader)
    leader.others.add(second)
    return second


def mixed(run, second, sizes, *, prefix, active):
    """Make a group of learners of both runs; the first so many of each are active."""
    people = [
        *crowd(run, sizes[0], LATER, prefix=f"{prefix}-a", company="write", state="learning"),
        *crowd(second, sizes[1], LATER, prefix=f"{prefix}-b", company="write", state="learning"),
    ]
    made = make_groups(run, [Newborn("write", people, "proposal 1, seed 1")], now=run.created_at)[0]
    for person in [*people[: active[0]], *people[sizes[0] : sizes[0] + active[1]]]:
        say(person, LATER - DAYS)
    return Group.objects.get(pk=made.pk), people


def test_a_quiet_group_of_two_runs_is_merged_and_all_of_both_are_told(run, second):
    actions.set_policy(run, now=LATER, merges="automatic", regroups="off")
    quiet, few = mixed(run, second, (3, 3), prefix="q", active=(1, 1))
    alive, many = mixed(run, second, (2, 2), prefix="l", active=(2, 2))
    assert actions.tend_groups(now=LATER) == 1
    assert {place(person) for person in [*few, *many]} == {alive}
    quiet.refresh_from_db()
    assert (quiet.state, quiet.successor) == ("merged", alive)
    assert len(copies("moved")) == len(few)


def test_a_large_group_of_two_runs_is_split_and_nobody_is_lost(run, second):
    actions.set_policy(run, now=LATER, splits="automatic", merges="off", regroups="off")
    _, people = mixed(run, second, (9, 7), prefix="g", active=(9, 7))
    assert actions.tend_groups(now=LATER) == 1
    places = [place(person) for person in people]
    assert None not in places and len(set(places)) == 2
    assert {group.run for group in places} == {run}
    assert max(places.count(group) for group in places) <= 10
    assert GroupChange.objects.get().run == run


def test_a_regroup_takes_the_active_of_both_runs_together(run, second):
    for number in range(4):
        mixed(run, second, (4, 4), prefix=f"g{number}", active=(1, 1))
    assert actions.regroup(run, "automatic", now=LATER, effort=0.3) == 1
    awake = [place(seat.enrolment) for seat in GroupChange.objects.get().seats.filter(was_active=True)]
    assert awake and len(set(awake)) == 1
    runs = set(awake[0].memberships.filter(left_at=None).values_list("enrolment__run", flat=True))
    assert runs == {run.pk, second.pk}


def test_a_run_that_follows_tends_no_groups_of_its_own(run, second):
    mixed(run, second, (3, 3), prefix="q", active=(1, 1))
    mixed(run, second, (2, 2), prefix="l", active=(2, 2))
    Run.objects.filter(pk=run.pk).update(state="finished")
    actions.tend_groups(now=LATER)
    assert not GroupChange.objects.exists()
