"""Open seats and who is put into them."""

from datetime import timedelta

import pytest

from mooc.delivery.models import Delivery
from mooc.groups import actions, queries
from mooc.groups.models import Group, Membership
from mooc.runs.models import Enrolment, Run
from mooc.runs.tests.stage import copies, make_run

from .stage import EVENINGS, crowd, grouped, latecomer


def test_a_latecomer_gets_the_open_seat_and_everybody_is_told(run, now):
    people = grouped(run, 6, now)
    late = latecomer(run, now)
    assert actions.place_waiting(now=now) == 1
    card = queries.group_of(late)
    assert len(card.members) == 7
    late.refresh_from_db()
    assert late.waiting_since is None
    assert Membership.objects.get(enrolment=late).cause.startswith("open seat, write")
    assert late.pk in copies("welcome")
    assert copies("newcomer") == [person.pk for person in people]


def test_a_latecomer_is_welcomed_at_once_and_announced_when_the_others_know_their_group(run, now):
    grouped(run, 6, now)
    late = latecomer(run, now)
    soon, later = now + timedelta(minutes=1), now + timedelta(minutes=10)
    actions.place_waiting(now=soon)
    copy = Delivery.objects.get(recipient=late.pk, mailing__kind="welcome")
    assert copy.not_before == soon
    assert set(_hours("newcomer")) == {later}
    Delivery.objects.all().delete()
    latecomer(run, now, prefix="later")
    actions.place_waiting(now=now + timedelta(days=1))
    assert set(_hours("newcomer")) == {now + timedelta(days=1)}


def _hours(kind):
    return Delivery.objects.filter(mailing__kind=kind).values_list("not_before", flat=True)


def test_a_second_sweep_finds_nothing_to_do(run, now, django_assert_num_queries):
    grouped(run, 6, now)
    latecomer(run, now)
    actions.place_waiting(now=now)
    with django_assert_num_queries(1):
        assert actions.place_waiting(now=now) == 0


def test_nobody_is_seated_before_groups_are_made(run, now):
    crowd(run, 6, now)
    latecomer(run, now)
    assert actions.place_waiting(now=now) == 0


def test_first_come_first_seated(run, now):
    grouped(run, 9, now)
    first, second = latecomer(run, now, prefix="first"), latecomer(run, now, prefix="second")
    Enrolment.objects.filter(pk=first.pk).update(waiting_since=now.replace(hour=11))
    assert actions.place_waiting(now=now) == 1
    assert queries.group_of(first)
    assert queries.group_of(second) is None
    assert list(queries.line_of(run)) == [second]


def test_a_group_that_lost_people_is_filled_first(run, now):
    people = grouped(run, 14, now)
    small = queries.group_of(people[0]).id
    mates = [person for person in people if queries.group_of(person).id == small]
    for person in mates[:4]:
        actions.leave(person, now=now)
    late = latecomer(run, now)
    actions.place_waiting(now=now)
    assert queries.group_of(late).id == small


def test_who_is_alone_with_his_language_joins_a_group_in_that_of_the_course(run, now):
    grouped(run, 6, now)
    guest = latecomer(run, now, language="es")
    assert actions.place_waiting(now=now) == 1
    assert queries.group_of(guest) is not None


def test_who_is_not_alone_with_his_language_gets_a_seat_where_it_is_spoken(run, now):
    grouped(run, 6, now)
    crowd(run, 7, now, prefix="es", language="es", state="learning", waiting_since=now)
    assert actions.place_waiting(now=now) == 7
    late = latecomer(run, now, language="es")
    actions.place_waiting(now=now)
    assert Group.objects.get(pk=queries.group_of(late).id).language == "es"


def test_closed_groups_take_nobody(run, now):
    grouped(run, 6, now)
    Group.objects.update(state=Group.State.CLOSED)
    latecomer(run, now)
    assert actions.place_waiting(now=now) == 0


def test_who_wants_to_meet_is_seated_where_hours_are_common(run, now):
    grouped(run, 5, now, company="meet", availability=EVENINGS)
    near = latecomer(run, now, company="meet", availability=EVENINGS)
    far = latecomer(run, now, prefix="far", company="meet", availability=EVENINGS, zone="Pacific/Honolulu")
    actions.place_waiting(now=now)
    assert queries.group_of(near).mode == "meet"
    assert queries.group_of(far) is None


def test_who_wants_to_meet_and_cannot_writes(run, now):
    crowd(run, 6, now, prefix="w")
    grouped(run, 5, now, company="meet", availability=EVENINGS)
    far = latecomer(run, now, company="meet", availability=EVENINGS, zone="Pacific/Honolulu")
    actions.place_waiting(now=now)
    assert queries.group_of(far).mode == "write"


def test_who_wants_to_write_is_never_put_among_those_who_meet(run, now):
    grouped(run, 5, now, company="meet", availability=EVENINGS)
    latecomer(run, now, availability=EVENINGS)
    assert actions.place_waiting(now=now) == 0


def test_enough_people_in_line_make_a_group_of_their_own(run, now):
    grouped(run, 10, now)
    crowd(run, 7, now, prefix="late", state="learning", waiting_since=now)
    assert actions.place_waiting(now=now) == 7
    group = Group.objects.get(number=2)
    assert "from the line" in Membership.objects.filter(group=group).first().cause
    assert len(copies("welcome")) == 17


def test_two_newcomers_of_one_sweep_make_one_mail(run, now):
    people = grouped(run, 6, now)
    for prefix in ("a", "b"):
        latecomer(run, now, prefix=prefix)
    assert actions.place_waiting(now=now) == 2
    assert copies("newcomer") == [person.pk for person in people]


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_about_as_many_statements_for_thirty_as_for_one(
    run, now, count, django_assert_max_num_queries
):
    grouped(run, 48, now)
    crowd(run, count, now, prefix="late", state="learning", waiting_since=now)
    groups = Group.objects.count()
    with django_assert_max_num_queries(60 + 8 * groups):
        assert actions.place_waiting(now=now) == count


def test_runs_do_not_mix_and_bad_rules_of_one_do_not_stop_the_other(run, now):
    grouped(run, 6, now)
    other = make_run(now, name="Other knots")
    grouped(other, 6, now, prefix="o")
    Run.objects.filter(pk=run.pk).update(rules="[size")
    latecomer(run, now)
    late = latecomer(other, now, prefix="lo")
    assert actions.place_waiting(now=now) == 1
    assert queries.group_of(late)
