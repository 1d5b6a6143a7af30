"""What comes next in runs, by date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mooc.courses.queries import read_course
from mooc.runs.models import Run

OVER = (Run.State.FINISHED, Run.State.ARCHIVED, Run.State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Step:
    """One dated step of a run, on the local date of each reader."""

    day: date
    words: str
    run: Run
    is_past: bool


def steps_of(run: Run, *, today: date) -> list[Step]:
    """Return all dated steps of a run, earliest first."""
    weeks = read_course(run.version_id).weeks
    dated = [
        (run.ready_asked_date, "I ask everybody: are you in?"),
        (run.groups_formed_date, "I propose groups to you"),
        (run.sign_up_closes_date, "last day to sign up"),
        *(
            (
                run.starts_date + timedelta(days=7 * number),
                f"message {number + 1} of {len(weeks)}: {week.title}",
            )
            for number, week in enumerate(weeks)
        ),
        (run.ends_date, "the run ends"),
    ]
    return [Step(day, words, run, day < today) for day, words in sorted(dated, key=lambda pair: pair[0])]


def next_steps(runs: Iterable[Run], *, today: date, limit: int = 6) -> list[Step]:
    """Return what comes next over several runs; runs that are over have nothing to come."""
    steps = [step for run in runs if run.state not in OVER for step in steps_of(run, today=today)]
    return sorted((step for step in steps if not step.is_past), key=lambda step: step.day)[:limit]


@dataclass(frozen=True, slots=True)
class Track:
    """The weeks of a run as ticks of a clock (`elements/track.html`), and the same in words."""

    states: tuple[str, ...]
    words: str


def track_of(run: Run, *, today: date) -> Track:
    """Say which messages have gone out, which is this week's, and which are to come."""
    weeks = read_course(run.version_id).weeks
    number = (today - run.starts_date).days // 7
    states = tuple(_tick(index, number, week.kind) for index, week in enumerate(weeks))
    if number < 0:
        return Track(states, f"{len(weeks)} weekly messages to come")
    if number >= len(weeks):
        return Track(states, f"all {len(weeks)} weekly messages have gone out")
    return Track(states, f"message {number + 1} of {len(weeks)} is this week's")


def _tick(index: int, now: int, kind: str) -> str:
    state = "sent" if index < now else "this" if index == now else "to-come"
    return f"{state} break" if kind == "break" else state
