"""Every part of the score that looks at levels, as a table: level counts of a group in, weighted score out.

A learner adds one digit to a number in base (biggest group + 1); the number of a group is the sum of its
learners' and says how many members have each level. So a swap costs one subtraction, one addition, one look-up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from .model import Learner, Level
from .rules import FLAGS, Criterion
from .scoring import part_scores
from .words import Known

Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int64]
# With groups of up to 7 a table of this size knows 6 levels, with groups of up to 10, 5.
_MOST_ENTRIES = 1 << 18
# A merged one should stay in the processor's nearest cache.
_MOST_MERGED = 1 << 16
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Table:
    """One criterion in one pool. Levels that share a digit are one level to the search, not to the judge."""

    criterion: Criterion
    digits: dict[Level, int]
    scores: Floats

    def code_of(self, learner: Learner) -> int:
        """Return the number that a learner adds to that of his group."""
        trait = self.criterion.trait
        if trait == FLAGS:
            return sum(self.digits.get(flag, 0) for flag in set(learner.flags))
        return self.digits.get(learner.traits[trait], 0) if trait in learner.traits else 0


@dataclass(frozen=True, slots=True)
class Lookup:
    """Some criteria as one table, and what each unit adds to the number of its group."""

    scores: Floats
    codes: Counts


def lookups_of(
    known: Known,
    shares: Callable[[Criterion], Mapping[Level, float]],
    codes_of: Callable[[Table], Counts],
    biggest: int,
) -> tuple[Lookup, ...]:
    """Return as few tables as hold every criterion; one without levels is worth the same to every group.

    `shares` are those of the pool's levels, `codes_of` answers the number that each unit adds, 0 for the empty seat.
    """
    tables = (_table(known, item, shares(item), biggest + 1) for item in known.rules.criteria)
    found = [Lookup(table.scores, codes_of(table)) for table in tables]
    return _merged(sorted(found, key=lambda lookup: -len(lookup.scores)))


def _merged(lookups: Sequence[Lookup]) -> tuple[Lookup, ...]:
    """Make one table of several while it is small enough: one look-up instead of two."""
    kept: list[Lookup] = []
    for lookup in lookups:
        place = next(
            (k for k, other in enumerate(kept) if len(other.scores) * len(lookup.scores) <= _MOST_MERGED),
            None,
        )
        if place is None:
            kept.append(lookup)
        else:
            kept[place] = _product(kept[place], lookup)
    return tuple(kept)


def _product(one: Lookup, other: Lookup) -> Lookup:
    scores = (other.scores[:, None] + one.scores[None, :]).ravel()
    return Lookup(scores, one.codes + other.codes * len(one.scores))


def _table(known: Known, criterion: Criterion, shares: Mapping[Level, float], base: int) -> Table:
    weight, all_levels = known.rules.shares[criterion.name], known.levels[criterion.name]
    levels = _order(criterion, all_levels, shares) if weight else []
    most = int(log(_MOST_ENTRIES) / log(base) + _TINY)
    if criterion.kind in ("mix", "never_alone", "spread"):
        place = {level: min(rank, most - 1) for rank, level in enumerate(levels)}
    else:
        place = {level: rank * min(most, len(levels)) // len(levels) for rank, level in enumerate(levels)}
    used = len(set(place.values()))
    counts = np.indices((base,) * used).reshape(used, -1)[::-1] if used else np.zeros((0, 1), np.int64)
    merged = [sum(shares.get(level, 0.0) for level in levels if place[level] == k) for k in range(used)]
    scores = weight * part_scores(criterion.kind, counts, merged, len(all_levels))
    return Table(criterion, {level: base**k for level, k in place.items()}, scores.astype(np.float32))


def _order(criterion: Criterion, levels: Sequence[Level], shares: Mapping[Level, float]) -> list[Level]:
    """Return ranks for `alike`, otherwise the most common level first, so that rare ones share a digit."""
    if criterion.kind == "alike":
        return [*levels]
    return sorted(shares, key=lambda level: (-shares[level], str(level)))
