from datetime import UTC, date, datetime, timedelta

import pytest

from mooc.people.actions import add_organiser
from mooc.runs import actions, queries
from mooc.runs.dates import Door, door
from mooc.runs.errors import NoSuchLearner, NoSuchRun
from mooc.runs.models import Enrolment, Run

from .stage import join, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def spring(run, now):
    return make_run(now, name="Knots, spring", starts_date=date(2027, 2, 1))


def test_a_run_is_found_by_its_slug_or_the_nearest_is_named(run):
    assert queries.run_of("knots-winter") == run
    with pytest.raises(NoSuchRun, match="Did you mean knots-winter"):
        queries.run_of("knots-wintr")


def test_the_landing_page_says_whether_sign_up_is_possible(run, spring, now, django_assert_num_queries):
    queries.landing(run.slug, now=now)
    with django_assert_num_queries(2):
        found = queries.landing(run.slug, now=now)
    assert (found.door, found.next_run, len(found.course.weeks)) == (Door.OPEN, spring, 3)
    late = queries.landing(run.slug, now=datetime(2026, 12, 20, tzinfo=UTC))
    assert (late.door, late.next_run) == (Door.LATE, spring)
    over = queries.landing(run.slug, now=datetime(2027, 1, 12, tzinfo=UTC))
    assert (over.door, over.next_run) == (Door.CLOSED, spring)
    assert queries.landing(spring.slug, now=datetime(2027, 2, 28, tzinfo=UTC)).next_run is None


def test_a_draft_is_nobody_s_business(run, now):
    Run.objects.update(state="draft")
    with pytest.raises(NoSuchRun):
        queries.landing(run.slug, now=now)


def test_open_runs_begin_with_those_whose_groups_are_still_to_be_made(
    run, spring, now, django_assert_num_queries
):
    during = datetime(2026, 12, 23, tzinfo=UTC)
    actions.keep_time(now=during)
    with django_assert_num_queries(1):
        assert queries.open_runs(now=during) == [spring, run]
    Run.objects.filter(pk=spring.pk).update(state="cancelled")
    assert queries.open_runs(now=during) == [run]
    assert queries.open_runs(now=datetime(2027, 1, 12, tzinfo=UTC)) == []


def test_the_numbers_of_many_runs_are_one_statement(run, spring, now, django_assert_num_queries):
    join(run, "bob@example.org", now)
    ready = join(run, "ready@example.org", now, company="alone")
    actions.say_ready(ready, now=now)
    gone = join(run, "gone@example.org", now)
    actions.leave_run(gone, now=now)
    actions.sign_up(run=run, email="pending@example.org", now=now)
    with django_assert_num_queries(1):
        numbers = queries.run_numbers([run, spring])
    of = numbers[run.pk]
    assert (of.sign_ups, of.pending, of.confirmed, of.ready, of.left) == (4, 1, 3, 1, 1)
    assert (of.wants_group, of.alone, of.waiting) == (1, 1, 0)
    assert numbers[spring.pk].sign_ups == 0


def test_learners_are_listed_searched_and_paged(run, now, django_assert_num_queries):
    for number in range(7):
        join(run, f"bob{number}@example.org", now + timedelta(minutes=number))
    actions.sign_up(run=run, email="ana@example.org", name="王小明", now=now)
    with django_assert_num_queries(2):
        first = queries.learner_list(run, size=5)
    assert (len(first.rows), first.total, first.pages) == (5, 8, 2)
    assert [row.email for row in queries.learner_list(run, size=5, page=99).rows][-1] == "bob6@example.org"
    assert [row.email for row in queries.learner_list(run, search="小明").rows] == ["ana@example.org"]
    assert queries.learner_list(run, search="BOB3@").rows[0].name == "Bob3"
    assert queries.learner_list(run, state="pending").total == 1
    assert queries.learner_list(run, search="nobody").rows == ()


def test_a_learner_is_found_by_his_address(run, now):
    bob = join(run, "bob@example.org", now)
    assert queries.learner_of(run, "BOB@example.org").pk == bob.pk
    with pytest.raises(NoSuchLearner, match=r"eve@example\.org"):
        queries.learner_of(run, "eve@example.org")


def test_a_run_without_organisers_of_its_own_is_everybody_s(run, now):
    add_organiser(email="alice@example.org", now=now)
    assert queries.organiser_addresses(run) == ["alice@example.org"]
    actions.add_run_organiser(run, email="ada@example.org", now=now)
    actions.add_run_organiser(run, email="ada@example.org", now=now)
    assert queries.organiser_addresses(run) == ["ada@example.org"]
    actions.remove_run_organiser(run, email="ada@example.org", now=now)
    assert queries.organiser_addresses(run) == ["alice@example.org"]


def test_a_run_is_found_by_its_address(run):
    assert queries.run_of_address("Run-knots-winter") == run
    assert queries.run_of_address("run-nothing") is None
    assert queries.run_of_address("postmaster") is None


def test_a_door_follows_the_days_of_the_earth(run):
    closes = datetime(2026, 12, 19, 12, tzinfo=UTC)
    assert door(run, closes - timedelta(seconds=1)) is Door.OPEN
    assert door(run, closes) is Door.LATE


def test_a_token_brings_everything_in_one_statement(run, now, django_assert_num_queries):
    from mooc.runs import tokens

    bob = join(run, "bob@example.org", now)
    token = tokens.sign("home", bob.pk)
    with django_assert_num_queries(1):
        found = tokens.enrolment_of("home", token)
        assert (found.person.name, found.run.course.slug) == ("Bob", "knots")
    Enrolment.objects.all().delete()
    with pytest.raises(tokens.BadToken):
        tokens.enrolment_of("home", token)
    with pytest.raises(LookupError):
        tokens.sign("fly", bob.pk)
