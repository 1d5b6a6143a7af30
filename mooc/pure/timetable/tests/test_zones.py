"""Zones by name, and wall time made UTC."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.pure.timetable import UnknownZone, local_moment, zone, zone_names

BERLIN_SPRING, BERLIN_AUTUMN = date(2027, 3, 28), date(2026, 10, 25)


@pytest.mark.parametrize(
    "name", ["Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "UTC", "Etc/GMT+2"]
)
def test_it_knows_zones_by_name(name):
    assert zone(name).key == name


@pytest.mark.parametrize("name", ["+0530", "UTC+2", "GMT-5", "-03:00", "+14", "utc +1"])
def test_an_offset_is_never_a_zone(name):
    with pytest.raises(UnknownZone, match="offset"):
        zone(name)


@pytest.mark.parametrize(
    "name", ["", "../etc/passwd", "Mars/Olympus", "\0", "Europe", "localtime", "x" * 10_000]
)
def test_it_refuses_what_is_no_zone(name):
    with pytest.raises(UnknownZone):
        zone(name)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("europe/berlin", "Europe/Berlin"), ("Kathmandu", "Asia/Kathmandu"), ("Europe/Berln", "Europe/Berlin")],
)
def test_it_hints_at_the_zone_that_was_meant(typed, meant):
    with pytest.raises(UnknownZone, match=meant):
        zone(typed)


def test_a_form_offers_places_and_utc_but_no_offsets():
    names = zone_names()
    assert {"Europe/Berlin", "Asia/Kathmandu", "Pacific/Chatham", "UTC"} <= set(names)
    assert not [name for name in names if name.startswith("Etc/") or name in ("EST", "GMT+0")]
    assert all(zone(name) for name in names)


@pytest.mark.parametrize(
    ("zone_name", "utc"),
    [
        ("Europe/Berlin", "15:00"),
        ("Asia/Kathmandu", "10:15"),
        ("America/St_Johns", "19:30"),
        ("Pacific/Chatham", "02:15"),
        ("Asia/Kolkata", "10:30"),
        ("Pacific/Kiritimati", "02:00"),
    ],
)
def test_an_hour_of_the_day_is_exact_to_the_minute(zone_name, utc):
    assert f"{local_moment(date(2026, 12, 7), 16, zone_name):%H:%M}" == utc


def test_the_same_hour_moves_in_utc_when_clocks_change():
    assert local_moment(BERLIN_AUTUMN - timedelta(days=1), 16, "Europe/Berlin").hour == 14
    assert local_moment(BERLIN_AUTUMN, 16, "Europe/Berlin").hour == 15


def test_an_hour_that_a_clock_change_skips_moves_forward():
    assert local_moment(BERLIN_SPRING, 2, "Europe/Berlin") == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert local_moment(BERLIN_SPRING, 3, "Europe/Berlin") == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_of_an_hour_that_comes_twice_it_takes_the_first():
    assert local_moment(BERLIN_AUTUMN, 2, "Europe/Berlin") == datetime(2026, 10, 25, 0, tzinfo=UTC)


def test_a_day_that_samoa_skipped_still_has_a_moment():
    assert local_moment(date(2011, 12, 30), 16, "Pacific/Apia") == datetime(2011, 12, 31, 2, tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 23), st.sampled_from(zone_names()))
def test_reading_the_moment_locally_gives_the_hour_back_or_a_later_one(day, hour, name):
    local = local_moment(day, hour, name).astimezone(zone(name)).replace(tzinfo=None)
    late = local - datetime.combine(day, time(hour))
    assert timedelta() <= late <= timedelta(hours=3)
