"""Forming groups of many people: the same search, with columns instead of objects before and after it."""

import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import Executor

import numpy as np
import numpy.typing as npt

from . import words
from .columns import Columns, columns_of
from .crowd import crowd_of, divided, population_of
from .errors import BadLearner
from .grouping import searched
from .model import Learner, Result
from .pace import Pace
from .plan import Plan
from .rules import Rules
from .verdict import Verdict

Ints = npt.NDArray[np.int64]
Planner = Callable[[Sequence[int]], list[tuple[Plan, Pace]]]


def form_many(
    learners: Sequence[Learner], rules: Rules, seed: int, planner: Planner, threads: Executor
) -> Result:
    """Group learners; `planner` says how long to search pools of so many units. See `form_groups`."""
    if twice := len(learners) - len({learner.id for learner in learners}):
        raise BadLearner(f"{twice} ids come more than once. Give each learner one id.")
    return form_columns(columns_of(learners, rules), seed, planner, threads)


def form_columns(columns: Columns, seed: int, planner: Planner, threads: Executor) -> Result:
    """Group learners who are columns already."""
    rules = columns.rules
    crowd = crowd_of(columns)
    pools, unplaced = divided(crowd)
    planned = planner([len(units) for units in pools])
    found: list[tuple[Ints, Ints]] = []
    for number, (units, (plan, pace)) in enumerate(zip(pools, planned, strict=True)):
        if not len(units):
            continue
        population = population_of(crowd, number, units)
        seeds = [seed, zlib.crc32(repr(columns.pools[number]).encode())]
        members = searched(rules, population, seeds, plan, pace, threads)
        is_big = population.people[members].sum(axis=1) >= population.bounds[0]
        seated = members[is_big]
        own, seat = np.nonzero(seated != population.empty)
        left = np.setdiff1d(np.arange(len(units)), seated[own, seat])
        rows, place = crowd.rows_of(units[seated[own, seat]])
        found.append((rows, own[place]))
        objection = words.left_over(columns, None, population.bounds[0])
        unplaced += [
            words.unplaced(columns.ids[row], objection) for row in crowd.rows_of(units[left])[0].tolist()
        ]
    verdict = Verdict(columns, *_in_order(found))
    place_of = {item.id: at for at, item in enumerate(unplaced)}
    in_order = [unplaced[place_of[id_]] for id_ in columns.ids if id_ in place_of]
    return Result(verdict, tuple(in_order), verdict.report(in_order))


def _in_order(found: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Return rows group by group, and where each group begins: members, and groups by their first, as in the input."""
    rows = np.concatenate([np.zeros(0, np.int64), *(rows for rows, _ in found)])
    more = np.cumsum([0, *(int(group.max(initial=-1)) + 1 for _, group in found)])
    group = np.concatenate(
        [np.zeros(0, np.int64), *(own + at for (_, own), at in zip(found, more, strict=False))]
    )
    first = np.full(int(more[-1]), len(rows) and int(rows.max()))
    np.minimum.at(first, group, rows)
    order = np.lexsort((rows, first[group]))
    begins = np.flatnonzero(np.diff(first[group][order], prepend=-1))
    return rows[order], np.append(begins, len(rows))
