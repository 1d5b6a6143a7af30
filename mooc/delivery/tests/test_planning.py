from datetime import timedelta

import pytest

from mooc.delivery.actions import cancel, hold, plan_select, release, resend, send_due
from mooc.delivery.models import Delivery, Mailing
from mooc.delivery.queries import accounting

from .room import planned

pytestmark = pytest.mark.django_db
State = Delivery.State


def recipients(state=None):
    rows = Delivery.objects.order_by("recipient")
    return list((rows.filter(state=state) if state is not None else rows).values_list("recipient", flat=True))


def test_an_occasion_writes_to_each_recipient_once_however_often_it_is_planned(room, now):
    first = planned(now, [1, 2, 3])
    again = planned(now + timedelta(hours=1), [3, 2, 4, 4])
    assert first.pk == again.pk
    assert recipients() == [1, 2, 3, 4]
    assert again.audience == 4
    assert accounting(again).holds


def test_it_plans_nobody_and_thousands_alike(now):
    assert planned(now, []).audience == 0
    assert planned(now, None, occasion="none").audience == 0
    assert planned(now, range(5_000), occasion="many").audience == 5_000


def test_a_select_plans_each_recipient_at_a_time_of_its_own(room, now):
    planned(now, range(1, 5), occasion="before")
    wanted = {
        "occasion": "weekly/1/4",
        "kind": "weekly",
        "filler": "test-room",
        "title": "Week 4",
        "now": now,
    }
    sql = (
        "SELECT recipient, not_before, expires_at FROM delivery_delivery d JOIN delivery_mailing m"
        " ON m.id = d.mailing_id WHERE m.occasion = 'before' AND d.not_before <= %s"
    )
    mailing, new = plan_select(**wanted, sql=sql, params=[now])
    assert (new, mailing.audience) == (4, 4)
    mailing, new = plan_select(**wanted, sql=sql, params=[now])
    assert (new, mailing.audience) == (0, 4)
    assert mailing.deliveries.filter(not_before=now, expires_at=now + timedelta(days=4)).count() == 4


def test_a_copy_that_was_settled_goes_out_again_as_a_new_attempt_of_its_row(room, now):
    mailing = planned(now, [1, 2])
    send_due(now=now)
    later = now + timedelta(days=30)
    assert resend(mailing, [2, 3], now=later) == 2
    assert recipients(State.PENDING) == [2, 3]
    assert send_due(now=later).accepted == 2
    assert list(mailing.deliveries.order_by("recipient").values_list("attempts", flat=True)) == [1, 2, 1]
    mailing.refresh_from_db()
    assert mailing.audience == 3


def test_what_waits_already_is_not_sent_twice_by_sending_again(room, now):
    mailing = planned(now, [1], not_before=now + timedelta(days=1))
    assert resend(mailing, [1], now=now) == 0
    assert send_due(now=now).handled == 0


def test_a_held_mailing_waits_and_goes_on_when_released(room, now):
    mailing = planned(now, [1, 2])
    assert hold(mailing)
    assert not hold(mailing)
    assert send_due(now=now).handled == 0
    assert release(mailing)
    assert send_due(now=now).accepted == 2


def test_a_cancelled_mailing_sends_nothing_more_and_takes_no_recipients(room, now):
    mailing = planned(now, [1, 2, 3])
    send_due(now=now, limit=1)
    assert cancel(mailing, now=now) == 2
    planned(now, [4])
    assert resend(mailing, [1], now=now) == 0
    assert send_due(now=now).handled == 0
    assert accounting(mailing).as_dict()["cancelled"] == 2
    assert Mailing.objects.get().state == Mailing.State.CANCELLED
    assert accounting().holds
