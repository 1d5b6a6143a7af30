from datetime import timedelta

import pytest

from mooc.delivery import health
from mooc.delivery.actions import hold, send_due
from mooc.delivery.models import Delivery
from mooc.delivery.progress import progress_of

from .room import planned

pytestmark = pytest.mark.django_db
State = Delivery.State
LATER = timedelta(hours=3)


@pytest.fixture
def mailing(room, now):
    """Six copies: four are due, two have a later hour."""
    found = planned(now, range(1, 7))
    found.deliveries.filter(recipient__gt=4).update(not_before=now + LATER)
    return found


def test_it_tells_what_is_due_what_comes_later_and_what_is_done(mailing, now):
    before = progress_of(mailing, now=now)
    assert (before.audience, before.due, before.later, before.done) == (6, 4, 2, 0)
    assert (before.next_at, before.last_due_at, before.first_at) == (now, now + LATER, None)
    send_due(now=now)
    after = progress_of(mailing, now=now)
    assert (after.due, after.later, after.done, after.is_moving) == (0, 2, 4, False)
    assert (after.first_at, after.last_at, after.next_at) == (now, now, now + LATER)
    assert sum(after.editions.values()) == 4
    assert after.holds


def test_the_pace_of_the_last_minute_says_when_the_rest_has_gone(mailing, now):
    started = now - timedelta(seconds=10)
    mailing.deliveries.filter(recipient__lt=3).update(state=State.ACCEPTED, settled_at=started)
    found = progress_of(mailing, now=now)
    assert (found.due, found.per_minute, found.ends_in) == (2, 12, timedelta(seconds=10))
    quiet = progress_of(mailing, now=now + timedelta(minutes=2))
    assert (quiet.per_minute, quiet.ends_in) == (0, None)


def test_what_a_sender_has_in_hand_is_neither_waiting_nor_done(mailing, now):
    mailing.deliveries.filter(recipient=1).update(state=State.CLAIMED)
    found = progress_of(mailing, now=now)
    assert (found.in_hand, found.due, found.done, found.is_moving) == (1, 3, 0, True)


def test_a_row_that_is_missing_is_told(mailing, now):
    mailing.deliveries.filter(recipient=1).delete()
    found = progress_of(mailing, now=now)
    assert (found.missing, found.holds) == (1, False)


def test_it_asks_once_however_many_copies_there_are(mailing, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        progress_of(mailing, now=now)


def test_the_oldest_copy_that_is_due_is_found_among_all_priorities(mailing, now):
    urgent = planned(now - timedelta(minutes=1), [1], occasion="sign-in/1", priority=0)
    assert health.oldest_due(now=now).mailing == urgent
    mailing.deliveries.filter(recipient=2).update(not_before=now - timedelta(minutes=5))
    found = health.oldest_due(now=now)
    assert (found.mailing, found.age(now)) == (mailing, timedelta(minutes=5))
    assert health.due_copies(now=now) == 5


def test_what_is_held_is_not_late(mailing, now):
    hold(mailing)
    assert health.oldest_due(now=now) is None
    assert health.due_copies(now=now) == 0
