"""Leaving, coming back, and the soloist's one button."""

from datetime import timedelta

import pytest

from mooc.groups import actions, queries
from mooc.groups.models import Group, Membership
from mooc.runs.models import Enrolment

from .stage import crowd, grouped, latecomer

LATER = timedelta(hours=3)


def test_leaving_the_run_leaves_the_group(run, now):
    people = grouped(run, 6, now)
    assert actions.leave(people[0], now=now)
    assert queries.group_of(people[0]) is None
    assert Enrolment.objects.get(pk=people[0].pk).state == "left"
    assert not actions.leave(people[0], now=now)


def test_undo_gives_the_seat_back(run, now):
    people = grouped(run, 6, now)
    seat = queries.group_of(people[0]).id
    actions.leave(people[0], now=now)
    back = Enrolment.objects.get(pk=people[0].pk)
    assert actions.undo_leave(back, now=now + LATER)
    assert queries.group_of(back).id == seat
    assert back.waiting_since is None
    assert Membership.objects.filter(enrolment=back).count() == 2
    assert not actions.undo_leave(back, now=now + LATER)


@pytest.mark.parametrize("gone", ["full", "closed"])
def test_undo_without_a_seat_left_stands_in_line(run, now, gone):
    people = grouped(run, 10, now, state="learning")
    run.refresh_from_db()
    type(run).objects.update(state="running")
    actions.leave(people[0], now=now)
    if gone == "full":
        latecomer(run, now)
        actions.place_waiting(now=now)
    else:
        Group.objects.update(state=Group.State.CLOSED)
    back = Enrolment.objects.get(pk=people[0].pk)
    actions.undo_leave(back, now=now + LATER)
    assert queries.group_of(back) is None
    assert Enrolment.objects.get(pk=back.pk).waiting_since == now + LATER


def test_a_soloist_joins_with_one_button(run, now):
    grouped(run, 6, now)
    type(run).objects.update(state="running")
    solo = crowd(run, 1, now, prefix="solo", state="learning", company="alone", ready_at=None)[0]
    assert actions.join_a_group(solo, now=now)
    assert (solo.company, solo.waiting_since) == ("write", now)
    assert not actions.join_a_group(solo, now=now + LATER)
    actions.place_waiting(now=now)
    assert queries.group_of(solo)
    assert not actions.join_a_group(solo, now=now + LATER)


def test_a_wish_to_meet_is_kept(run, now):
    solo = crowd(run, 1, now, state="learning", company="meet", ready_at=None)[0]
    actions.join_a_group(solo, now=now)
    assert Enrolment.objects.get(pk=solo.pk).company == "meet"


def test_asking_before_groups_are_made_is_saying_to_be_in(run, now):
    silent = crowd(run, 1, now, state="confirmed", company="alone", ready_at=None)[0]
    assert actions.join_a_group(silent, now=now)
    assert (silent.state, silent.ready_at, silent.waiting_since) == ("ready", now, now)
    assert [learner.id for learner in queries.candidates(run, "write")] == [silent.pk]


@pytest.mark.parametrize("state", ["pending", "expired", "left", "paused", "finished"])
def test_who_is_not_in_the_run_cannot_join_a_group(run, now, state):
    person = crowd(run, 1, now, state=state)[0]
    assert not actions.join_a_group(person, now=now)
