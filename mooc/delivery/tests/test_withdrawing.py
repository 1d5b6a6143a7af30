from datetime import timedelta

import pytest
from django.db import transaction

from mooc.delivery.actions import (
    BY_HAND,
    cancel,
    hold,
    may_reopen,
    reopen,
    send_due,
    undo_withdraw,
    withdraw,
)
from mooc.delivery.fillers import register
from mooc.delivery.models import Delivery
from mooc.delivery.queries import accounting
from mooc.delivery.sql import claim

from .room import furnished, planned

pytestmark = pytest.mark.django_db
State = Delivery.State
RUN = 5
SOON = timedelta(minutes=1)


@pytest.fixture
def room():
    room = furnished("weekly-room")
    register("weekly-room", room, withdrawable=True)
    furnished("other-room")
    return room


def of_run(now, recipients=(1, 2, 3), *, occasion="weekly/5/1", filler="weekly-room", run_id=RUN, **more):
    return planned(now, recipients, occasion=occasion, filler=filler, run_id=run_id, **more)


def stop(now, *recipients, **more):
    return withdraw(run_id=RUN, recipients=recipients, reason="asked to stop", now=now, **more)


def bring_back(now, *recipients):
    return undo_withdraw(run_id=RUN, recipients=recipients, reason="asked to stop", now=now)


def states(mailing):
    rows = mailing.deliveries.order_by("recipient")
    return [State(state).label for state in rows.values_list("state", flat=True)]


def claimed(now, limit=10):
    with transaction.atomic():
        return claim("a-sender", now=now, limit=limit)


def test_what_waits_for_a_reader_who_stops_does_not_go_out(room, now):
    mailing = of_run(now, not_before=now + SOON)
    assert stop(now, 2) == 1
    assert states(mailing) == ["pending", "suppressed", "pending"]
    assert send_due(now=now + SOON).accepted == 2
    copy = mailing.deliveries.get(recipient=2)
    assert (copy.answer, copy.settled_at) == ("asked to stop", now)
    assert accounting(mailing).holds


def test_a_copy_in_a_senders_hand_is_taken_back_and_keeps_the_senders_name(room, now):
    mailing = of_run(now)
    claimed(now)
    assert stop(now, 1, 3) == 2
    assert states(mailing) == ["suppressed", "claimed", "suppressed"]
    assert set(mailing.deliveries.values_list("claimed_by", flat=True)) == {"a-sender"}


def test_a_copy_that_is_deferred_or_uncertain_is_not_tried_again(room, now):
    mailing = of_run(now)
    mailing.deliveries.filter(recipient=1).update(state=State.DEFERRED)
    mailing.deliveries.filter(recipient=2).update(state=State.UNCERTAIN)
    assert stop(now, 1, 2) == 2
    assert states(mailing) == ["suppressed", "suppressed", "pending"]


def test_what_has_arrived_stays_so(room, now):
    mailing = of_run(now)
    send_due(now=now)
    assert stop(now, 1, 2, 3) == 0
    assert states(mailing) == ["accepted"] * 3


def test_only_mail_of_that_run_to_its_readers_is_withdrawn(room, now):
    elsewhere = of_run(now, occasion="weekly/6/1", run_id=6)
    to_others = of_run(now, occasion="proposal/1", filler="other-room")
    held = of_run(now, occasion="weekly/5/2")
    hold(held)
    assert stop(now, 1) == 1
    assert states(elsewhere) == states(to_others) == ["pending"] * 3
    assert states(held) == ["suppressed", "pending", "pending"]


def test_a_kind_may_be_named(room, now):
    weekly, post = of_run(now), of_run(now, occasion="post/1", kind="post")
    assert stop(now, 1, kinds=["post"]) == 1
    assert (states(weekly)[0], states(post)[0]) == ("pending", "suppressed")


def test_second_thoughts_bring_back_what_was_due_meanwhile_and_what_is_to_come(room, now):
    due, coming = of_run(now), of_run(now, occasion="weekly/5/2", not_before=now + timedelta(days=2))
    stop(now, 1)
    assert bring_back(now + SOON, 1) == 2
    assert states(due) == states(coming) == ["pending"] * 3
    assert send_due(now=now + SOON).accepted == 3
    assert accounting(due).holds


def test_who_comes_back_later_is_not_flooded(room, now):
    due, coming = of_run(now), of_run(now, occasion="weekly/5/2", not_before=now + timedelta(days=2))
    stop(now, 1)
    assert bring_back(now + timedelta(days=1), 1) == 1
    assert (states(due)[0], states(coming)[0]) == ("suppressed", "pending")


def test_a_copy_that_was_stopped_for_another_reason_or_whose_time_is_over_stays(room, now):
    over = of_run(now, not_before=now - timedelta(days=4))
    other = of_run(now, occasion="weekly/5/2")
    stop(now, 1)
    other.deliveries.filter(recipient=1).update(answer="the address is dead")
    assert bring_back(now + SOON, 1) == 0
    assert (states(over)[0], states(other)[0]) == ("suppressed", "suppressed")


def test_a_copy_that_may_be_on_its_way_is_not_sent_twice_by_second_thoughts(room, now):
    mailing = of_run(now, [1])
    claimed(now)
    stop(now, 1)
    assert bring_back(now + SOON, 1) == 0
    assert states(mailing) == ["suppressed"]
    assert bring_back(now + timedelta(minutes=20), 1) == 1
    assert mailing.deliveries.get().claimed_by == ""


def test_a_cancelled_mailing_has_nothing_to_withdraw(room, now):
    mailing = of_run(now)
    cancel(mailing, now=now)
    assert stop(now, 1) == 0
    assert states(mailing) == ["cancelled"] * 3


def cancelled(mailing, now):
    cancel(mailing, now=now, reason=BY_HAND)


def test_what_was_cancelled_by_hand_can_be_brought_back_while_its_time_lasts(room, now):
    mailing = of_run(now, not_before=now + SOON)
    cancelled(mailing, now)
    assert (may_reopen(mailing, now=now), states(mailing)) == (3, ["cancelled"] * 3)
    assert reopen(mailing, now=now) == 3
    assert reopen(mailing, now=now) == 0
    assert send_due(now=now + SOON).accepted == 3
    assert accounting(mailing).holds


def test_what_was_over_or_cancelled_for_another_reason_does_not_come_back(room, now):
    mailing = of_run(now)
    mailing.deliveries.filter(recipient=1).update(state=State.CANCELLED, answer="no longer here")
    cancelled(mailing, now)
    assert may_reopen(mailing, now=now + timedelta(days=5)) == 0
    assert reopen(mailing, now=now) == 2
    assert states(mailing) == ["cancelled", "pending", "pending"]


def test_a_copy_cancelled_in_a_senders_hand_does_not_come_back_at_once(room, now):
    mailing = of_run(now, [1])
    claimed(now)
    Delivery.objects.update(state=State.CANCELLED, answer=BY_HAND)
    cancel(mailing, now=now, reason=BY_HAND)
    assert reopen(mailing, now=now) == 0
    assert states(mailing) == ["cancelled"]
