"""The search: pairs of groups that share an hour try every swap and every move between them, all pairs at once.

State is a partition of the units into groups that keep every hard rule but one: while searching a group may be too
small, and then counts for less than its people. That slope lets small groups grow or dissolve. Each round pairs
groups by an hour that both have free (an inverted index hour -> groups), values all exchanges of a pair, seats left
empty included, and takes one: the best, or at a temperature one drawn by Boltzmann weights (heat bath). Pairs are
disjoint, so they are one array operation and the order of work never matters.
"""

from collections.abc import Callable

import numpy as np

from .exchange import Floats, Ints, Worth, exchange_values, with_empty_seat
from .population import Population

# Pairs whose arrays fit the processor's cache together.
_PAIRS = 192
# Temperature at the start, in people's whole scores, of a search of so many rounds; a shorter one has no time to
# cool down and begins colder (tried on worlds of 1,000 and 10,000, docs/matching.md).
_HEAT, _LONG = 0.4, 600
# How much less a group counts that is too small, in the last rounds.
_STEEP = 6.0
_LEAST_GAIN = np.float32(1e-5)
_TINY = np.float32(1e-30)


def improve(
    population: Population,
    worth: Worth,
    members: Ints,
    rng: np.random.Generator,
    *,
    rounds: int,
    slope: float,
    progress: Callable[[int], None] = lambda rounds: None,
    gone: Callable[[], float] = lambda: 0.0,
) -> None:
    """Improve `members` (groups x seats, unit rows, empty seats last) in place; cost is rounds x groups.

    Nine tenths of the rounds cool down; the last tenth takes only what is better, with groups
    that are too small counting for almost nothing, so that their people find seats elsewhere. Until then such a
    group counts (size / minimum) ** `slope` times. `gone` says which share of the time is over: a search that is late
    cools down faster, and ends when all is gone.
    """
    cold, heat = max(1, rounds // 10), _HEAT * min(1.0, rounds / _LONG)
    for number in range(rounds):
        late = gone()
        if late >= 1:
            progress(rounds - number)
            return
        left = 1 - max(number, late * rounds) / max(1, rounds - cold)
        worth.lean(slope if left > 0 else _STEEP)
        order = _pairing(population, members, rng)
        for start in range(0, len(order) // 2 * 2, 2 * _PAIRS):
            part = order[start : min(start + 2 * _PAIRS, len(order) // 2 * 2)]
            _exchange(population, worth, members, part, heat * max(0.0, left) ** 2, rng)
        progress(1)


def _pairing(population: Population, members: Ints, rng: np.random.Generator) -> Ints:
    """Return groups in an order in which neighbours share an hour (where groups meet), some empty ones among them."""
    is_used = members[:, 0] != population.empty
    used = np.flatnonzero(is_used)
    rows = np.concatenate([used, np.flatnonzero(~is_used)[: 2 + len(used) // 20]])
    jitter = rng.random(len(rows))
    if not len(population.words):
        return rows[np.argsort(jitter)]
    common = np.bitwise_and.reduce(population.words[:, members[rows]], axis=2)
    step = max(1, 4 // population.quarters)
    probes = rng.permutation(np.arange(rng.integers(step), population.slots, step))
    is_free = (common[probes // 64] >> (probes % 64).astype(np.uint64)[:, None]) & np.uint64(1)
    key = np.where(is_free.any(axis=0), is_free.argmax(axis=0), len(probes))
    return rows[np.argsort(key + jitter)]


def _exchange(
    population: Population, worth: Worth, members: Ints, pairs: Ints, heat: float, rng: np.random.Generator
) -> None:
    """Let each pair of neighbours in `pairs` make one exchange, or none."""
    first, second = pairs[::2], pairs[1::2]
    a, b = (with_empty_seat(members[rows], population.empty) for rows in (first, second))
    seats = a.shape[1]
    gains = exchange_values(population, worth, a, b).reshape(len(a), -1)
    # The last of all exchanges swaps two empty seats: the pair as it is.
    gains -= gains[:, -1:].copy()
    chosen = _draw(gains, heat, rng)
    pair = np.flatnonzero(chosen != gains.shape[1] - 1)
    i, j = np.divmod(chosen[pair], seats)
    if population.apart:
        allowed = [_keeps_apart(population, a[p], b[p], *ij) for p, *ij in zip(pair, i, j, strict=True)]
        pair, i, j = pair[allowed], i[allowed], j[allowed]
    a[pair, i], b[pair, j] = b[pair, j], a[pair, i]
    members[first[pair]] = np.sort(a[pair], axis=1)[:, :-1]
    members[second[pair]] = np.sort(b[pair], axis=1)[:, :-1]


def _draw(gains: Floats, heat: float, rng: np.random.Generator) -> Ints:
    """Choose one exchange a pair: the best, or one by weights exp(gain / heat) (the Gumbel trick)."""
    if heat:
        gains -= np.float32(heat) * np.log(
            np.maximum(rng.standard_exponential(gains.shape, dtype=np.float32), _TINY)
        )
    else:
        gains[:, -1] += _LEAST_GAIN
    chosen: Ints = gains.argmax(axis=1)
    return chosen


def _keeps_apart(population: Population, a: Ints, b: Ints, i: int, j: int) -> bool:
    one, other = int(a[i]), int(b[j])
    stay_a, stay_b = {*a.tolist()} - {one}, {*b.tolist()} - {other}
    nobody: frozenset[int] = frozenset()
    return not (population.apart.get(other, nobody) & stay_a or population.apart.get(one, nobody) & stay_b)
