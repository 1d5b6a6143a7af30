"""Learners of one pool as arrays: what the search works on.

A *unit* is what moves as one: a learner, or friends who are kept together. The last row of every array is an
empty seat: nobody in it, free at all hours, no levels.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from mooc.pure.timetable import QUARTERS

from .model import Id, Learner
from .reference import Judge, homes_of
from .tables import Lookup, Table, lookups_of

Words = npt.NDArray[np.uint64]
_WORDS = -(-QUARTERS // 64)
_ALWAYS = (1 << QUARTERS) - 1
_COARSE = ((4, 0x1111_1111_1111_1111), (2, 0x5555_5555_5555_5555))
_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Population:
    """`units[u]` are learners (left out where they are columns); `people[u]` counts them; `words[w, u]` are free slots;
    `lookups` value levels.

    One slot stands for `quarters` quarter hours (4 where everybody's zone is whole hours from UTC). `old[u]` is the
    group that most of a unit are in now, as a number (-1: none), `stays[u]` how many of it; `pinned[u]`: must stay.
    `ranks[criterion][u]` is the level of a unit's first, -1: not known.
    """

    units: tuple[tuple[Learner, ...], ...]
    people: npt.NDArray[np.int64]
    words: Words
    quarters: int
    lookups: tuple[Lookup, ...]
    apart: Mapping[int, frozenset[int]]
    bounds: tuple[int, int]
    old: npt.NDArray[np.int64]
    stays: npt.NDArray[np.int64]
    pinned: npt.NDArray[np.bool_]
    ranks: Mapping[str, npt.NDArray[np.int64]]

    @property
    def empty(self) -> int:
        """Return the row of the empty seat."""
        return len(self.people) - 1

    @property
    def slots(self) -> int:
        """Return how many slots a week has."""
        return QUARTERS // self.quarters


def populate(judge: Judge, units: Sequence[tuple[Learner, ...]], bounds: tuple[int, int]) -> Population:
    """Turn the units of one pool into arrays."""
    quarters, words = 1, np.zeros((0, len(units) + 1), np.uint64)
    if judge.rules.hours:
        quarters, words = _packed([*(judge.common(unit) for unit in units), _ALWAYS])
    old, stays = _now(units)
    pool = judge.pool_of(units[0][0])
    return Population(
        units=tuple(units),
        people=np.array([*(len(unit) for unit in units), 0], dtype=np.int64),
        words=words,
        quarters=quarters,
        lookups=lookups_of(judge, lambda item: judge.shares(item, pool), partial(_codes, units), bounds[1]),
        apart=_apart(judge, units),
        bounds=bounds,
        old=old,
        stays=stays,
        pinned=np.array([*(bool(homes_of(unit)) for unit in units), False]),
        ranks={
            item.name: np.array([judge.rank(item, unit[0]) for unit in units])
            for item in judge.rules.criteria
        },
    )


def _codes(units: Sequence[tuple[Learner, ...]], table: Table) -> npt.NDArray[np.int64]:
    return np.array([*(sum(map(table.code_of, unit)) for unit in units), 0], dtype=np.int64)


def _now(units: Sequence[tuple[Learner, ...]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the group that most of each unit are in now, as a number, and how many of them."""
    numbers: dict[Id, int] = {}
    old, stays = np.full(len(units) + 1, -1), np.zeros(len(units) + 1, np.int64)
    for row, unit in enumerate(units):
        groups = Counter(learner.group for learner in unit if learner.group is not None)
        for group, people in groups.most_common(1):
            old[row], stays[row] = numbers.setdefault(group, len(numbers)), people
    return old, stays


def _packed(free: Sequence[int]) -> tuple[int, Words]:
    """Pack slots into words, as coarse as loses nothing; words come first, so that each is one long row."""
    rows = b"".join(bits.to_bytes(_WORDS * 8, "little") for bits in free)
    words = np.frombuffer(rows, np.uint64).reshape(len(free), _WORDS)
    for quarters, firsts in _COARSE:
        # All or none of the quarter hours of each slot: a slot's first bit, times all its bits, is the slot.
        if ((words & np.uint64(firsts)) * np.uint64((1 << quarters) - 1) == words).all():
            return quarters, _thinned(words, quarters)
    return 1, np.ascontiguousarray(words.T)


def _thinned(words: Words, quarters: int) -> Words:
    """Keep one bit a slot, some rows at a time: unpacked, they take eight times the space."""
    width = -(-QUARTERS // quarters // 64) * 8
    thin = np.zeros((len(words), width), np.uint8)
    for start in range(0, len(words), _ROWS):
        rows = slice(start, start + _ROWS)
        bits = np.unpackbits(words[rows].view(np.uint8), axis=1, bitorder="little")[:, :QUARTERS:quarters]
        packed = np.packbits(bits, axis=1, bitorder="little")
        thin[rows, : packed.shape[1]] = packed
    return np.ascontiguousarray(thin.view(np.uint64).T)


def _apart(judge: Judge, units: Sequence[tuple[Learner, ...]]) -> dict[int, frozenset[int]]:
    unit_of = {learner.id: row for row, unit in enumerate(units) for learner in unit}
    found = {
        row: frozenset(unit_of[id_] for learner in unit for id_ in judge.strangers(learner) if id_ in unit_of)
        for row, unit in enumerate(units)
        if any(judge.strangers(learner) for learner in unit)
    }
    return {row: others for row, others in found.items() if others}
