"""A run over time: sign-ups a day, posts and check-ins a week."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate

from mooc.courses.queries import read_course
from mooc.groups.models import Post
from mooc.progress.queries import answers_by_week
from mooc.runs.models import Enrolment, Run

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers over time for a sparkline, with a label each."""

    labels: list[str]
    values: list[int]

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(self.values)

    @property
    def is_line(self) -> bool:
        """Whether there is more than one point to draw."""
        return len(self.values) > 1

    @property
    def description(self) -> str:
        """What the line shows, in words."""
        first, last = self.labels[0], self.labels[-1]
        if not self.is_line:
            return f"{self.total:,}, all of them on {first}."
        return f"From {first} to {last}: {self.total:,} in all, at most {max(self.values):,} at once."


@dataclass(frozen=True, slots=True)
class WeekOfCheckIns:
    """How many answered after one message, and what."""

    label: str
    done: int
    partly: int
    stuck: int
    skipping: int

    @property
    def total(self) -> int:
        """Everybody who answered."""
        return self.done + self.partly + self.stuck + self.skipping


def sign_ups_a_day(run: Run) -> Series:
    """Count sign-ups a day (UTC), from the first to the last day that had one; one query."""
    rows = (
        Enrolment.objects.filter(run=run)
        .annotate(day=TruncDate("signed_up_at"))
        .values_list("day")
        .order_by("day")
        .annotate(Count("id"))
    )
    counted = dict(rows)
    days = _days(counted)
    return Series([f"{day:%-d %B}" for day in days], [counted.get(day, 0) for day in days])


def _days(counted: Iterable[date]) -> list[date]:
    days = list(counted)
    if not days:
        return []
    return [days[0] + timedelta(days=number) for number in range((days[-1] - days[0]).days + 1)]


def posts_a_week(run: Run) -> Series:
    """Count what learners of the run posted in each week of it; one query."""
    rows = (
        Post.objects.filter(author__run=run)
        .annotate(day=TruncDate("posted_at"))
        .values_list("day")
        .order_by("day")
        .annotate(Count("id"))
    )
    counted: Counter[int] = Counter()
    for day, many in rows:
        counted[max(0, (day - run.starts_date) // WEEK)] += many
    if not counted:
        return Series([], [])
    weeks = range(max(counted) + 1)
    return Series(
        [f"week {number + 1} of the run" for number in weeks], [counted[number] for number in weeks]
    )


def check_ins(run: Run) -> list[WeekOfCheckIns]:
    """Return what learners answered after each message; weeks without an answer are left out."""
    course = read_course(run.version_id)
    answered = answers_by_week(run)
    return [
        WeekOfCheckIns(
            f"{course.week_label(week)}: {week.title}",
            **{word: answered[number].get(word, 0) for word in ("done", "partly", "stuck", "skipping")},
        )
        for number, week in enumerate(course.weeks)
        if number in answered
    ]
