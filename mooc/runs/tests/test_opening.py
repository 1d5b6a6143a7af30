from datetime import date, timedelta

import pytest

from mooc.courses.errors import NoSuchCourse
from mooc.delivery.models import Delivery, Mailing
from mooc.people.actions import meet
from mooc.runs import actions
from mooc.runs.errors import BadDates, BadRules, RunError, RunIsOver
from mooc.runs.links import run_address
from mooc.runs.models import Run
from mooc.runs.queries import may_organise

from .stage import copies, join, make_run, make_version, send

pytestmark = pytest.mark.django_db


def test_dates_left_out_follow_from_the_start(run):
    assert (run.ready_asked_date, run.groups_formed_date) == (date(2026, 12, 14), date(2026, 12, 19))
    assert (run.sign_up_closes_date, run.ends_date) == (date(2026, 12, 18), date(2027, 1, 10))
    assert (run.state, run.minimum_age, run.slug) == ("open", 14, "knots-winter")


def test_a_run_at_short_notice_moves_its_steps_together(now):
    run = make_run(now, starts_date=date(2026, 11, 24))
    assert run.ready_asked_date == date(2026, 11, 23)
    assert run.groups_formed_date == date(2026, 11, 24)
    today = make_run(now, starts_date=date(2026, 11, 23))
    assert (
        today.groups_formed_date == today.ready_asked_date == today.sign_up_closes_date == today.starts_date
    )


def test_groups_wait_for_a_late_closing(now):
    run = make_run(now, sign_up_closes_date=date(2026, 12, 20))
    assert run.groups_formed_date == date(2026, 12, 21)
    during = make_run(now, sign_up_closes_date=date(2026, 12, 30))
    assert during.groups_formed_date == date(2026, 12, 19)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_date": date(2026, 11, 22)}, "start on 2026-11-22, which is past"),
        ({"starts_date": date(2066, 1, 1)}, "more than three years"),
        ({"sign_up_closes_date": date(2026, 11, 22)}, "close on 2026-11-22, which is past"),
        ({"sign_up_closes_date": date(2027, 6, 1)}, "after the run ends"),
        ({"ready_asked_date": date(2026, 12, 20)}, ""),
        ({"ready_asked_date": date(2026, 12, 25)}, "asked"),
        ({"groups_formed_date": date(2026, 12, 22)}, "after the run starts"),
    ],
)
def test_dates_that_make_no_run_are_refused_with_the_reason(now, changes, said):
    if not said:
        assert make_run(now, **changes).groups_formed_date == date(2026, 12, 21)
        return
    with pytest.raises(BadDates, match=said):
        make_run(now, **changes)
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"name": "  "}, {"name": "x" * 121}, {"send_hour": 24}, {"minimum_age": 120}]
)
def test_it_refuses_nonsense(now, changes):
    with pytest.raises(RunError):
        make_run(now, **changes)


def test_an_unknown_course_is_refused_with_those_there_are(run, now):
    with pytest.raises(NoSuchCourse, match="knots"):
        make_run(now, course="knoten")


@pytest.mark.parametrize("rules", ["[[[", "[size]\nminimum = 9\nmaximum = 3\n", "unheard_of = 1"])
def test_rules_are_read_before_they_are_kept(now, rules):
    with pytest.raises(BadRules):
        make_run(now, rules=rules)


def test_slugs_come_from_names_and_are_never_taken_twice(run, now):
    assert make_run(now).slug == "knots-winter-2"
    assert make_run(now).slug == "knots-winter-3"
    assert make_run(now, name="繩結").slug == "knots-2026-12"
    long = make_run(now, name="Knots " * 20)
    assert len(run_address(long.slug).split("@")[0]) <= 64


def test_who_opens_a_run_looks_after_it(now):
    alice, charlie = meet(email="alice@example.org", now=now), meet(email="charlie@example.org", now=now)
    run = make_run(now, by=alice)
    assert may_organise(alice, run)
    assert not may_organise(charlie, run)


def test_a_moved_start_moves_all_dates_not_given(run, now):
    actions.edit_run(
        run, now=now, starts_date=date(2027, 1, 4), sign_up_closes_date=date(2026, 12, 31), name="Later"
    )
    run.refresh_from_db()
    assert (run.starts_date, run.sign_up_closes_date) == (date(2027, 1, 4), date(2026, 12, 31))
    assert (run.ready_asked_date, run.groups_formed_date) == (date(2026, 12, 28), date(2027, 1, 2))
    assert (run.ends_date, run.slug, run.name) == (date(2027, 1, 24), "knots-winter", "Later")


def test_a_start_that_has_come_stays(run, now):
    actions.keep_time(now=now + timedelta(days=28))
    run.refresh_from_db()
    with pytest.raises(BadDates, match="started on 2026-12-21"):
        actions.edit_run(run, now=now + timedelta(days=28), starts_date=date(2027, 1, 4))
    actions.edit_run(run, now=now + timedelta(days=28), send_hour=9)


def test_later_dates_open_sign_up_and_ask_again_only_who_was_not_asked(run, now):
    bob = join(run, "bob@example.org", now)
    closed = now + timedelta(days=26)
    actions.keep_time(now=closed)
    run.refresh_from_db()
    assert (run.state, run.ready_asked_at) == ("matching", closed)
    actions.edit_run(run, now=closed, starts_date=date(2027, 1, 18))
    run.refresh_from_db()
    assert (run.state, run.ready_asked_at) == ("open", None)
    ana = join(run, "ana@example.org", closed)
    actions.keep_time(now=now + timedelta(days=49))
    assert copies("enrolment-ready") == [bob.pk, ana.pk]


def test_cancelling_stops_what_waits_and_tells_who_confirmed(run, now):
    bob = join(run, "bob@example.org", now)
    send(now)
    actions.sign_up(run=run, email="pending@example.org", now=now)
    assert actions.cancel_run(run, now=now)
    assert not actions.cancel_run(run, now=now)
    assert copies("run-cancelled") == [bob.pk]
    assert send(now) == []
    soon = now + timedelta(minutes=10)
    assert [letter.subject for letter in send(soon)] == ["Knots, winter is cancelled"]
    assert not Delivery.objects.filter(state=Delivery.State.PENDING).exists()
    assert set(Mailing.objects.exclude(kind="run-cancelled").values_list("state", flat=True)) == {"cancelled"}
    with pytest.raises(RunIsOver):
        actions.edit_run(run, now=now, name="Again")


def test_a_new_version_moves_unfinished_runs_on(run, now):
    done = make_run(now, name="Done")
    Run.objects.filter(pk=done.pk).update(state=Run.State.FINISHED)
    version = make_version(now, weeks=4)
    assert [row.pk for row in actions.adopt_version(version, now=now)] == [run.pk]
    assert actions.adopt_version(version, now=now) == []
    run.refresh_from_db(), done.refresh_from_db()
    assert (run.version_id, run.ends_date) == (version.pk, date(2027, 1, 17))
    assert done.version_id != version.pk
