from datetime import UTC, date, datetime, timedelta

import pytest

from mooc.journal.models import Fact
from mooc.runs import actions
from mooc.runs.models import Enrolment, Run

from .stage import join, make_run, send

pytestmark = pytest.mark.django_db

STARTS = datetime(2026, 12, 20, 10, tzinfo=UTC)  # 21 December begins in Kiritimati


def state_of(row):
    row.refresh_from_db()
    return row.state


def at(*when):
    return datetime(*when, tzinfo=UTC)


def test_sign_up_closes_when_the_day_is_over_everywhere(run):
    actions.keep_time(now=at(2026, 12, 19, 11, 59))
    assert state_of(run) == "open"
    actions.keep_time(now=at(2026, 12, 19, 12))
    assert state_of(run) == "matching"


def test_a_run_begins_where_the_day_begins_first(run, now):
    bob, pending = join(run, "bob@example.org", now), actions.sign_up(run=run, email="p@example.org", now=now)
    ready = join(run, "ready@example.org", now)
    actions.say_ready(ready, now=now)
    actions.keep_time(now=STARTS - timedelta(seconds=1))
    assert state_of(run) == "matching"
    actions.keep_time(now=STARTS)
    assert state_of(run) == "running"
    assert (state_of(bob), bob.began_at, bob.ready_at) == ("learning", STARTS, None)
    assert (state_of(ready), ready.began_at) == ("learning", STARTS)
    assert state_of(pending) == "expired"


def test_a_worker_that_was_down_still_begins_the_run_at_its_start(run, now):
    bob = join(run, "bob@example.org", now)
    actions.keep_time(now=STARTS + timedelta(days=2))
    assert (state_of(bob), bob.began_at) == ("learning", STARTS)


def test_a_run_ends_when_the_last_day_is_over_everywhere(run, now):
    bob, left = join(run, "bob@example.org", now), join(run, "left@example.org", now)
    actions.keep_time(now=STARTS)
    left.refresh_from_db()
    actions.leave_run(left, now=STARTS)
    send(STARTS)
    actions.keep_time(now=at(2027, 1, 11, 11, 59))
    assert state_of(run) == "running"
    end = at(2027, 1, 11, 12)
    actions.keep_time(now=end)
    assert (state_of(run), state_of(bob), bob.waiting_since, state_of(left)) == (
        "finished",
        "finished",
        None,
        "left",
    )
    actions.undo_leave_run(left, now=end)
    assert state_of(left) == "finished"
    assert send(end) == []  # organisers may look at it first
    assert [letter.subject for letter in send(end + timedelta(minutes=10))] == ["farewell: Knots, winter"]


def test_every_change_happens_once(run, now):
    join(run, "bob@example.org", now)
    for when in (at(2026, 12, 14), STARTS, at(2027, 1, 11, 12)):
        assert actions.keep_time(now=when) > 0
        assert actions.keep_time(now=when) == 0
    for kind in ("run began", "began", "run finished", "finished"):
        assert Fact.objects.filter(kind=kind).count() == 1, kind


def test_a_run_that_nobody_swept_goes_its_whole_way_at_once(run, now):
    bob = join(run, "bob@example.org", now)
    actions.keep_time(now=at(2027, 3, 1))
    assert (state_of(run), state_of(bob)) == ("finished", "finished")


def test_an_empty_run_lives_and_ends(run):
    for when in (at(2026, 12, 14), STARTS, at(2027, 1, 11, 12)):
        actions.keep_time(now=when)
    assert state_of(run) == "finished"


def test_runs_on_the_same_server_keep_their_own_time(run, now):
    other = make_run(now, name="Later", starts_date=date(2027, 1, 4))
    actions.keep_time(now=STARTS)
    assert (state_of(run), state_of(other)) == ("running", "open")


def test_nothing_due_costs_few_statements_whatever_the_number_of_runs(
    run, now, django_assert_max_num_queries
):
    for number in range(3):
        make_run(now, name=f"Run {number}")
    Enrolment.objects.all().delete()
    asked = at(2026, 12, 14)
    actions.keep_time(now=asked)
    with django_assert_max_num_queries(12):
        actions.keep_time(now=asked)
    assert Run.objects.filter(state="open").count() == 4
