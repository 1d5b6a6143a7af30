"""What comes back after a copy was accepted."""

from datetime import timedelta

import pytest

from mooc.delivery.actions import is_suppressed, lift_suppression, record_bounce, record_complaint
from mooc.delivery.models import Delivery, Mailing, SoftBounce, Suppression

BOB = "bob@example.net"


@pytest.fixture
def copy(db, now):
    mailing = Mailing.objects.create(occasion="t", kind="weekly", filler="weekly", title="t", planned_at=now)
    return Delivery.objects.create(
        mailing=mailing,
        recipient=1,
        state=Delivery.State.ACCEPTED,
        not_before=now,
        expires_at=now,
        address=BOB,
    )


def came_back(copy, at, **more):
    Delivery.objects.filter(pk=copy.pk).update(state=Delivery.State.ACCEPTED)
    given = {"detail": "552 5.2.2 full", "address_is_dead": False, "counts": True} | more
    return record_bounce(delivery_id=copy.pk, now=at, **given)


def test_an_address_that_does_not_exist_gets_no_more_mail(copy, now):
    assert came_back(copy, now, address_is_dead=True, detail="550 5.1.1 unknown")
    suppressed = Suppression.objects.get()
    assert (suppressed.address, suppressed.reason) == (BOB, "bounced")


def test_twice_is_once(copy, now):
    came_back(copy, now)
    assert not record_bounce(
        delivery_id=copy.pk, detail="", address_is_dead=False, counts=True, now=now + timedelta(days=2)
    )
    assert SoftBounce.objects.get().score == 1


@pytest.mark.parametrize(("days", "stops"), [(1, True), (7, True), (7.5, True), (30, False)])
def test_five_within_thirty_days_are_enough(days, stops, copy, now):
    for number in range(5):
        assert not is_suppressed(BOB)
        came_back(copy, now + timedelta(days=days * number))
    assert is_suppressed(BOB) == stops
    if stops:
        assert Suppression.objects.get().reason == Suppression.Reason.RETURNING


def test_a_full_day_counts_once(copy, now):
    for hour in range(20):
        came_back(copy, now + timedelta(hours=hour))
    assert not is_suppressed(BOB)


def test_what_is_our_own_fault_is_not_counted(copy, now):
    for day in range(9):
        came_back(copy, now + timedelta(days=day), counts=False)
    assert not SoftBounce.objects.exists()


def test_who_is_written_to_again_starts_afresh(copy, now):
    for day in range(5):
        came_back(copy, now + timedelta(days=day))
    lift_suppression(address=BOB, now=now + timedelta(days=6))
    came_back(copy, now + timedelta(days=7))
    assert not is_suppressed(BOB)


def test_a_complaint_marks_its_copy_once(copy, now):
    assert record_complaint(delivery_id=copy.pk, detail="unwanted", now=now)
    assert not record_complaint(delivery_id=copy.pk, detail="unwanted", now=now)
    copy.refresh_from_db()
    assert copy.state == Delivery.State.COMPLAINED
    assert not is_suppressed(BOB)
