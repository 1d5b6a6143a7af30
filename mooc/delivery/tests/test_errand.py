"""Statements that PostgreSQL works on beside us."""

import pytest
from django.db import OperationalError, connection
from hypothesis import given
from hypothesis import strategies as st

from mooc.delivery.ahead import Ahead
from mooc.delivery.errand import Errand, can_run_errands, numbers, texts
from mooc.delivery.errand_statements import begin_settle
from mooc.delivery.models import Delivery
from mooc.delivery.senders import Lease
from mooc.delivery.sql import Settlement, claim, release

from .room import planned

State = Delivery.State


@pytest.fixture
def errand(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite works where we do")
    found = Errand()
    yield found
    found.close()


def test_errands_are_for_postgresql_outside_of_transactions(db):
    assert not can_run_errands()  # this test is in one


def test_what_is_begun_is_done_later(errand):
    errand.begin("SELECT n, n * 2 FROM unnest($1::bigint[]) AS n", [numbers([1, 2])])
    assert errand.wait(5)
    assert errand.rows() == [("1", "2"), ("2", "4")]
    assert can_run_errands()


@given(values=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=5))
def test_any_text_arrives_as_it_is(values):
    if connection.vendor != "postgresql":
        assert texts(values).startswith(b"{")
        return
    errand = Errand()
    errand.begin("SELECT word FROM unnest($1::text[]) AS word", [texts(values)])
    assert [row[0] for row in errand.rows()] == [value.replace("\0", "") for value in values]
    errand.close()


test_any_text_arrives_as_it_is = pytest.mark.django_db(transaction=True)(test_any_text_arrives_as_it_is)


def test_what_fails_is_told_and_the_next_one_goes_over_another_connection(errand):
    for statement in ("SELECT 1 / $1::int", "SELECT nonsense FROM nowhere"):
        with pytest.raises(OperationalError):
            errand.begin(statement, [b"0"] if "$1" in statement else [])
            errand.rows()
    errand.begin("SELECT pg_backend_pid()", [])
    pid = int(errand.rows()[0][0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    with pytest.raises(OperationalError):
        errand.begin("SELECT 1", [])
        errand.rows()
    errand.begin("SELECT 1", [])
    assert errand.rows() == [("1",)]


def test_a_connection_lost_while_the_server_works_is_no_answer(errand):
    errand.begin("SELECT pg_sleep(30), $1::int", [b"1"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(30), $1%%'"
        )
    assert errand.wait(5)
    with pytest.raises(OperationalError):
        errand.rows()
    with pytest.raises(OperationalError):
        errand.rows()


def test_a_group_is_settled_as_by_a_statement_of_this_connection(errand, room, now):
    planned(now, range(1, 5))
    mine = [one.id for one in claim("me", now=now, limit=3)]
    others = [one.id for one in claim("you", now=now, limit=1)]
    ends = [
        Settlement(mine[0], State.ACCEPTED, '250 "fine" \\ {ok}', "a@example.org", None, 1, 0),
        Settlement(mine[1], State.DEFERRED, "451 later\0", "b@example.org", None, 1, 0, now),
        Settlement(others[0], State.ACCEPTED, "250 fine", "c@example.org", None, 1, 0),
    ]
    begin_settle(errand, "me", ends, now=now)
    errand.rows()
    found = dict(Delivery.objects.values_list("id", "state"))
    assert found == {mine[0]: State.ACCEPTED, mine[1]: State.DEFERRED, mine[2]: State.CLAIMED} | {
        others[0]: State.CLAIMED
    }
    first, second = Delivery.objects.get(pk=mine[0]), Delivery.objects.get(pk=mine[1])
    assert (first.answer, first.address) == ('250 "fine" \\ {ok}', "a@example.org")
    assert (first.settled_at, first.claimed_by, first.attempts) == (now, "", 1)
    assert (second.answer, second.settled_at, second.not_before) == ("451 later", None, now)


def test_the_next_batch_is_claimed_beside_and_in_order(errand, room, now, settings, tmp_path):
    settings.MOOC_DATA = tmp_path
    planned(now, range(1, 201))
    lease = Lease("trial", transactional=False)
    ahead = Ahead(lease)
    ahead.ask(5, now=now, limit=100)
    assert ahead.asked == 100
    claims = ahead.take()
    assert [one.id for one in claims] == sorted(Delivery.objects.filter(state=2).values_list("id", flat=True))
    assert len(claims) == 100
    assert ahead.asked == 0
    assert all(one.expires_at > now for one in claims)
    assert release(lease.name, [one.id for one in claims]) == 100
    ahead.ask(7, now=now, limit=100)
    assert ahead.asked == 0, "something more urgent waits"
    ahead.ask(5, now=now, limit=100)
    ahead.close()
    assert Delivery.objects.filter(claimed_by=lease.name).count() == 100, "somebody has to give them back"
    lease.end(is_settled=True)
