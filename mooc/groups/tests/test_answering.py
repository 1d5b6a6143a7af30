"""Changing one's group: asked with one button, answered with a seat that fits, and never back."""

from datetime import UTC, datetime, timedelta

import pytest

from mooc.groups import actions
from mooc.groups.errors import NotNow
from mooc.groups.living.ties import left_behind
from mooc.groups.models import ChangeWish, Group, GroupChange, Membership
from mooc.journal.models import Fact
from mooc.runs.models import Run
from mooc.runs.tests.stage import copies

from .living_stage import DAYS, group_of, place
from .stage import EVENINGS

LATER = datetime(2027, 1, 11, 12, tzinfo=UTC)


@pytest.fixture
def late(run):
    """Three weeks after the beginning of the run."""
    return LATER


def ask(enrolment, at, reason=""):
    enrolment.refresh_from_db()
    return actions.ask_for_another_group(enrolment, reason=reason, now=at)


def test_who_asks_gets_a_seat_in_another_group_and_both_sides_are_told(run, late):
    old, people = group_of(run, 7, late, prefix="o", active=3)
    new, there = group_of(run, 6, late, prefix="n", active=4)
    ask(people[0], late, "Somebody shouts.")
    assert actions.answer_wishes(now=late) == 1
    assert place(people[0]) == new
    assert copies("moved") == [people[0].pk]
    assert copies("company") == [person.pk for person in there]
    wish = ChangeWish.objects.get()
    assert (wish.state, wish.group, wish.settled_at) == ("granted", old, late)
    change = GroupChange.objects.get()
    assert (change.kind, change.state) == ("wish", "confirmed")
    assert actions.answer_wishes(now=late) == 0


def test_the_reason_is_nowhere_but_with_the_wish(run, late):
    _, people = group_of(run, 7, late, prefix="o", active=3)
    group_of(run, 6, late, prefix="n", active=4)
    ask(people[0], late, "Somebody shouts.")
    actions.answer_wishes(now=late)
    said = [str(fact.detail) for fact in Fact.objects.all()] + [
        change.why for change in GroupChange.objects.all()
    ]
    said += list(Membership.objects.values_list("cause", flat=True))
    assert "shouts" not in " ".join(said)


def test_asking_twice_is_asking_once(run, late):
    _, people = group_of(run, 7, late, prefix="o")
    assert ask(people[0], late) == ask(people[0], late)
    assert ChangeWish.objects.count() == 1


def test_where_no_seat_fits_the_wish_is_kept_and_looked_at_again(run, late, django_assert_max_num_queries):
    _, people = group_of(run, 7, late, prefix="o")
    ask(people[0], late)
    assert actions.answer_wishes(now=late) == 0
    with django_assert_max_num_queries(1):
        assert actions.answer_wishes(now=late + timedelta(minutes=9)) == 0
    new, _ = group_of(run, 6, late, prefix="n")
    assert actions.answer_wishes(now=late + timedelta(minutes=10)) == 1
    assert place(people[0]) == new


def test_nobody_goes_back_to_those_he_left(run, late):
    old, people = group_of(run, 6, late, prefix="o", active=3)
    new, _ = group_of(run, 6, late, prefix="n", active=4)
    ask(people[0], late)
    actions.answer_wishes(now=late)
    with pytest.raises(NotNow, match="from 25 January on you can ask again"):
        ask(people[0], late + DAYS)
    ask(people[0], late + 14 * DAYS)
    assert actions.answer_wishes(now=late + 14 * DAYS) == 0
    assert place(people[0]) == new
    assert left_behind(run) == {people[0].pk: {person.pk for person in people[1:]}}
    third, _ = group_of(run, 9, late, prefix="t")
    assert actions.answer_wishes(now=late + 15 * DAYS) == 1
    assert place(people[0]) == third != old


