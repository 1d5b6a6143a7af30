"""What pages show of runs and courses, ready to draw; templates ask nothing more of the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mooc.courses.queries import read_course
from mooc.pure.coursebook import Course
from mooc.runs.dates import Door, door, newest_date
from mooc.runs.models import Run
from mooc.runs.queries import run_numbers

from .languages import language_name

ENOUGH = 5


@dataclass(frozen=True, slots=True)
class RunCard:
    """A run with its course as it is now, and whether its door is open."""

    run: Run
    course: Course
    door: Door
    has_begun: bool
    people: int = 0

    @property
    def is_open(self) -> bool:
        """Say whether somebody may sign up, early or late."""
        return self.door != Door.CLOSED

    @property
    def is_late(self) -> bool:
        """Say whether who signs up now gets an open seat instead of a new group."""
        return self.door == Door.LATE

    @property
    def is_over(self) -> bool:
        """Say whether the run has ended."""
        return self.run.state in (Run.State.FINISHED, Run.State.ARCHIVED)

    @property
    def company(self) -> int:
        """How many people have confirmed, once they are enough to be worth saying."""
        return self.people if self.people >= ENOUGH else 0

    @property
    def weeks(self) -> int:
        """How many weekly messages there are."""
        return len(self.course.weeks)

    @property
    def language(self) -> str:
        """The course's language, by its own name."""
        return language_name(self.course.language)


@dataclass(frozen=True, slots=True)
class SyllabusRow:
    """One week of a course, with its date when a run is known."""

    label: str
    title: str
    is_break: bool
    day: date | None = None


def run_card(run: Run, *, now: datetime, people: int = 0) -> RunCard:
    """Return the card of one run; its course is read from a cache."""
    return RunCard(
        run=run,
        course=read_course(run.version_id),
        door=door(run, now),
        has_begun=run.starts_date <= newest_date(now),
        people=people,
    )


def run_cards(runs: Sequence[Run], *, now: datetime) -> list[RunCard]:
    """Return the cards of several runs, in their order. One query for how many people are in each."""
    numbers = run_numbers(runs)
    return [run_card(run, now=now, people=numbers[run.pk].confirmed) for run in runs]


def syllabus(course: Course, starts: date | None = None) -> list[SyllabusRow]:
    """Return the weeks of a course in the order they come."""
    return [
        SyllabusRow(
            label=course.week_label(week),
            title=week.title,
            is_break=week.is_break,
            day=starts + timedelta(days=7 * week.index) if starts else None,
        )
        for week in course.weeks
    ]
