"""Grouping one pool: a first partition, the search, and a reason for everybody left over."""

import zlib
from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
import numpy.typing as npt

from . import words
from .all_groups import all_groups
from .board import ONE, SHARE, Board, Ints, board_of
from .chance import key_of
from .growth import grown
from .model import Id, Unplaced
from .pace import Pace
from .packing import Units, pack
from .plan import FEW, Plan, heat_of
from .pools import Divided
from .population import Population, populate
from .reference import Judge
from .rounds import worths_of
from .rules import Rules
from .search import compiled, improve, plain
from .start import as_rows, first_groups, staying_groups, with_empty_rows

# How many others a learner left over is compared with, to say why.
_COMPARED = 2_000
# Of so few units all groups are listed, if hours are scarce.
_ENUMERATED = 63
# In pools of so many, groups that score so high are left as they are, but for so many of them for each of the others.
_VERY_MANY, _GOOD, _GOOD_TOO = 20_000, 0.95, 0.1
_ROWS = 8_192


def group_pool(
    judge: Judge, pool: Divided, seed: int, plan: Plan, pace: Pace, threads: Executor
) -> tuple[list[list[Id]], list[Unplaced]]:
    """Return the groups of one pool, and those for whom it has no seat with the reason."""
    if not pool.units:
        return [], []
    population = populate(judge, pool.units, judge.rules.size.bounds(judge.pools[pool.pool]))
    members = searched(
        judge.rules, population, [seed, zlib.crc32(repr(pool.pool).encode())], plan, pace, threads
    )
    rows = [[unit for unit in row if unit != population.empty] for row in members.tolist()]
    low = population.bounds[0]
    left = [unit for row in rows if _people(population, row) < low for unit in row]
    return (
        [_ids(population, row) for row in rows if _people(population, row) >= low],
        [found for unit in left for found in _left_over(judge, population, unit)],
    )


def searched(
    rules: Rules, population: Population, seeds: Sequence[int], plan: Plan, pace: Pace, threads: Executor
) -> Ints:
    """Search as often as the plan says; return the best that was found, the first of equals."""
    board, members = _start(rules, population, seeds, plan, pace, threads)
    is_open = _is_open(board, population, members, plan)
    stack = np.stack([members[is_open]] * len(plan.slopes))
    improve(
        board,
        stack,
        np.array([key_of(*seeds, number) for number in range(len(stack))]),
        slopes=plan.slopes,
        heat=heat_of(is_staying=bool(board.keep) and is_staying(population), is_grown=plan.passes > 0),
        pace=pace.times(len(members) / stack.shape[1]),
        engine=compiled(threads) if plan.is_compiled else plain,
    )
    return np.concatenate([members[~is_open], _best(board, population, stack)])


def _is_open(board: Board, population: Population, members: Ints, plan: Plan) -> npt.NDArray[np.bool_]:
    """Return which groups are searched: of very many people those that are not good yet, and as many good ones."""
    is_open = np.ones(len(members), np.bool_)
    if not plan.passes or population.empty < _VERY_MANY or is_staying(population):
        return is_open
    for start in range(0, len(members), _ROWS):
        rows = slice(start, start + _ROWS)
        people = population.people[members[rows]].sum(axis=1)
        is_open[rows] = worths_of(board, members[rows]) < people * (_GOOD * ONE * SHARE)
        is_open[rows] |= people == 0
    good = np.flatnonzero(~is_open)
    is_open[good[:: max(1, len(good) // max(1, int(is_open.sum() * _GOOD_TOO)))]] = True
    if is_open.sum() % 2:
        is_open[np.argmin(is_open)] = True
    return is_open


def _start(
    rules: Rules, population: Population, seeds: Sequence[int], plan: Plan, pace: Pace, threads: Executor
) -> tuple[Board, Ints]:
    hours = rules.hours
    if is_staying(population) or (hours and plan.passes):
        board = board_of(rules, population)
        none = np.zeros((0, board.high), np.int64)
        groups, left = staying_groups(board) if board.keep else (none, np.arange(board.empty))
        if hours and plan.passes:
            more, left = grown(board, left, hours.desired, seeds, plan.passes, pace.started(), threads)
            groups = np.concatenate([groups, more])
        alone = np.full((len(left), board.high), board.empty)
        alone[:, 0] = left
        return board, with_empty_rows(np.concatenate([groups, alone]), board.empty)
    start = first_groups(rules, population)
    low, high = population.bounds
    is_sized = all(low <= _people(population, group) <= high for group in start)
    board = board_of(rules, population, is_strict=is_sized and not hours)
    return board, as_rows(population, start)


def is_staying(population: Population) -> bool:
    """Are most of these people in a group now, so that most should stay as they are?"""
    return bool(population.stays.sum() * 2 > population.people.sum())


def _best(board: Board, population: Population, stack: Ints) -> Ints:
    """Return the best of several answers; of few units the groups of all of them that go together best."""
    members: Ints
    if len(stack) == 1:
        members = stack[0]
        return members
    worths = [worths_of(board, members) for members in stack]
    best = int(np.argmax([worth.sum() for worth in worths]))
    if population.empty > FEW:
        members = stack[best]
        return members
    found = [_worthy(members, own, population.empty) for members, own in zip(stack, worths, strict=True)]
    if board.slots and population.empty <= _ENUMERATED:
        rows = all_groups(board)
        found.append(_worthy(rows, worths_of(board, rows), population.empty))
    groups = {group: worth for own in found for group, worth in own.items()}
    packed = pack(groups, [*found[best]])
    seated = {unit for group in packed for unit in group}
    return as_rows(
        population, [*packed, *((unit,) for unit in range(population.empty) if unit not in seated)]
    )


def _worthy(members: Ints, worths: Ints, empty: int) -> dict[Units, int]:
    """Return the groups that are worth something, and what."""
    return {
        tuple(sorted(unit for unit in row if unit != empty)): worth
        for row, worth in zip(members.tolist(), worths.tolist(), strict=True)
        if worth > 0
    }


def _people(population: Population, units: Sequence[int]) -> int:
    return int(population.people[[*units]].sum())


def _ids(population: Population, units: Sequence[int]) -> list[Id]:
    return [learner.id for unit in units for learner in population.units[unit]]


def _left_over(judge: Judge, population: Population, unit: int) -> list[Unplaced]:
    """Say why there was no seat for a unit: too few people at its hours, or full groups."""
    compatible = None
    if judge.rules.hours and population.empty <= _COMPARED:
        common = population.words[:, :-1] & population.words[:, [unit]]
        slots = np.bitwise_count(common).sum(axis=0, dtype=np.int64)
        is_near = slots * population.quarters >= judge.rules.hours.minimum * 4
        compatible = int(population.people[:-1][is_near].sum() - population.people[unit])
    objection = words.left_over(judge, compatible, population.bounds[0])
    return [words.unplaced(learner.id, objection) for learner in population.units[unit]]
