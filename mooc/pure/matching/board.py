"""One pool as the search sees it: plain arrays of whole numbers, so that every engine computes exactly the same.

Scores are fixed point: a part of the score that is 1 is `ONE`; people times score times `SHARE` is what the search
adds up. Whole numbers have no order of summation, so numpy and numba answer alike to the last bit.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .population import Population
from .rules import Rules

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
ONE = 1 << 20
SHARE = 1 << 12
# What a broken hard rule costs: more than any group is worth.
NEVER = -(1 << 56)
# Temperature is in people's whole scores, times HEAT; a draw of the table below times that is in the sum's unit.
HEAT = 1 << 16
_DRAWS = 1 << 12
# How much less a group counts that is too small, in the last rounds.
_STEEP = 6.0


class Board(NamedTuple):
    """Units in rows, the empty seat last; `tables[starts[k] + sum of codes[:, k]]`, `hours[slots in common]` and
    `sized[people]` are the weighted parts of a score; `old` is the group of now (-1: none) of `stays` people of the
    unit, a pair of whom is worth `keep`; no two that are `pinned` share a group, nor u and
    `apart[apart_at[u]:apart_at[u + 1]]`.
    """

    words: Words
    people: Ints
    codes: Ints
    tables: Ints
    starts: Ints
    hours: Ints
    sized: Ints
    old: Ints
    stays: Ints
    pinned: npt.NDArray[np.bool_]
    apart_at: Ints
    apart: Ints
    keep: int
    slots: int
    step: int
    low: int
    target: int
    high: int

    @property
    def empty(self) -> int:
        """Return the row of the empty seat."""
        return len(self.people) - 1


def board_of(rules: Rules, population: Population, *, is_strict: bool = False) -> Board:
    """Return a pool as arrays. `is_strict`: no group may become too small, not even on the way."""
    low, high = population.bounds
    size, target = np.arange(2 * high + 1), rules.size.target
    sized = np.round(ONE * rules.shares["size"] * np.maximum(0, 1 - abs(size - target) / target))
    sized[size > high] = NEVER
    if is_strict:
        sized[1:low] = NEVER
    lookups = population.lookups
    apart_at, apart = _apart(population)
    return Board(
        words=np.ascontiguousarray(population.words.T),
        people=population.people,
        codes=np.stack([lookup.codes for lookup in lookups], axis=1)
        if lookups
        else np.zeros((len(population.people), 0), np.int64),
        tables=_whole(np.concatenate([np.zeros(0), *(lookup.scores for lookup in lookups)]) * ONE),
        starts=np.cumsum([0, *(len(lookup.scores) for lookup in lookups)])[:-1].astype(np.int64),
        hours=_hours(rules, population),
        sized=_whole(sized),
        old=population.old,
        stays=population.stays,
        pinned=population.pinned,
        apart_at=apart_at,
        apart=apart,
        keep=round(rules.keep * ONE * SHARE) if (population.old >= 0).any() else 0,
        slots=population.slots if rules.hours else 0,
        step=max(1, 4 // population.quarters),
        low=low,
        target=target,
        high=high,
    )


def leaning(board: Board, slope: float) -> Ints:
    """Return [is_cold, people]: what so many people count: all of them times (size / minimum) ** slope."""
    size = np.arange(len(board.sized))
    fill = np.minimum(1.0, size / board.low)
    return _whole(np.stack([size * fill**slope, size * fill**_STEEP]) * SHARE)


def draws() -> Ints:
    """Return equally likely draws of the Gumbel distribution: the best of value + heat x draw is a Boltzmann choice."""
    return _whole(-np.log(-np.log((np.arange(_DRAWS) + 0.5) / _DRAWS)) * (ONE * SHARE / HEAT))


def _hours(rules: Rules, population: Population) -> Ints:
    if not rules.hours:
        return np.zeros(1, np.int64)
    hours = np.arange(population.slots + 1) * (population.quarters / 4)
    worth = _whole(ONE * rules.shares["availability"] * np.minimum(1, hours / rules.hours.desired))
    return np.where(hours >= rules.hours.minimum, worth, NEVER)


def _apart(population: Population) -> tuple[Ints, Ints]:
    at = np.zeros(len(population.people) + 1, np.int64)
    for unit, others in population.apart.items():
        at[unit + 1] = len(others)
    lists = [sorted(population.apart[unit]) for unit in sorted(population.apart)]
    return np.cumsum(at), np.array([other for others in lists for other in others], np.int64)


def _whole(values: npt.NDArray[np.float64]) -> Ints:
    return np.round(values).astype(np.int64)
