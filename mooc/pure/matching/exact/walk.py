"""The walk over all groups that a small pool allows: depth first, by bits, cut off where nothing good can follow."""

# mypy: disable-error-code="misc,untyped-decorator,no-untyped-call,call-arg,no-any-return"

from typing import Any, NamedTuple

import numpy as np
from numba import int64, njit, uint64
from numba.extending import intrinsic

from .arrays import Bits, Floats, Ints, Small

_ONE, _NONE = np.uint64(1), np.uint64(0)
_MIX, _ALIKE, _NEVER_ALONE = 0, 1, 2  # places in KINDS


class Prices(NamedTuple):
    """What each unit costs, and what a group costs that holds whole parts of the sets of cuts."""

    units: Floats
    sets: Bits
    parts: Ints
    sums: Floats


class Found(NamedTuple):
    """Room for groups: their bits, what each is worth, and what is left of that after its price."""

    masks: Bits
    values: Floats
    gains: Floats


@intrinsic
def ones(_context: Any, _word: Any) -> Any:
    """Count the bits of a word: one instruction."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return int64(uint64), build


@njit(cache=True, nogil=True)
def lowest(word: np.uint64) -> np.int64:
    """Return the place of the lowest bit."""
    return ones((word & (~word + _ONE)) - _ONE)


@njit(cache=True, nogil=True)
def walk(  # noqa: C901  (compiled code pays for each call that takes arrays)
    small: Small, prices: Prices, threshold: float, found: Found, stop: Ints
) -> tuple[int, bool]:
    """List the groups that are worth `threshold` more than they cost; return how many, and whether that is all.

    It ends early when there is no room left, or `stop[0]` is set by another thread. Cheap units come first, so
    that whoever comes later costs at least as much.
    """
    high, words = small.high, small.free.shape[1]
    waiting, group = np.zeros(high + 1, np.uint64), np.zeros(high + 1, np.uint64)
    common = np.full((high + 1, words), ~_NONE)
    chosen, size = np.zeros(high + 1, np.int64), np.zeros(high + 1, np.int64)
    paid, kept = np.zeros(high + 1), np.zeros(high + 1)
    counts = np.zeros((small.counts.shape[0], small.counts.shape[2]), np.int64)
    number, depth = 0, 0
    waiting[0] = (_ONE << np.uint64(len(small.people))) - _ONE
    while depth >= 0:
        if waiting[depth] == _NONE:
            depth -= 1
            if depth >= 0:
                _count(counts, small.counts[:, chosen[depth]], -1)
            continue
        unit = lowest(waiting[depth])
        waiting[depth] &= waiting[depth] - _ONE
        people = size[depth] + small.people[unit]
        if people > high:
            continue
        slots = 0
        for word in range(words):
            common[depth + 1, word] = common[depth, word] & small.free[unit, word]
            slots += ones(common[depth + 1, word])
        hours = small.hours[slots]
        if hours == -np.inf:
            continue
        if stop[0]:
            return number, False
        price = paid[depth] + prices.units[unit]
        extra = kept[depth] + small.bonus[unit, unit]
        for seat in range(depth):
            extra += small.bonus[chosen[seat], unit]
        bits = group[depth] | (_ONE << np.uint64(unit))
        _count(counts, small.counts[:, unit], 1)
        if people >= small.low:
            value = people * (hours + small.sized[people] + _soft(small, counts)) + extra
            gain = value - price
            if gain > threshold:
                gain -= _cut(prices, bits)
            if gain > threshold:
                if number == len(found.masks):
                    return number, False
                found.masks[number], found.values[number], found.gains[number] = bits, value, gain
                number += 1
        following = waiting[depth] & small.fits[unit]
        each = prices.units[unit] / small.people[unit]
        if following and _promises(small, counts, people, hours, extra - price, each, threshold):
            chosen[depth] = unit
            depth += 1
            waiting[depth], size[depth], paid[depth] = following, people, price
            kept[depth], group[depth] = extra, bits
        else:
            _count(counts, small.counts[:, unit], -1)
    return number, True


@njit(cache=True, nogil=True)
def _count(counts: Ints, own: Ints, sign: int) -> None:
    for criterion in range(counts.shape[0]):
        for level in range(counts.shape[1]):
            counts[criterion, level] += sign * own[criterion, level]


@njit(cache=True, nogil=True)
def _cut(prices: Prices, bits: np.uint64) -> float:
    total = 0.0
    for number in range(len(prices.sets)):
        total += prices.sums[number] * (ones(bits & prices.sets[number]) // prices.parts[number])
    return total


@njit(cache=True, nogil=True)
def _promises(
    small: Small, counts: Ints, people: int, hours: float, rest: float, each: float, threshold: float
) -> bool:
    """Could a group with more people than these be worth it? Hours and likeness only get less."""
    best = hours
    for criterion in range(len(small.kinds)):
        part = _alike(counts[criterion], small.levels[criterion]) if small.kinds[criterion] == _ALIKE else 1.0
        best += small.weights[criterion] * part
    for size in range(max(people + 1, small.low), small.high + 1):
        pairs = small.most_kept * (size * (size - 1) - people * (people - 1)) / 2
        if size * (best + small.sized[size]) + rest + pairs - (size - people) * each > threshold:
            return True
    return False


@njit(cache=True, nogil=True)
def _soft(small: Small, counts: Ints) -> float:
    """Return the weighted parts of the score that look at levels, as the judge defines them."""
    total = 0.0
    for criterion in range(len(small.kinds)):
        kind, own = small.kinds[criterion], counts[criterion]
        if kind == _MIX:
            part = _mix(own, small.over[criterion], small.under[criterion])
        elif kind == _ALIKE:
            part = _alike(own, small.levels[criterion])
        elif kind == _NEVER_ALONE:
            part = 1.0
            for level in range(len(own)):
                if own[level] == 1:
                    part = 0.0
        else:
            part = _spread(own, small.levels[criterion])
        total += small.weights[criterion] * part
    return total


@njit(cache=True, nogil=True)
def _mix(own: Ints, over: Ints, under: Ints) -> float:
    people, much, less = own.sum(), 0, 0
    for level in range(len(own)):
        much += max(0, own[level] - over[people, level])
        less += max(0, under[people, level] - own[level])
    return 1.0 - max(much, less) / max(1, people)


@njit(cache=True, nogil=True)
def _alike(own: Ints, levels: int) -> float:
    first, last = -1, -1
    for level in range(len(own)):
        if own[level]:
            first = level if first < 0 else first
            last = level
    return 1.0 - (last - first) / max(1, levels - 1)


@njit(cache=True, nogil=True)
def _spread(own: Ints, levels: int) -> float:
    people, distinct = 0, 0
    for level in range(len(own)):
        people += own[level]
        distinct += own[level] > 0
    return distinct / min(people, levels) if people else 1.0
