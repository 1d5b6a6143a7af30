from datetime import timedelta

import pytest

from mooc.runs import actions
from mooc.runs.models import Enrolment
from mooc.runs.tokens import sign

from .stage import copies, join, send

pytestmark = pytest.mark.django_db


def test_everybody_who_confirmed_is_asked_once(run, now):
    bob, ana = join(run, "bob@example.org", now), join(run, "ana@example.org", now, company="alone")
    actions.sign_up(run=run, email="pending@example.org", now=now)
    gone = join(run, "gone@example.org", now)
    actions.leave_run(gone, now=now)
    send(now)
    asked = now + timedelta(days=21)
    actions.keep_time(now=asked - timedelta(days=1))
    assert copies("enrolment-ready") == []
    actions.keep_time(now=asked)
    actions.keep_time(now=asked + timedelta(hours=1))
    assert copies("enrolment-ready") == [bob.pk, ana.pk]
    to_bob, to_ana = send(asked)
    assert to_bob.subject == "Are you in? Knots, winter starts on Monday 21 December 2026"
    assert sign("ready", bob.pk) in to_bob.text
    assert "Hello Bob," in to_bob.text and "Saturday 19 December 2026" in to_bob.text
    assert "learn alone" in to_ana.text


def test_the_question_can_be_looked_at_before_its_day_and_leaves_when_that_begins(run, now):
    bob = join(run, "bob@example.org", now)
    send(now)
    day = (now + timedelta(days=21)).replace(hour=0, minute=0)
    actions.keep_time(now=day - timedelta(minutes=11))
    assert copies("enrolment-ready") == []
    actions.keep_time(now=day - timedelta(minutes=10))
    assert copies("enrolment-ready") == [bob.pk]
    assert send(day - timedelta(minutes=1)) == []
    assert len(send(day)) == 1


def test_saying_yes_makes_ready_once(run, now):
    bob = join(run, "bob@example.org", now)
    asked = now + timedelta(days=21)
    assert actions.say_ready(bob, now=asked)
    assert not actions.say_ready(bob, now=asked + timedelta(hours=1))
    bob.refresh_from_db()
    assert (bob.state, bob.ready_at, bob.waiting_since) == ("ready", asked, None)


def test_who_says_yes_before_it_goes_out_is_not_asked(run, now):
    bob = join(run, "bob@example.org", now)
    send(now)
    actions.keep_time(now=now + timedelta(days=21))
    actions.say_ready(bob, now=now + timedelta(days=21))
    assert send(now + timedelta(days=21)) == []


def test_saying_yes_after_groups_are_made_gives_a_place_in_line(run, now):
    bob, sam = join(run, "bob@example.org", now), join(run, "sam@example.org", now, company="alone")
    during = now + timedelta(days=30)
    actions.keep_time(now=during)
    for enrolment in (bob, sam):
        enrolment = Enrolment.objects.get(pk=enrolment.pk)
        assert actions.say_ready(enrolment, now=during)
    bob.refresh_from_db(), sam.refresh_from_db()
    assert (bob.state, bob.waiting_since) == ("learning", during)
    assert (sam.state, sam.waiting_since) == ("learning", None)


@pytest.mark.parametrize("state", ["pending", "expired", "left", "finished"])
def test_who_is_not_in_cannot_say_yes(run, now, state):
    bob = join(run, "bob@example.org", now)
    Enrolment.objects.filter(pk=bob.pk).update(state=state)
    assert not actions.say_ready(bob, now=now)


def test_asking_is_one_set_of_statements_whatever_the_number(run, now, django_assert_max_num_queries):
    for number in range(5):
        join(run, f"bob{number}@example.org", now)
    with django_assert_max_num_queries(11):
        actions.ask_ready(run, now=now)
    assert len(copies("enrolment-ready")) == 5
