from datetime import timedelta

import pytest

from mooc.delivery import pauses
from mooc.delivery.models import Pause, Sender
from mooc.delivery.pauses import begin_pause, end_pause, mark_told, pause_of, pauses_on, untold_stops

pytestmark = pytest.mark.django_db
RELAY = "relay:25"


def seconds(number):
    return timedelta(seconds=number)


def lengths(now, tries, *, is_ours=False):
    """How long each pause is when every try fails as soon as it may be made."""
    found = []
    for _ in range(tries):
        pause = begin_pause(RELAY, "no", now=now, is_ours=is_ours)
        found.append(pause.length.total_seconds())
        now = pause.until
    return found


def test_a_relay_that_cannot_be_reached_is_tried_again_soon_and_then_every_five_minutes(now):
    assert lengths(now, 8) == [5, 10, 20, 40, 80, 160, 300, 300]


def test_a_fault_of_ours_is_tried_again_after_a_minute_and_then_every_half_hour(now):
    assert lengths(now, 7, is_ours=True) == [60, 120, 240, 480, 960, 1800, 1800]


def test_a_pause_holds_until_its_time_and_for_its_transport_alone(now):
    begin_pause(RELAY, "connection refused", now=now)
    assert pause_of(RELAY, now=now + seconds(4)).reason == "connection refused"
    assert pause_of(RELAY, now=now + seconds(5)) is None
    assert pause_of("other:25", now=now) is None


def test_a_clock_set_back_ends_a_pause(now):
    begin_pause(RELAY, "no", now=now)
    assert pause_of(RELAY, now=now - seconds(1)) is None


def test_all_workers_see_a_pause_and_the_second_one_does_not_lengthen_it(now):
    begin_pause(RELAY, "no", now=now)
    pauses._pauses.clear()  # another process
    assert pause_of(RELAY, now=now + seconds(2)).until == now + seconds(5)
    assert begin_pause(RELAY, "no again", now=now + seconds(2)).until == now + seconds(5)
    assert Pause.objects.count() == 1


def test_a_worker_hears_of_the_others_pause_without_asking_the_database_each_time(
    now, django_assert_num_queries
):
    with django_assert_num_queries(1):
        for _ in range(20):
            assert pause_of(RELAY, now=now) is None
            end_pause(RELAY, now=now)


def test_what_went_well_ends_it_and_trouble_soon_after_goes_on_where_it_was(now):
    pause = begin_pause(RELAY, "no", now=now)
    end_pause(RELAY, now=pause.until)
    assert pause_of(RELAY, now=now) is None
    assert begin_pause(RELAY, "no", now=now + seconds(20)).length == seconds(10)
    end_pause(RELAY, now=now + seconds(40))
    assert begin_pause(RELAY, "no", now=now + timedelta(hours=1)).length == seconds(5)


def test_what_was_on_its_way_before_ends_no_pause(now):
    begin_pause(RELAY, "550 5.7.1 blocked", now=now, is_ours=True)
    end_pause(RELAY, now=now + seconds(2))
    assert pause_of(RELAY, now=now + seconds(3))


def test_a_worse_trouble_replaces_a_passing_one(now):
    begin_pause(RELAY, "connection refused", now=now)
    pause = begin_pause(RELAY, "535 wrong password", now=now + seconds(6), is_ours=True)
    assert (pause.since, pause.length, pause.is_ours) == (now, seconds(60), True)


def test_organisers_see_a_fault_of_ours_and_hear_of_it_when_it_is_over(now):
    begin_pause(RELAY, "535 wrong password", now=now, is_ours=True)
    assert [row.reason for row in pauses_on(now=now)] == ["535 wrong password"]
    assert not untold_stops().exists()
    end_pause(RELAY, now=now + timedelta(minutes=2))
    assert pauses_on(now=now + timedelta(minutes=2)) == []
    told = untold_stops().get()
    assert (told.since, told.ended_at) == (now, now + timedelta(minutes=2))
    assert mark_told(told.pk, now=now)
    assert not mark_told(told.pk, now=now)
    assert not untold_stops().exists()


def test_nobody_is_written_to_about_a_hiccup(now):
    begin_pause(RELAY, "connection refused", now=now)
    end_pause(RELAY, now=now + timedelta(minutes=3))
    assert not untold_stops().exists()
    begin_pause(RELAY, "connection refused", now=now + timedelta(hours=1))
    end_pause(RELAY, now=now + timedelta(hours=2))
    assert untold_stops().count() == 1


def test_a_relay_that_is_used_no_more_is_no_trouble_any_more(now):
    begin_pause(RELAY, "connection refused", now=now)
    assert pauses_on(now=now)
    given = {"host": "here", "process": 1, "started_at": now, "seen_at": now}
    Sender.objects.create(name="one", transport="new:25", **given)
    assert pauses_on(now=now) == []
    Sender.objects.create(name="two", transport=RELAY, **given)
    assert pauses_on(now=now)
    assert pauses_on(now=now + timedelta(days=2)) == []
