from datetime import UTC, date, datetime, timedelta

import pytest

from mooc.delivery.models import Delivery
from mooc.people.errors import BadZone
from mooc.runs import actions
from mooc.runs.errors import AlreadyThere, BadAnswer, SignUpIsClosed
from mooc.runs.models import Run

from .stage import join, make_run, send

pytestmark = pytest.mark.django_db

DURING = datetime(2026, 12, 23, 12, tzinfo=UTC)


@pytest.fixture
def bob(run, now):
    return join(run, "bob@example.org", now, company="meet", answers={"expertise": "none"})


@pytest.fixture
def learning(bob):
    actions.say_ready(bob, now=DURING - timedelta(days=8))
    actions.keep_time(now=DURING)
    bob.refresh_from_db()
    bob.run.refresh_from_db()
    return bob


def test_leaving_can_be_undone(bob, now):
    assert actions.leave_run(bob, now=now)
    assert not actions.leave_run(bob, now=now)
    bob.refresh_from_db()
    assert (bob.state, bob.left_from, bob.left_at) == ("left", "confirmed", now)
    assert actions.undo_leave_run(bob, now=now)
    assert not actions.undo_leave_run(bob, now=now)
    bob.refresh_from_db()
    assert (bob.state, bob.left_at) == ("confirmed", None)


def test_who_comes_back_during_the_run_stands_in_line(learning):
    actions.leave_run(learning, now=DURING)
    actions.undo_leave_run(learning, now=DURING)
    learning.refresh_from_db()
    assert (learning.state, learning.waiting_since) == ("learning", DURING)


def test_who_left_gets_no_mail(bob, now):
    actions.keep_time(now=now + timedelta(days=21))
    actions.leave_run(bob, now=now)
    assert send(now + timedelta(days=21)) == []


def test_mail_stops_and_starts(bob, now):
    assert actions.stop_mail(bob, now=now)
    assert not actions.stop_mail(bob, now=now)
    actions.keep_time(now=now + timedelta(days=21))
    assert send(now + timedelta(days=21)) == []
    assert actions.start_mail(bob, now=now)
    assert not actions.start_mail(bob, now=now)
    bob.refresh_from_db()
    assert (bob.state, bob.mail_stopped_at) == ("confirmed", None)


def states(enrolment, kind):
    rows = Delivery.objects.filter(recipient=enrolment.pk, mailing__kind=kind).order_by("id")
    return [(copy.get_state_display(), copy.answer) for copy in rows]


def kind_that_waits(bob, now):
    actions.keep_time(now=now)
    waiting = Delivery.objects.filter(recipient=bob.pk, state=Delivery.State.PENDING).order_by("-id")
    return waiting.exclude(mailing__kind="confirm").first().mailing.kind


def test_who_stops_or_leaves_is_not_written_to_by_what_waits_already_and_may_think_again(bob, now):
    asked = now + timedelta(days=21)
    kind = kind_that_waits(bob, asked)
    actions.stop_mail(bob, now=asked)
    assert states(bob, kind) == [("suppressed", "the learner stopped the mail of this run")]
    actions.start_mail(bob, now=asked)
    assert states(bob, kind) == [("pending", "")]
    actions.leave_run(bob, now=asked)
    assert states(bob, kind) == [("suppressed", "the learner left the run")]
    actions.undo_leave_run(bob, now=asked)
    assert states(bob, kind) == [("pending", "")]
    assert len(send(asked)) > 0


def test_editing_changes_what_is_given(bob, now):
    actions.edit_enrolment(bob, now=now, name="Robert", zone="America/St_Johns", send_hour=7)
    actions.edit_enrolment(
        bob, now=now, availability={"sat": ["08:00-12:00"]}, answers={"style": "try"}, hours_a_week=3
    )
    bob.refresh_from_db()
    assert (bob.person.name, bob.person.zone, bob.send_hour) == ("Robert", "America/St_Johns", 7)
    assert (bob.availability, bob.hours_a_week) == ({"sat": ["08:00-12:00"]}, 3)
    assert bob.answers == {"expertise": "none", "style": "try"}
    actions.edit_enrolment(bob, now=now, send_hour=None, availability=None)
    bob.refresh_from_db()
    assert (bob.send_hour, bob.availability, bob.company) == (None, None, "meet")


def test_editing_refuses_nonsense_whole(bob, now):
    with pytest.raises(BadZone):
        actions.edit_enrolment(bob, now=now, zone="Here", send_hour=7)
    with pytest.raises(BadAnswer):
        actions.edit_enrolment(bob, now=now, name="Robert", send_hour=25)
    bob.refresh_from_db(), bob.person.refresh_from_db()
    assert (bob.send_hour, bob.person.name) == (None, "Bob")


def test_wanting_a_group_after_all_gives_a_place_in_line(learning):
    actions.edit_enrolment(learning, now=DURING, company="alone")
    assert learning.waiting_since is None
    actions.edit_enrolment(learning, now=DURING, company="write")
    learning.refresh_from_db()
    assert (learning.company, learning.waiting_since) == ("write", DURING)


def test_moving_takes_along_what_was_said(bob, now):
    other = make_run(now, name="Knots, spring", starts_date=date(2027, 2, 1))
    moved = actions.move_learner(bob, other, now=now)
    bob.refresh_from_db()
    assert (bob.state, moved.run_id, moved.state) == ("left", other.pk, "confirmed")
    assert (moved.company, moved.answers) == ("meet", {"expertise": "none"})
    actions.sign_up(run=other, email="eve@example.org", now=now)
    assert actions.move_learner(moved, bob.run, now=now).pk == bob.pk
    bob.refresh_from_db()
    assert bob.state == "confirmed"


def test_moving_to_where_he_is_or_where_nobody_may_is_refused(bob, now):
    other = make_run(now, name="Knots, spring")
    join(other, "bob@example.org", now)
    with pytest.raises(AlreadyThere, match="knots-spring"):
        actions.move_learner(bob, other, now=now)
    Run.objects.filter(pk=other.pk).update(state="finished")
    other.refresh_from_db()
    with pytest.raises(SignUpIsClosed):
        actions.move_learner(bob, other, now=now)
    pending = actions.sign_up(run=bob.run, email="eve@example.org", now=now)
    with pytest.raises(BadAnswer, match="not confirmed"):
        actions.move_learner(pending, make_run(now), now=now)
    bob.refresh_from_db()
    assert bob.state == "confirmed"


def test_removing_is_leaving_by_another_s_word(bob, now):
    assert actions.remove_learner(bob, now=now)
    assert not actions.remove_learner(bob, now=now)
    bob.refresh_from_db()
    assert bob.state == "left"
