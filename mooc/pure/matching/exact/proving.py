"""Proving which groups are the best: prices, cuts, lists that grow, a search in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from .arrays import Bits, Floats, Ints, Small, packed, unpacked
from .cuts import violated
from .dive import dive
from .relaxed import Relaxed, Solution
from .walk import Found, Prices, walk

_FIRST_PRICE = 0.75
# Groups that one walk lists: to price, and to search among.
_PRICED, _LISTED = 100_000, 400_000
_OF_ALL, _OF_EACH = 200, 15
_ROUNDS, _LEAST_PROGRESS = 40, 0.01
# How far from the bound to search first, and how much further each time that nothing proves enough.
_NEAR, _FURTHER = 0.1, 1.5
_TINY = 1e-7


@dataclass(frozen=True, slots=True)
class Proof:
    """The best groups known (bits), what they are worth in all, and what nothing can exceed."""

    groups: tuple[int, ...]
    value: float
    bound: float

    @property
    def is_exact(self) -> bool:
        """Return whether nothing can be better."""
        return self.bound <= self.value + 2 * _TINY


def prove(small: Small, groups: Sequence[int], values: Sequence[float], stop: Ints) -> Proof:
    """Return the best groups, beginning with some that are known. `stop[0]`, set by another thread, ends it early."""
    relaxed = Relaxed(len(small.people))
    relaxed.add(np.array(groups, np.uint64), np.array(values, np.float64))
    proof = Proof(tuple(groups), sum(values), inf)
    solution, last = _priced(small, relaxed, stop), inf
    for number in range(_ROUNDS):
        if (
            solution is None
            or solution.value - proof.value < _TINY
            or last - solution.value < _LEAST_PROGRESS
        ):
            break
        last = solution.value
        proof = Proof(proof.groups, proof.value, min(proof.bound, last))
        is_used = solution.shares > _TINY
        sets, parts = violated(relaxed.masks[is_used], solution.shares[is_used], relaxed.units, number)
        if not len(sets):
            break
        relaxed.cut(sets, parts)
        better = _priced(small, relaxed, stop)
        if better is None:
            break
        solution = better
    if solution is None:
        return proof
    bound = max(proof.value, min(proof.bound, solution.value))
    return _searched(small, solution, Proof(proof.groups, proof.value, bound), stop)


def _priced(small: Small, relaxed: Relaxed, stop: Ints) -> Solution | None:
    """Add groups until none is worth more than it costs, so that the value is a bound; None when stopped."""
    solution = None
    if len(relaxed.masks) == 0:
        return _begun(small, relaxed, stop)
    while True:
        solution = relaxed.solve()
        masks, values, gains, is_all = _above(small, solution.prices, _TINY, _PRICED, stop)
        if stop[0]:
            return None
        if not len(masks):
            return solution if is_all else None
        kept = _diverse(masks, gains, relaxed.units)
        if not relaxed.add(masks[kept], values[kept]):
            return solution


def _begun(small: Small, relaxed: Relaxed, stop: Ints) -> Solution | None:
    units = relaxed.units
    none = np.zeros(0, np.int64)
    prices = Prices(small.people * np.float64(_FIRST_PRICE), np.zeros(0, np.uint64), none, np.zeros(0))
    for price in (prices, prices._replace(units=np.zeros(units))):
        masks, values, gains, _ = _above(small, price, 0.0, _PRICED, stop)
        if len(masks):
            kept = _diverse(masks, gains, units)
            relaxed.add(masks[kept], values[kept])
            return _priced(small, relaxed, stop)
    return None if stop[0] else Solution(0.0, prices._replace(units=np.zeros(units)), np.zeros(0))


def _above(
    small: Small, prices: Prices, threshold: float, room: int, stop: Ints
) -> tuple[Bits, Floats, Floats, bool]:
    """Return groups that gain more than the threshold, what they are worth and gain, and whether these are all."""
    order = np.argsort(prices.units / small.people, kind="stable")
    units, counts = len(order), prices.sums > _TINY
    turned = Prices(
        prices.units[order],
        packed(unpacked(prices.sets[counts], units)[:, order]),
        prices.parts[counts],
        prices.sums[counts],
    )
    found = Found(np.zeros(room, np.uint64), np.zeros(room), np.zeros(room))
    number, is_all = walk(small.ordered(order), turned, threshold, found, stop)
    rows = np.zeros((number, units), np.bool_)
    rows[:, order] = unpacked(found.masks[:number], units)
    return packed(rows), found.values[:number], found.gains[:number], is_all


def _diverse(masks: Bits, gains: Floats, units: int) -> Ints:
    """Return the places of the groups with the highest gains, of all and of each unit."""
    order = np.argsort(-gains, kind="stable")
    rows = unpacked(masks[order], units)
    kept = [order[:_OF_ALL], *(order[np.flatnonzero(rows[:, unit])[:_OF_EACH]] for unit in range(units))]
    return np.unique(np.concatenate(kept))


def _searched(small: Small, solution: Solution, proof: Proof, stop: Ints) -> Proof:
    """Search among the groups near the bound, further and further from it."""
    bound, near = proof.bound, _NEAR
    while not proof.is_exact:
        near = min(near, bound - proof.value)
        masks, values, gains, is_all = _above(small, solution.prices, -near - _TINY, _LISTED, stop)
        if not is_all:
            return proof
        order = np.argsort(-gains, kind="stable")
        losses = np.maximum(0, -gains[order])
        groups = np.zeros(len(small.people) + 2, np.uint64)
        value, is_all = dive(
            masks[order],
            losses,
            values[order],
            small.people,
            solution.prices.units,
            near,
            bound,
            proof.value,
            groups,
            stop,
        )
        found = tuple(int(group) for group in groups if group)
        reached = max(value, bound - near) if is_all else proof.bound
        proof = Proof(found or proof.groups, value, min(proof.bound, reached))
        if not is_all:
            return proof
        near *= _FURTHER
    return proof
