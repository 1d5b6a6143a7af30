"""The best choice among listed groups: depth first, never further from the bound than is allowed."""

# mypy: disable-error-code="misc,untyped-decorator,no-untyped-call"

import numpy as np
from numba import njit

from .arrays import Bits, Floats, Ints
from .walk import lowest

_ONE = np.uint64(1)
_CHECK = 1e-9
_BETTER = 1e-7


@njit(cache=True, nogil=True)
def dive(  # noqa: C901  (compiled code pays for each call that takes arrays)
    masks: Bits,
    losses: Floats,
    values: Floats,
    people: Ints,
    prices: Floats,
    budget: float,
    bound: float,
    best: float,
    groups: Bits,
    stop: Ints,
) -> tuple[float, bool]:
    """Fill `groups` with the best choice that is better than `best` and within `budget` of `bound`.

    `losses` (ascending) are what each group falls short of its price, `prices` what each unit left out costs: the sum
    of both is how far a choice is from the bound, or more. Each node puts the unit with fewest groups left into each
    of them, then leaves it out; it is given up when even the smallest shares of all units exceed what may be lost.
    Return what the best is worth, and whether all was searched.
    """
    units = len(prices)
    listed = np.empty((units + 2, len(masks)), np.int32)
    length, place = np.zeros(units + 2, np.int64), np.zeros(units + 2, np.int64)
    unit = np.zeros(units + 2, np.int64)
    used, pick = np.zeros(units + 2, np.uint64), np.full(units + 2, -1, np.int64)
    left, value = np.zeros(units + 2), np.zeros(units + 2)
    sizes = _sizes(masks, people)
    listed[0] = np.arange(len(masks))
    length[0], left[0] = len(masks), budget
    depth, is_new = 0, True
    while depth >= 0:
        if stop[0]:
            return best, False
        if is_new:
            is_new = False
            most = length[depth]
            least, unit[depth] = _least(
                masks, losses, sizes, listed[depth, :most], people, prices, used[depth]
            )
            place[depth] = 0
            if least > left[depth] or unit[depth] < 0:
                if least <= left[depth] and value[depth] > best + _CHECK:
                    best = value[depth]
                    groups[:] = 0
                    for level in range(depth):
                        if pick[level] >= 0:
                            groups[level] = masks[pick[level]]
                    left -= max(0.0, left[0] - (bound - best - _BETTER))
                depth -= 1
                continue
        bit, most = _ONE << np.uint64(unit[depth]), length[depth]
        while place[depth] < most and not masks[listed[depth, place[depth]]] & bit:
            place[depth] += 1
        is_in = place[depth] < most
        if place[depth] > most:
            depth -= 1
            continue
        group = listed[depth, place[depth]] if is_in else -1
        loss = losses[group] if is_in else prices[unit[depth]]
        place[depth] += 1
        if loss > left[depth]:
            # Groups are in the order of their losses: only leaving the unit out remains.
            place[depth] = most if is_in else most + 1
            continue
        taken = masks[group] if is_in else bit
        pick[depth], used[depth + 1] = group, used[depth] | taken
        left[depth + 1] = left[depth] - loss
        value[depth + 1] = value[depth] + (values[group] if is_in else 0.0)
        length[depth + 1] = _remaining(
            masks, losses, listed[depth, :most], taken, left[depth + 1], listed[depth + 1]
        )
        depth += 1
        is_new = True
    return best, True


@njit(cache=True, nogil=True)
def _sizes(masks: Bits, people: Ints) -> Floats:
    sizes = np.zeros(len(masks))
    for group in range(len(masks)):
        for unit in range(len(people)):
            if (masks[group] >> np.uint64(unit)) & _ONE:
                sizes[group] += people[unit]
    return sizes


@njit(cache=True, nogil=True)
def _least(
    masks: Bits,
    losses: Floats,
    sizes: Floats,
    listed: np.ndarray,
    people: Ints,
    prices: Floats,
    used: np.uint64,
) -> tuple[float, int]:
    """Return the least that can be lost from here, and the unit with fewest groups left (-1: none has any)."""
    units = len(prices)
    share, choices = prices.copy(), np.zeros(units, np.int64)
    for group in listed:
        each, word = losses[group] / sizes[group], masks[group]
        while word:
            unit = lowest(word)
            word &= word - _ONE
            choices[unit] += 1
            share[unit] = min(share[unit], each * people[unit])
    least, chosen = 0.0, -1
    for one in range(units):
        if not (used >> np.uint64(one)) & _ONE:
            least += share[one]
            if choices[one] and (chosen < 0 or choices[one] < choices[chosen]):
                chosen = one
    return least, chosen


@njit(cache=True, nogil=True)
def _remaining(
    masks: Bits, losses: Floats, listed: np.ndarray, taken: np.uint64, left: float, into: np.ndarray
) -> int:
    number = 0
    for group in listed:
        if losses[group] > left:
            break
        if not masks[group] & taken:
            into[number] = group
            number += 1
    return number
