"""Ticks, spans and the ring of quarter hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.pure.timetable import (
    DAYS,
    QUARTERS,
    TICKS,
    BadAvailability,
    UnknownTick,
    UnknownZone,
    check_availability,
    local_spans,
    slots_from_ticks,
    ticks_from_slots,
    utc_slots,
    zone,
    zone_names,
)

WEEK = date(2026, 12, 7)
spans = st.tuples(st.integers(0, 95), st.integers(1, 96)).filter(lambda span: span[0] < span[1])
weeks = st.dictionaries(
    st.sampled_from(DAYS),
    st.lists(
        spans.map(lambda s: f"{s[0] // 4:02d}:{s[0] % 4 * 15:02d}-{s[1] // 4:02d}:{s[1] % 4 * 15:02d}"),
        max_size=3,
    ),
)


@given(st.sets(st.sampled_from(TICKS)))
def test_ticks_come_back_from_their_slots(ticks):
    assert set(ticks_from_slots(slots_from_ticks(ticks))) == ticks


def test_an_evening_is_from_six_to_ten_on_each_of_its_days():
    assert slots_from_ticks(["weekend-evening"]) == {"sat": ["18:00-22:00"], "sun": ["18:00-22:00"]}


def test_a_tick_needs_all_of_its_hours():
    week = {day: ["18:00-22:00"] for day in DAYS[:5]} | {"sat": ["07:00-23:00"], "sun": ["08:00-12:30"]}
    assert ticks_from_slots(week) == ["weekday-evening", "weekend-morning"]
    assert ticks_from_slots(None) == []


def test_it_refuses_an_unknown_tick_and_names_the_known_ones():
    with pytest.raises(UnknownTick, match=r"'night'.*weekend-evening"):
        slots_from_ticks(["night"])


@pytest.mark.parametrize(
    "week",
    [
        {"monday": ["18:00-22:00"]},
        {"mon": "18:00-22:00"},
        {"mon": ["6pm-8pm"]},
        {"mon": ["18:00-18:00"]},
        {"mon": ["24:00-25:00"]},
        {"mon": ["10:60-11:00"]},
        {"mon": [18]},
        {"mon": None},
    ],
)
def test_it_refuses_what_is_no_availability(week):
    with pytest.raises(BadAvailability):
        check_availability(week)


def test_a_zone_must_be_known():
    with pytest.raises(UnknownZone):
        utc_slots(None, "+0530", WEEK)


@pytest.mark.parametrize(
    ("zone_name", "first"),
    [
        ("UTC", 72),
        ("Asia/Kathmandu", 49),
        ("America/St_Johns", 86),
        ("Pacific/Chatham", 17),
        ("Asia/Kolkata", 50),
    ],
)
def test_quarter_hours_are_exact_in_odd_zones(zone_name, first):
    assert utc_slots({"mon": ["18:00-19:00"]}, zone_name, WEEK) == frozenset(range(first, first + 4))


def test_a_week_is_a_ring():
    monday_in_auckland = utc_slots({"mon": ["08:00-12:00"]}, "Pacific/Auckland", WEEK)
    sunday_in_honolulu = utc_slots({"sun": ["09:00-13:00"]}, "Pacific/Honolulu", WEEK)
    assert monday_in_auckland == sunday_in_honolulu == frozenset(range(652, 668))
    west, east = (utc_slots({"tue": ["12:00-13:00"]}, name, WEEK) for name in ("Etc/GMT+12", "Etc/GMT-14"))
    assert min(west) - min(east) == 26 * 4


def test_who_did_not_say_is_free_in_his_own_evenings_and_not_always():
    evenings = {day: ["18:00-22:00"] for day in DAYS}
    assert utc_slots(None, "Asia/Tokyo", WEEK) == utc_slots(evenings, "Asia/Tokyo", WEEK)
    assert utc_slots({}, "Asia/Tokyo", WEEK) == frozenset()


def test_a_span_may_pass_midnight():
    assert utc_slots({"sun": ["23:00-01:00"]}, "UTC", WEEK) == frozenset({668, 669, 670, 671, 0, 1, 2, 3})
    assert len(utc_slots({"mon": ["22:00-24:00"]}, "UTC", WEEK)) == 8


def test_hours_follow_the_clock_change_of_the_week():
    evening = {"sun": ["18:00-19:00"]}
    before, after = (
        min(utc_slots(evening, "Europe/Berlin", day)) for day in (date(2026, 10, 12), date(2026, 10, 19))
    )
    assert after - before == 4


@given(weeks, st.sampled_from(zone_names()))
def test_local_spans_cover_the_same_quarter_hours(week, zone_name):
    slots = utc_slots(week, zone_name, WEEK)
    assert utc_slots(local_spans(slots, zone_name, WEEK), zone_name, WEEK) == slots


@given(weeks, st.sampled_from(zone_names()), st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_slots_agree_with_asking_the_clock_quarter_by_quarter(week, zone_name, day):
    monday = day - timedelta(days=day.weekday())
    start = datetime.combine(monday, datetime.min.time())
    expected = set()
    for place, name in enumerate(DAYS):
        for span in week.get(name, ()):
            begin, end = ((int(text[:2]) * 60 + int(text[3:])) // 15 for text in span.split("-"))
            for quarter in range(begin, end):
                local = start + timedelta(days=place, minutes=15 * quarter)
                utc = local.replace(tzinfo=zone(zone_name)).astimezone(UTC).replace(tzinfo=None)
                expected.add((utc - start) // timedelta(minutes=15) % QUARTERS)
    assert utc_slots(week, zone_name, monday) == expected
