"""The simulated world of a demo: one run, its people, its dice, and a clock that the plot moves."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TypeVar

from mooc.cli import sweeps
from mooc.people.models import Person
from mooc.pure.coursebook import Course
from mooc.runs.models import Run

from .cast import Character

# So many acts of learners share a transaction.
CHUNK = 250
T = TypeVar("T")
# Told the stage of the plot, how much of it is done, and how much there is.
Advance = Callable[[str, int, int], None]


@dataclass
class Stage:
    """The simulated world: its clock, its dice, its people."""

    run: Run
    course: Course
    organiser: Person
    cast: Sequence[Character]
    weeks: int
    rng: random.Random
    advance: Advance
    now: datetime = field(default=datetime(2000, 1, 1, tzinfo=UTC))
    letters: int = 0

    def at(self, day: int, hour: int = 12) -> datetime:
        """Return noon, or another UTC hour, of a day counted from the run's start."""
        start = self.run.starts_date
        self.now = datetime(start.year, start.month, start.day, tzinfo=UTC) + timedelta(days=day, hours=hour)
        return self.now

    def tick(self, day: int, hour: int = 12) -> None:
        """Let the worker do what it does at that moment, and send all that is due."""
        sweeps.one_pass(now=self.at(day, hour))


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterable[Sequence[T]]:
    """Yield slices of at most `size`."""
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk
