"""Questions about groups, and how many statements their answers take."""

import pytest

from mooc.groups import actions, queries
from mooc.groups.errors import NoSuchGroup
from mooc.groups.models import Group
from mooc.runs.models import Enrolment

from .stage import crowd, grouped, latecomer


def test_wanting_are_those_who_said_so_and_have_none(run, now):
    wanting = crowd(run, 2, now)
    crowd(run, 1, now, prefix="alone", company="alone")
    crowd(run, 1, now, prefix="silent", state="confirmed", ready_at=None)
    crowd(run, 1, now, prefix="gone", state="left")
    crowd(run, 1, now, prefix="stopped", mail_stopped_at=now)
    crowd(run, 1, now, prefix="soloist", state="learning", ready_at=None)
    waiting = crowd(run, 1, now, prefix="waiting", state="learning", ready_at=None, waiting_since=now)
    assert set(queries.wanting(run)) == {*wanting, *waiting}


@pytest.mark.parametrize("count", [3, 40])
def test_candidates_take_one_statement(run, now, count, django_assert_num_queries):
    crowd(run, count, now)
    with django_assert_num_queries(1):
        assert len(queries.candidates(run, "write")) == count


@pytest.mark.parametrize("count", [6, 40])
def test_cards_take_two_statements_however_many(run, now, count, django_assert_num_queries):
    people = grouped(run, count, now)
    with django_assert_num_queries(2):
        cards = queries.groups_of([person.pk for person in people])
    assert len(cards) == count
    card = cards[people[0].pk]
    assert card.address == f"group-{card.number}-r{run.pk}@mooc.localhost"
    assert 6 <= len(card.members) <= 10
    assert "Ana" in card.members


def test_who_has_no_group_has_no_card(run, now):
    alone = crowd(run, 1, now, company="alone")[0]
    assert queries.group_of(alone) is None


def test_a_card_names_who_is_there_now(run, now):
    people = grouped(run, 6, now)
    actions.leave(people[0], now=now)
    assert "Ana" not in queries.group_of(people[1]).members


def test_the_list_of_groups_takes_two_statements(run, now, django_assert_num_queries):
    grouped(run, 40, now)
    with django_assert_num_queries(2):
        lines = queries.group_list(run)
    assert sum(line.members for line in lines) == 40
    assert all(line.score > 0 and line.why for line in lines)


def test_a_group_that_is_not_there_is_told_with_those_that_are(run, now):
    with pytest.raises(NoSuchGroup, match="no groups yet"):
        queries.group_numbered(run, 1)
    grouped(run, 12, now)
    with pytest.raises(NoSuchGroup, match="groups 1 to"):
        queries.group_numbered(run, 99)


def test_open_groups_are_the_smallest_first_and_never_empty_or_closed(run, now):
    people = grouped(run, 18, now)
    seats = [queries.group_of(person).id for person in people]
    for person, seat in zip(people, seats, strict=True):
        if seat == seats[0]:
            actions.leave(person, now=now)
    assert seats[0] not in [group.pk for group in queries.open_groups(run, fewer_than=10)]
    Group.objects.exclude(pk=seats[0]).update(state=Group.State.CLOSED)
    assert not queries.open_groups(run, fewer_than=10)


def test_the_line_goes_by_when_one_came(run, now):
    later, first = latecomer(run, now, prefix="b"), crowd(run, 1, now, prefix="a")[0]
    Enrolment.objects.filter(pk=later.pk).update(waiting_since=now.replace(hour=13))
    assert list(queries.line_of(run)) == [first, later]


@pytest.mark.parametrize(
    ("tag", "spoken"),
    [("en", "en"), ("en-GB", "en"), ("pt-BR", "pt"), ("zh-Hant", "zh-Hant"), ("sr-Latn", "sr-Latn")],
)
def test_countries_share_a_language_and_scripts_do_not(tag, spoken):
    assert queries.spoken(tag) == spoken
