"""Forming groups: pools, a first partition, the search, and an answer for everybody."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from os import cpu_count
from typing import TYPE_CHECKING

from . import words
from .errors import BadLearner
from .exact import need_solver
from .model import Grouped, Id, Learner, Result, Unplaced
from .pace import Gone, Pace, paces
from .plan import Plan, plans
from .pools import divide
from .reference import Judge, score_groups
from .rules import Rules

if TYPE_CHECKING:
    from .columns import Columns

Progress = Callable[[float], None]
# More people than this are kept as columns; tests hold both ways together.
MANY = 5_000
# Where a clock ends the search, so many times the steps that one core does in that time are planned for each core.
_MORE = 2.0


def form_groups(
    learners: "Iterable[Learner] | Columns",
    rules: Rules,
    seed: int,
    *,
    effort: float | None = None,
    seconds: float | None = None,
    exact: bool = False,
    progress: Progress | None = None,
    gone: Gone | None = None,
) -> Result:
    """Group the learners who want it; same learners, rules and seed give the same answer on every machine.

    Hard rules are never broken: who fits nowhere is unplaced, with the reason and what would help. `effort` 1 is
    the usual care, 4 takes four times as long; `seconds` asks for about so long instead, counted in steps and not
    by a clock, unless there is one. `progress` hears the share done, 0 to 1. `gone` is asked which share of the time
    is over: a late search cools down as fast as it must, so the answer depends on the clock then, but keeps every rule.
    Time and memory grow linearly with the learners. `exact` goes on from there to groups that are proven to be the
    best where pools are small (60 people or so), for as long as `gone` allows; `seconds` means nothing then.
    Raises BadLearner for ids that come twice, NoSolver for exact without what it needs, timetable errors for zones
    or hours that are none. Who has a million of them gives columns of the same rules, which are not proven `exact`.
    """
    from .grouping import group_pool  # brings numpy, 10 MiB that a process which only sends mail does without

    if exact:
        need_solver()
    planner = _planner(rules, effort, None if exact else seconds, progress, gone)
    if not isinstance(learners, Iterable):
        return _formed_columns(learners, seed, planner)
    people = tuple(learners)
    with ThreadPoolExecutor(cpu_count() or 1) as threads:
        if len(people) > MANY and not exact:
            from .many import form_many

            return form_many(people, rules, seed, planner, threads)
        judge = Judge(people, rules)
        if len(judge.people) < len(people):
            raise BadLearner(
                f"{len(people) - len(judge.people)} ids come more than once. Give each learner one id."
            )
        pools = divide(judge)
        groups: list[list[Id]] = []
        unplaced: list[Unplaced] = []
        for pool, (plan, pace) in zip(pools, planner([len(pool.units) for pool in pools]), strict=True):
            found, left = group_pool(judge, pool, seed, plan, pace, threads)
            groups += found
            unplaced += (*pool.unplaced, *left)
    result = _result(judge, people, groups, unplaced)
    return _proven(judge, people, result, gone) if exact else result


def load_search(rules: Rules) -> None:
    """Load the compiled search, if there is one, by forming one small group: half a second of no search."""
    form_groups([Learner(number, "") for number in range(rules.size.minimum)], rules, 0, effort=0.0)


def _formed_columns(
    columns: "Columns", seed: int, planner: Callable[[Sequence[int]], list[tuple[Plan, Pace]]]
) -> Result:
    from .many import form_columns

    with ThreadPoolExecutor(cpu_count() or 1) as threads:
        return form_columns(columns, seed, planner, threads)


def _planner(
    rules: Rules,
    effort: float | None,
    seconds: float | None,
    progress: Progress | None,
    gone: Gone | None,
) -> Callable[[Sequence[int]], list[tuple[Plan, Pace]]]:
    """Return what says how long to search each of several pools."""
    from .search import has_numba

    steps = seconds * _MORE * (cpu_count() or 1) if seconds is not None and gone else seconds

    def planned(units: Sequence[int]) -> list[tuple[Plan, Pace]]:
        hours = rules.hours is not None
        found = plans(units, hours=hours, effort=effort, seconds=steps, compiled=has_numba())
        each = paces([plan.rounds for plan in found], [plan.cost for plan in found], progress, gone)
        return [*zip(found, each, strict=True)]

    return planned


def _proven(judge: Judge, people: Sequence[Learner], result: Result, gone: Gone | None) -> Result:
    from .proven import proven

    groups, unplaced, bound, is_exact = proven(judge, result, gone)
    better = _result(judge, people, groups, unplaced)
    return replace(
        better, report=replace(better.report, bound=min(bound, better.report.bound), exact=is_exact)
    )


def _result(
    judge: Judge, people: Sequence[Learner], groups: Sequence[Sequence[Id]], unplaced: Sequence[Unplaced]
) -> Result:
    """Score, explain and put in the order of the input, so that nothing depends on the path of the search."""
    place = {learner.id: number for number, learner in enumerate(people)}
    ordered = sorted(
        (sorted(group, key=place.__getitem__) for group in groups), key=lambda group: place[group[0]]
    )
    grouped, report = score_groups(judge, ordered, unplaced)
    explained = (
        Grouped(group.members, group.score, group.parts, words.why(judge, group), group.slots)
        for group in grouped
    )
    return Result(tuple(explained), tuple(sorted(unplaced, key=lambda item: place[item.id])), report)
