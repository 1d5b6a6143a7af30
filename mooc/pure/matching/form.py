"""Forming groups: pools, a first partition, the search, and an answer for everybody."""

from collections.abc import Callable, Iterable, Sequence

from . import words
from .errors import BadLearner
from .model import Grouped, Id, Learner, Result, Unplaced
from .pace import Gone, paces
from .pools import Divided, divide
from .reference import Judge, score_groups
from .rules import Rules

Progress = Callable[[float], None]
# Rounds of the search: many for few people, who need luck; fewer for many, who have choice.
_ROUNDS_OF_FEW, _ROUNDS_OF_MANY, _MANY = 600, 120, 5_000
# What a round costs, measured on a shared core of 2026: makes `seconds` buy the same rounds on every machine.
_SECONDS_A_ROUND, _SECONDS_A_PERSON = 3e-4, 9e-7


def form_groups(
    learners: Iterable[Learner],
    rules: Rules,
    seed: int,
    *,
    effort: float | None = None,
    seconds: float | None = None,
    progress: Progress | None = None,
    gone: Gone | None = None,
) -> Result:
    """Group the learners who want it; same learners, rules and seed give the same answer on every machine.

    Hard rules are never broken: who fits nowhere is unplaced, with the reason and what would help. `effort` 1 is
    the usual care, 4 takes four times as long; `seconds` asks for about so long instead, counted in steps and not
    by a clock. `progress` hears the share done, 0 to 1. `gone` is asked which share of the time is over: a late
    search cools down as fast as it must, so the answer depends on the clock then, but keeps every rule.
    Time and memory grow linearly with the learners.
    Raises BadLearner for ids that come twice, timetable errors for zones or hours that are none.
    """
    from .grouping import group_pool  # brings numpy, 10 MiB that a process which only sends mail does without

    people = tuple(learners)
    judge = Judge(people, rules)
    if len(judge.people) < len(people):
        raise BadLearner(
            f"{len(people) - len(judge.people)} ids come more than once. Give each learner one id."
        )
    pools = divide(judge)
    plan = _rounds(pools, effort, seconds)
    each = paces(plan, [_cost(pool) for pool in pools], progress, gone)
    groups: list[list[Id]] = []
    unplaced: list[Unplaced] = []
    for pool, pace in zip(pools, each, strict=True):
        found, left = group_pool(judge, pool, seed, pace)
        groups += found
        unplaced += (*pool.unplaced, *left)
    return _result(judge, people, groups, unplaced)


def _rounds(pools: Sequence[Divided], effort: float | None, seconds: float | None) -> list[int]:
    """Return rounds for each pool: by effort, or dividing the seconds by the people."""
    people = [len(pool.units) for pool in pools]
    if seconds is not None:
        share = seconds / max(1, sum(people))
        return [max(10, int(share * len(pool.units) / _cost(pool))) for pool in pools]
    return [round(_usual_rounds(count) * (1.0 if effort is None else effort)) for count in people]


def _cost(pool: Divided) -> float:
    """Return how many seconds a round takes."""
    return _SECONDS_A_ROUND + _SECONDS_A_PERSON * len(pool.units)


def _usual_rounds(people: int) -> int:
    if people <= 10:
        return 30
    return round(max(_ROUNDS_OF_MANY, _ROUNDS_OF_FEW - people * (_ROUNDS_OF_FEW - _ROUNDS_OF_MANY) / _MANY))


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
