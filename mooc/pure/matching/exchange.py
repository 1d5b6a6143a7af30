"""What every exchange of two seats between two groups would be worth, for many pairs of groups at once."""

import numpy as np
import numpy.typing as npt

from .population import Population, Words
from .rules import Rules

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
# What a broken hard rule costs: more than any group is worth.
_NEVER = np.float32(-1e6)


class Worth:
    """What sizes and hours are worth, by look-up."""

    def __init__(self, rules: Rules, population: Population, *, is_strict: bool = False) -> None:
        """`is_strict`: no group may become too small, not even on the way."""
        low, high = population.bounds
        self._size = np.arange(2 * high + 1)
        self._fill = np.minimum(1.0, self._size / low)
        self._slope = 0.0
        target = rules.size.target
        sized = rules.shares["size"] * np.maximum(0, 1 - abs(self._size - target) / target)
        self.sized = np.where(self._size > high, _NEVER, sized).astype(np.float32)
        if is_strict:
            self.sized[1:low] = _NEVER
        self.hours = _hours_worth(rules, population)
        self.lean(1.0)

    def lean(self, slope: float) -> None:
        """Set how little a group counts that is too small: its people times (size / minimum) ** slope."""
        if slope != self._slope:
            self._slope = slope
            self.people = (self._size * self._fill**slope).astype(np.float32)


def _hours_worth(rules: Rules, population: Population) -> Floats:
    if not rules.hours:
        return np.zeros(1, np.float32)
    hours = np.arange(population.slots + 1) * (population.quarters / 4)
    worth = rules.shares["availability"] * np.minimum(1, hours / rules.hours.desired)
    return np.where(hours >= rules.hours.minimum, worth, _NEVER).astype(np.float32)


def with_empty_seat(members: Ints, empty: int) -> Ints:
    """Return groups with one more seat, so that an exchange with it is a move."""
    return np.concatenate([members, np.full((len(members), 1), empty)], axis=1)


def exchange_values(population: Population, worth: Worth, a: Ints, b: Ints) -> Floats:
    """Return [pair, i, j]: what both groups are worth after seat i of `a` and seat j of `b` change places."""
    return _values(population, worth, a, b) + _values(population, worth, b, a).transpose(0, 2, 1)


def _values(population: Population, worth: Worth, a: Ints, b: Ints) -> Floats:
    """Return [pair, i, j]: what group `a` is worth when seat j of `b` sits on its seat i."""
    size = _replaced(population.people, a, b)
    value: Floats = worth.sized[size]
    for lookup in population.lookups:
        # Clipped: a group too big counts further than its table, and is refused by its size.
        value += lookup.scores.take(_replaced(lookup.codes, a, b), mode="clip")
    if len(population.words):
        value += worth.hours[_common_slots(population.words[:, a], population.words[:, b])]
    value *= worth.people[size]
    return value


def _replaced(amounts: Ints, a: Ints, b: Ints) -> Ints:
    own = amounts[a]
    rest = own.sum(axis=1)[:, None] - own
    total: Ints = rest[:, :, None] + amounts[b][:, None, :]
    return total


def _common_slots(a: Words, b: Words) -> npt.NDArray[np.uint16]:
    """Return [pair, i, j]: in how many slots all of `a` but i are free, and j of `b`."""
    others = _all_but_one(a)
    count = np.zeros((a.shape[1], a.shape[2], b.shape[2]), np.uint16)
    for word in range(len(a)):
        count += np.bitwise_count(others[word][:, :, None] & b[word][:, None, :])
    return count


def _all_but_one(words: Words) -> Words:
    """Return for each seat the slots in which all other seats are free: from the left, then from the right."""
    others = np.empty_like(words)
    left = np.full(words.shape[:2], ~np.uint64(0))
    right = left.copy()
    seats = words.shape[2]
    for seat in range(seats):
        others[:, :, seat] = left
        left &= words[:, :, seat]
    for seat in reversed(range(seats)):
        others[:, :, seat] &= right
        right &= words[:, :, seat]
    return others