def test_a_merge_does_not_bring_them_together_again(run, late):
    actions.set_policy(run, now=late, merges="automatic", regroups="off")
    _, people = group_of(run, 6, late, prefix="o", active=2)
    new, _ = group_of(run, 6, late, prefix="n", active=4)
    ask(people[2], late)
    actions.answer_wishes(now=late)
    assert place(people[2]) == new
    assert actions.tend_groups(now=late) == 0


def test_it_can_be_taken_back(run, late):
    actions.set_policy(run, now=late, wishes="propose")
    old, people = group_of(run, 7, late, prefix="o")
    group_of(run, 6, late, prefix="n")
    ask(people[0], late)
    assert actions.answer_wishes(now=late) == 1
    assert actions.answer_wishes(now=late + DAYS) == 0
    assert actions.take_back_wish(people[0], now=late)
    assert not actions.take_back_wish(people[0], now=late)
    assert GroupChange.objects.get().state == "outdated"
    assert place(people[0]) == old


def test_an_organiser_may_want_to_see_it_first_and_say_no(run, late):
    actions.set_policy(run, now=late, wishes="propose")
    old, people = group_of(run, 7, late, prefix="o")
    group_of(run, 6, late, prefix="n")
    ask(people[0], late)
    actions.answer_wishes(now=late)
    assert place(people[0]) == old
    actions.dismiss_change(GroupChange.objects.get(), now=late)
    assert ChangeWish.objects.get().state == "declined"
    with pytest.raises(NotNow, match="You asked for another group on 11 January"):
        ask(people[0], late + DAYS)


def test_the_door_can_be_shut(run, late):
    _, people = group_of(run, 7, late, prefix="o")
    actions.set_policy(run, now=late, wishes="off")
    with pytest.raises(NotNow, match="Write to the organisers"):
        ask(people[0], late)
    actions.set_policy(run, now=late, wishes="automatic")
    Run.objects.update(state="finished")
    people[0].run.refresh_from_db()
    with pytest.raises(NotNow, match="is over"):
        ask(people[0], late)


def test_who_has_no_group_has_none_to_change(run, late):
    _, people = group_of(run, 7, late, prefix="o")
    actions.leave(people[0], now=late)
    with pytest.raises(NotNow, match="in no group"):
        ask(people[0], late)


def test_who_left_the_run_meanwhile_is_left_alone(run, late):
    _, people = group_of(run, 7, late, prefix="o")
    group_of(run, 6, late, prefix="n")
    ask(people[0], late)
    actions.leave(people[0], now=late)
    assert actions.answer_wishes(now=late) == 0
    assert ChangeWish.objects.get().state == "withdrawn"


def test_who_writes_is_not_put_among_those_who_meet_and_who_meets_where_hours_are_common(run, late):
    group_of(run, 5, late, prefix="m", mode="meet", availability=EVENINGS)
    _, people = group_of(run, 7, late, prefix="o", availability=EVENINGS)
    ask(people[0], late)
    assert actions.answer_wishes(now=late) == 0
    _, meeting = group_of(run, 7, late, prefix="x", mode="meet", availability=EVENINGS)
    ask(meeting[0], late)
    assert actions.answer_wishes(now=late) == 1
    assert place(meeting[0]) == Group.objects.get(number=1)


def test_alive_groups_come_before_quiet_ones(run, late):
    _, people = group_of(run, 7, late, prefix="o")
    quiet, _ = group_of(run, 5, late, prefix="q")
    Group.objects.filter(pk=quiet.pk).update(state="quiet")
    alive, _ = group_of(run, 9, late, prefix="a")
    ask(people[0], late)
    actions.answer_wishes(now=late)
    assert place(people[0]) == alive


def test_the_last_one_to_leave_closes_the_group(run, late):
    old, people = group_of(run, 3, late, prefix="o")
    group_of(run, 6, late, prefix="n")
    for person in people[1:]:
        actions.leave(person, now=late)
    ask(people[0], late)
    actions.answer_wishes(now=late)
    old.refresh_from_db()
    assert (old.state, old.successor) == ("closed", None)
