"""A small pool as arrays: everything that the walk over its groups has to know, exact to the last level."""

from collections.abc import Sequence
from functools import reduce
from itertools import combinations
from math import ceil, floor, gcd, inf
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mooc.pure.timetable import QUARTERS

from ..kept import kept_pairs
from ..pools import Divided, Unit
from ..reference import Judge, homes_of
from ..rules import KINDS, Criterion

Bits = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# A group is one word of bits.
MOST_UNITS = 63
_TINY = 1e-9


class Small(NamedTuple):
    """A pool of at most 63 units.

    `people[u]`; `fits[u]` bits of the units that may share a group with u; `free[u, w]` bits of slots; `hours[slots]`
    and `sized[people]` weighted scores (-inf: forbidden); `counts[c, u, level]` people; `kinds[c]` as in KINDS;
    `over` and `under[c, people, level]` most and least people of a level in a fair mix; `levels[c]` how many can be;
    `bonus[u, v]` for two units in one group, on the diagonal within one; `most_kept` for a pair of people.
    """

    people: Ints
    fits: Bits
    free: Bits
    hours: Floats
    sized: Floats
    kinds: Ints
    weights: Floats
    levels: Ints
    counts: Ints
    over: Ints
    under: Ints
    bonus: Floats
    most_kept: float
    low: int
    high: int

    def ordered(self, order: Ints) -> "Small":
        """Return the same pool with its units in another order."""
        units = len(self.people)
        return self._replace(
            people=self.people[order],
            fits=packed(unpacked(self.fits, units)[np.ix_(order, order)]),
            free=self.free[order],
            counts=self.counts[:, order],
            bonus=self.bonus[np.ix_(order, order)],
        )


def unpacked(masks: Bits, units: int) -> npt.NDArray[np.bool_]:
    """Return a row of truths for each word."""
    return ((masks[:, None] >> np.arange(units, dtype=np.uint64)) & np.uint64(1)).astype(np.bool_)


def packed(rows: npt.NDArray[np.bool_]) -> Bits:
    """Return a word for each row of truths."""
    bits: Bits = (rows.astype(np.uint64) << np.arange(rows.shape[1], dtype=np.uint64)).sum(
        axis=1, dtype=np.uint64
    )
    return bits


def small_pool(judge: Judge, pool: Divided) -> Small:
    """Turn a pool into arrays."""
    units, rules = pool.units, judge.rules
    bounds = rules.size.bounds(judge.pools[pool.pool])
    criteria = [item for item in rules.criteria if rules.shares[item.name]]
    slot, free = _free(judge, units, bounds[0])
    counts = _counts(judge, criteria, units)
    over, under = _fair(judge, criteria, pool, counts.shape[2], bounds[1])
    return Small(
        people=np.array([len(unit) for unit in units], np.int64),
        fits=_fits(judge, units, bounds[1]),
        free=free,
        hours=_hours(judge, slot, free.shape[1] * 64),
        sized=_sized(judge, bounds),
        kinds=np.array([KINDS.index(item.kind) for item in criteria], np.int64),
        weights=np.array([rules.shares[item.name] for item in criteria], np.float64),
        levels=np.array([len(judge.levels[item.name]) for item in criteria], np.int64),
        counts=counts,
        over=over,
        under=under,
        bonus=_bonus(units, rules.keep),
        most_kept=rules.keep if kept_pairs(learner for unit in units for learner in unit) else 0.0,
        low=bounds[0],
        high=bounds[1],
    )


def _free(judge: Judge, units: Sequence[Unit], fewest: int) -> tuple[float, Bits]:
    """Return how many hours a slot stands for, and bits of free slots; slots too few are free in are left out."""
    if not judge.rules.hours:
        return 0.0, np.zeros((len(units), 0), np.uint64)
    common = [judge.common(unit) for unit in units]
    rows = b"".join(bits.to_bytes(QUARTERS // 8, "little") for bits in common)
    table = np.unpackbits(np.frombuffer(rows, np.uint8).reshape(len(units), -1), axis=1, bitorder="little")
    people = np.array([len(unit) for unit in units])
    kinds, times = np.unique(table[:, people @ table >= fewest], axis=1, return_counts=True)
    quarters = reduce(gcd, times.tolist(), 0) or 1
    slots = np.repeat(kinds, times // quarters, axis=1)
    width = max(1, -(-slots.shape[1] // 64))
    rows_of_bytes = np.zeros((len(units), width * 8), np.uint8)
    rows_of_bytes[:, : -(-slots.shape[1] // 8)] = np.packbits(slots, axis=1, bitorder="little")
    return quarters / 4, rows_of_bytes.view(np.uint64)


def _hours(judge: Judge, slot: float, most: int) -> Floats:
    rules = judge.rules.hours
    if not rules:
        return np.zeros(1)
    hours = np.arange(most + 1) * slot
    worth = judge.rules.shares["availability"] * np.minimum(1, hours / rules.desired)
    return np.where(hours >= rules.minimum, worth, -inf)


def _sized(judge: Judge, bounds: tuple[int, int]) -> Floats:
    target, sizes = judge.rules.size.target, np.arange(bounds[1] + 1)
    worth = judge.rules.shares["size"] * np.maximum(0, 1 - abs(sizes - target) / target)
    return np.where(sizes >= bounds[0], worth, -inf)


def _fits(judge: Judge, units: Sequence[Unit], most: int) -> Bits:
    ids = [{learner.id for learner in unit} for unit in units]
    strange = [set().union(*(judge.strangers(learner) for learner in unit)) for unit in units]
    least = judge.rules.hours.minimum if judge.rules.hours else 0
    common = [judge.common(unit) if judge.rules.hours else 0 for unit in units]
    fits = np.zeros(len(units), np.uint64)
    for u, one in enumerate(units):
        for v, other in enumerate(units):
            shared = (common[u] & common[v]).bit_count() / 4 >= least
            homes = homes_of(one) | homes_of(other)
            small = len(one) + len(other) <= most
            if u != v and shared and small and not strange[u] & ids[v] and len(homes) <= 1:
                fits[u] |= np.uint64(1 << v)
    return fits


def _counts(judge: Judge, criteria: Sequence[Criterion], units: Sequence[Unit]) -> Ints:
    most = max((len(judge.levels[item.name]) for item in criteria), default=0)
    counts = np.zeros((len(criteria), len(units), most), np.int64)
    for c, item in enumerate(criteria):
        place = {level: number for number, level in enumerate(judge.levels[item.name])}
        for u, unit in enumerate(units):
            for learner in unit:
                for value in judge.values(item, learner):
                    counts[c, u, place[value]] += 1
    return counts


def _fair(
    judge: Judge, criteria: Sequence[Criterion], pool: Divided, levels: int, biggest: int
) -> tuple[Ints, Ints]:
    over = np.zeros((len(criteria), biggest + 1, levels), np.int64)
    under = np.zeros_like(over)
    for c, item in enumerate(criteria):
        shares = judge.shares(item, pool.pool)
        for number, level in enumerate(judge.levels[item.name]):
            for size in range(biggest + 1):
                over[c, size, number] = ceil(size * shares.get(level, 0.0) - _TINY)
                under[c, size, number] = floor(size * shares.get(level, 0.0) + _TINY)
    return over, under


def _bonus(units: Sequence[Unit], keep: float) -> Floats:
    within = [kept_pairs(unit) for unit in units]
    pairs = np.diag(np.array(within, np.float64))
    for (u, one), (v, other) in combinations(enumerate(units), 2):
        pairs[u, v] = pairs[v, u] = kept_pairs((*one, *other)) - within[u] - within[v]
    return keep * pairs
