from datetime import UTC, date, datetime, timedelta

import pytest

from mooc.runs.models import Run
from mooc.weekly import schedule


def a_run(starts: date) -> Run:
    return Run(starts_date=starts, send_hour=16)


def not_before(run: Run, week: int, zone: str, hour: int = 16) -> datetime:
    return schedule.dues(run, week, [(zone, hour)])[0].not_before


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        ("Asia/Kathmandu", "2026-12-07T10:15"),
        ("America/St_Johns", "2026-12-07T19:30"),
        ("Pacific/Kiritimati", "2026-12-07T02:00"),
        ("Pacific/Chatham", "2026-12-07T02:15"),
        ("UTC", "2026-12-07T16:00"),
    ],
)
def test_a_message_is_due_at_four_in_the_afternoon_of_the_reader(zone: str, utc: str) -> None:
    assert not_before(a_run(date(2026, 12, 7)), 0, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "before", "after"),
    [
        # The Sundays on which Europe changes its clocks, spring and autumn, lie between the two Mondays.
        (date(2026, 3, 23), "2026-03-23T15:00", "2026-03-30T14:00"),
        (date(2026, 10, 19), "2026-10-19T14:00", "2026-10-26T15:00"),
    ],
)
def test_it_stays_at_the_same_wall_time_when_the_clocks_change(starts: date, before: str, after: str) -> None:
    run = a_run(starts)
    assert not_before(run, 0, "Europe/Berlin").isoformat()[:16] == before
    assert not_before(run, 1, "Europe/Berlin").isoformat()[:16] == after


def test_an_hour_that_the_clocks_skip_is_moved_and_not_lost() -> None:
    run = a_run(date(2026, 3, 29))
    assert not_before(run, 0, "Europe/Berlin", hour=2) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_copy_expires_when_the_next_one_is_due() -> None:
    run = a_run(date(2026, 3, 23))
    this, following = (schedule.dues(run, week, [("Europe/Berlin", 16)])[0] for week in (0, 1))
    assert this.expires_at == following.not_before


def test_weeks_begin_where_the_date_begins_first() -> None:
    run = a_run(date(2026, 12, 7))
    assert schedule.begun_weeks(run, weeks=2, now=datetime(2026, 12, 6, 9, 59, tzinfo=UTC)) == []
    assert schedule.begun_weeks(run, weeks=2, now=datetime(2026, 12, 6, 10, 0, tzinfo=UTC)) == [0]


def test_a_week_can_be_planned_ten_minutes_before_its_date_begins_anywhere_or_as_many_as_the_house_wants(
    settings,
) -> None:
    run = a_run(date(2026, 12, 7))
    begins = datetime(2026, 12, 6, 10, 0, tzinfo=UTC)

    def weeks(minutes: int) -> list[int]:
        return schedule.plannable_weeks(run, weeks=2, now=begins - timedelta(minutes=minutes))

    assert (weeks(11), weeks(10), weeks(0)) == ([], [0], [0])
    settings.MOOC_HOLD_MINUTES = 0
    assert (weeks(1), weeks(0)) == ([], [0])


def test_a_week_is_over_when_the_next_date_has_ended_last() -> None:
    run = a_run(date(2026, 12, 7))
    assert not schedule.is_over(run, 0, now=datetime(2026, 12, 15, 12, 0, tzinfo=UTC))
    assert schedule.is_over(run, 0, now=datetime(2026, 12, 15, 12, 1, tzinfo=UTC))


def test_the_current_week_is_none_before_the_first_and_after_the_last() -> None:
    run = a_run(date(2026, 12, 7))

    def week(moment: str) -> int | None:
        at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        return schedule.current_week(run, weeks=2, zone="Asia/Kathmandu", hour=16, now=at)

    assert [
        week(m) for m in ("2026-12-07T10:14", "2026-12-07T10:15", "2026-12-14T10:15", "2026-12-21T10:15")
    ] == [
        None,
        0,
        1,
        None,
    ]


def test_a_zone_that_nobody_knows_counts_as_utc() -> None:
    assert not_before(a_run(date(2026, 12, 7)), 0, "Mars/Olympus") == datetime(2026, 12, 7, 16, tzinfo=UTC)
