"""From good groups to the best ones: the answer of the search, proven or made better where pools are small."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from . import words
from .bounds import pool_bounds
from .exact.arrays import MOST_UNITS, Ints, Small, small_pool
from .exact.proving import Proof, prove
from .kept import kept_pairs
from .model import Grouped, Id, Result, Unplaced
from .pace import Gone
from .pools import Divided, divide
from .reference import Judge

# How often the clock is asked whether time is over.
_SECONDS_BETWEEN = 0.05


def proven(
    judge: Judge, result: Result, gone: Gone | None
) -> tuple[list[list[Id]], list[Unplaced], float, bool]:
    """Return groups, who is unplaced, a bound of J, and whether it is proven that nothing is better.

    Pools of more than 63 units are left as they are. `gone` says which share of the time is over: then the best
    groups known and the bound proven by then are returned.
    """
    bounds = pool_bounds(judge)
    groups: list[list[Id]] = []
    left: list[Unplaced] = []
    is_exact = True
    with _watched(gone) as stop:
        for pool in divide(judge):
            left += pool.unplaced
            if not pool.units:
                continue
            found = [
                group for group in result.groups if judge.pool_of(judge.people[group.members[0]]) == pool.pool
            ]
            if len(pool.units) > MOST_UNITS:
                is_exact = False
                groups += (list(group.members) for group in found)
                left += _as_they_were(result, pool)
                continue
            proof, small = _proof(judge, pool, found, stop)
            bounds[pool.pool] = min(bounds[pool.pool], proof.bound)
            is_exact &= proof.is_exact
            chosen = [
                [unit for unit in range(len(small.people)) if bits >> unit & 1] for bits in proof.groups
            ]
            groups += ([one.id for unit in units for one in pool.units[unit]] for units in chosen)
            left += _left_over(judge, pool, small, {unit for units in chosen for unit in units})
    return groups, left, sum(bounds.values()) / max(1, len(judge.wanting)), is_exact


def _proof(judge: Judge, pool: Divided, found: Sequence[Grouped], stop: Ints) -> tuple[Proof, Small]:
    """Prove a pool, starting with the groups found in it."""
    small = small_pool(judge, pool)
    unit_of = {learner.id: number for number, unit in enumerate(pool.units) for learner in unit}
    masks = [sum({1 << unit_of[member] for member in group.members}) for group in found]
    values = [
        len(group.members) * group.score
        + judge.rules.keep * kept_pairs(judge.people[member] for member in group.members)
        for group in found
    ]
    return prove(small, masks, values, stop), small


@contextmanager
def _watched(gone: Gone | None) -> Iterator[Ints]:
    """Give a place that a thread sets to 1 when all time is gone: compiled code can look at it, but at no clock."""
    stop, is_done = np.zeros(1, np.int64), threading.Event()

    def watch() -> None:
        while gone and not is_done.wait(_SECONDS_BETWEEN):
            if gone() >= 1:
                stop[0] = 1
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield stop
    finally:
        is_done.set()
        watcher.join()


def _as_they_were(result: Result, pool: Divided) -> Iterator[Unplaced]:
    ids = {learner.id for unit in pool.units for learner in unit}
    return (item for item in result.unplaced if item.id in ids)


def _left_over(judge: Judge, pool: Divided, small: Small, seated: set[int]) -> Iterator[Unplaced]:
    for number in (number for number in range(len(pool.units)) if number not in seated):
        compatible = sum(
            int(small.people[other])
            for other in range(len(pool.units))
            if int(small.fits[number]) >> other & 1
        )
        objection = words.left_over(judge, compatible if judge.rules.hours else None, small.low)
        yield from (words.unplaced(learner.id, objection) for learner in pool.units[number])
