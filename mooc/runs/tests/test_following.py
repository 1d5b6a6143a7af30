from datetime import timedelta

import pytest

from mooc.people.errors import BadAddress
from mooc.runs import actions
from mooc.runs.models import Follower
from mooc.runs.tokens import sign

from .stage import make_run, send

pytestmark = pytest.mark.django_db


def test_a_visitor_hears_of_the_next_run_once_he_said_so(run, now):
    actions.follow_course(run.course, "Charlie@example.org", now=now)
    (letter,) = send(now)
    charlie = Follower.objects.get()
    assert sign("follow", charlie.pk) in letter.text
    make_run(now, name="Too early")
    assert send(now) == []
    assert actions.confirm_follow(charlie, now=now)
    assert not actions.confirm_follow(charlie, now=now)
    following = make_run(now, name="Knots, spring")
    (news,) = send(now)
    assert news.subject == "Knots, spring is open"
    assert f"/runs/{following.slug}/" in news.text
    assert sign("follow-stop", charlie.pk) in news.text


def test_asking_again_looks_the_same_and_fills_no_mailbox(run, now):
    for minutes in (0, 1, 2):
        actions.follow_course(run.course, "charlie@example.org", now=now + timedelta(minutes=minutes))
    assert len(send(now + timedelta(minutes=3))) == 1
    actions.confirm_follow(Follower.objects.get(), now=now)
    actions.follow_course(run.course, "charlie@example.org", now=now + timedelta(days=1))
    assert send(now + timedelta(days=1)) == []


def test_who_stopped_hears_nothing_and_may_ask_again(run, now):
    actions.follow_course(run.course, "charlie@example.org", now=now)
    send(now)
    charlie = Follower.objects.get()
    actions.confirm_follow(charlie, now=now)
    make_run(now, name="Planned before")
    assert actions.stop_following(charlie, now=now)
    assert not actions.stop_following(charlie, now=now)
    assert send(now) == []
    later = now + timedelta(days=30)
    actions.follow_course(run.course, "charlie@example.org", now=later)
    assert len(send(later)) == 1
    assert actions.confirm_follow(charlie, now=later)


def test_a_bad_address_is_refused(run, now):
    with pytest.raises(BadAddress):
        actions.follow_course(run.course, "charlie", now=now)
