"""Late joiners where organisers want a say, friends, people kept apart, and how often the line is looked at."""

from datetime import UTC, datetime, timedelta

import pytest

from mooc.groups import actions
from mooc.groups.models import Group, GroupChange, Membership
from mooc.people.models import Person
from mooc.runs.tests.stage import copies

from .living_stage import group_of, place
from .stage import EVENINGS, crowd, latecomer

LATER = datetime(2027, 1, 11, 12, tzinfo=UTC)


@pytest.fixture
def proposing(run):
    Person.objects.create(email="alice@example.org", is_organiser=True, created_at=LATER)
    return actions.set_policy(run, now=LATER, seats="propose")


def waiting(run, **changes):
    return latecomer(run, LATER, **changes)


def test_seats_are_proposed_and_a_yes_gives_them(run, proposing):
    group, there = group_of(run, 6, LATER, prefix="a", active=4)
    late = waiting(run)
    assert actions.place_waiting(now=LATER) == 0
    assert place(late) is None and len(copies("changes")) == 1
    change = GroupChange.objects.get()
    assert "1 learner waits for a seat; 1 fit" in change.why
    actions.confirm_changes([change], now=LATER)
    assert place(late) == group
    late.refresh_from_db()
    assert late.waiting_since is None
    assert copies("welcome") == [late.pk]
    assert copies("company") == [person.pk for person in there]
    assert Membership.objects.get(enrolment=late).cause == "open seat, change 1"


def test_the_same_line_is_proposed_once_and_a_new_one_in_its_place(run, proposing):
    group_of(run, 6, LATER, prefix="a", active=4)
    waiting(run)
    for minutes in (0, 11, 22):
        actions.place_waiting(now=LATER + timedelta(minutes=minutes))
    assert GroupChange.objects.count() == 1
    waiting(run, prefix="second")
    actions.place_waiting(now=LATER + timedelta(minutes=33))
    assert list(GroupChange.objects.order_by("number").values_list("state", flat=True)) == [
        "outdated",
        "proposed",
    ]
    assert GroupChange.objects.get(state="proposed").seats.count() == 2


def test_enough_of_them_would_begin_a_group(run, proposing):
    group_of(run, 10, LATER, prefix="a", active=4)
    people = crowd(run, 7, LATER, prefix="late", state="learning", waiting_since=LATER)
    actions.place_waiting(now=LATER)
    change = GroupChange.objects.get()
    assert set(change.seats.values_list("founds", flat=True)) == {1}
    actions.leave(people[0], now=LATER)
    actions.confirm_changes([change], now=LATER)
    assert {place(person) for person in people[1:]} == {Group.objects.get(number=2)}
    assert copies("welcome") == [person.pk for person in people[1:]]


def test_nobody_is_seated_where_organisers_do_it_themselves(run):
    actions.set_policy(run, now=LATER, seats="off")
    group_of(run, 6, LATER, prefix="a", active=4)
    late = waiting(run)
    assert actions.place_waiting(now=LATER) == 0
    assert place(late) is None


def test_a_friend_sits_beside_his_friend_while_there_is_a_seat(run):
    group_of(run, 5, LATER, prefix="small", active=4)
    full, theirs = group_of(run, 9, LATER, prefix="large", active=4)
    Group.objects.filter(pk=full.pk).update(state="quiet")
    friend, other = waiting(run), waiting(run, prefix="other")
    actions.keep_together(friend, theirs[0], now=LATER)
    actions.keep_together(other, theirs[1], now=LATER)
    assert actions.place_waiting(now=LATER) == 2
    assert place(friend) == full != place(other)


def test_people_kept_apart_never_share_a_group(run):
    small, theirs = group_of(run, 5, LATER, prefix="small", active=4)
    large, _ = group_of(run, 9, LATER, prefix="large", active=4)
    late = waiting(run)
    actions.keep_apart(theirs[0], late, now=LATER)
    actions.place_waiting(now=LATER)
    assert place(late) == large != small


def test_two_who_come_together_and_are_kept_apart_sit_apart(run):
    group_of(run, 6, LATER, prefix="a", active=4)
    group_of(run, 9, LATER, prefix="b", active=4)
    one, other = waiting(run), waiting(run, prefix="other")
    actions.keep_apart(one, other, now=LATER)
    assert actions.place_waiting(now=LATER) == 2
    assert place(one) != place(other)


def test_alive_groups_are_filled_before_quiet_ones(run):
    quiet, _ = group_of(run, 5, LATER, prefix="quiet")
    alive, _ = group_of(run, 9, LATER, prefix="alive", active=4)
    Group.objects.filter(pk=quiet.pk).update(state="quiet")
    late = waiting(run)
    actions.place_waiting(now=LATER)
    assert place(late) == alive


def test_who_was_left_over_is_looked_at_again_after_ten_minutes(run, django_assert_max_num_queries):
    group_of(run, 10, LATER, prefix="full", active=4)
    late = waiting(run)
    early = LATER + timedelta(minutes=3)
    actions.place_waiting(now=early)
    group, _ = group_of(run, 6, LATER, prefix="new", active=4)
    with django_assert_max_num_queries(8):
        assert actions.place_waiting(now=early + timedelta(minutes=5)) == 0
    assert actions.place_waiting(now=early + timedelta(minutes=10)) == 1
    assert place(late) == group


def test_a_newcomer_counts_as_active(run):
    group_of(run, 6, LATER, prefix="a", active=4)
    late = waiting(run)
    actions.place_waiting(now=LATER)
    assert Membership.objects.get(enrolment=late).heard_at == LATER


def test_near_zones_find_each_other(run):
    group_of(run, 5, LATER, prefix="far", mode="meet", availability=EVENINGS, zone="Asia/Tokyo")
    near, _ = group_of(run, 5, LATER, prefix="near", mode="meet", availability=EVENINGS, zone="Europe/Kyiv")
    late = waiting(run, company="meet", availability=EVENINGS)
    actions.place_waiting(now=LATER)
    assert place(late) == near
