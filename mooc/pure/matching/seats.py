"""Open seats of many groups as arrays: where one more learner adds most, among a million in milliseconds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mooc.pure.timetable import QUARTERS

from .model import Learner
from .reference import Judge, Pool
from .rules import Rules
from .scoring import Counts, Scores, hours_scores, part_scores, size_scores

Words = npt.NDArray[np.uint64]
_WORDS = -(-QUARTERS // 64)
# Groups whose levels are counted at once, those that may gain most first.
_LOOKED_AT = 2_048
_TINY = 1e-8


class Seat(NamedTuple):
    """Where he sits best: the row of the group, and by how much its people times score grow."""

    group: int
    gain: float


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One learner as seats see him: his pool, free quarter hours as bits, and the ranks of his levels by criterion."""

    pool: Pool
    free: int
    ranks: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, judge: Judge, learner: Learner) -> "Newcomer":
        """Take from a learner what counts."""
        ranks = {
            item.name: [judge.levels[item.name].index(level) for level in judge.values(item, learner)]
            for item in judge.rules.criteria
        }
        return cls(judge.pool_of(learner), judge.free(learner), ranks)


@dataclass(slots=True)
class Seats:
    """Groups of one pool that may take people, a column each; hard rules hold in them, but that they may be too small.

    `free[word, group]` are the quarter hours common to all (11 words), `people[group]` how many they are,
    `counts[criterion][level, group]` how many have a level, `shares[criterion][level]` what is fair.
    """

    rules: Rules
    pool: Pool
    free: Words
    people: Counts
    counts: dict[str, Counts]
    shares: Mapping[str, Sequence[float]]
    worth: Scores = field(init=False)

    def __post_init__(self) -> None:
        """Score all groups once."""
        self.worth = np.zeros(len(self.people))
        self._count(np.arange(len(self.people)))

    @classmethod
    def of(cls, judge: Judge, pool: Pool, groups: Sequence[Sequence[Learner]]) -> "Seats":
        """Count learners in groups of one pool; nobody may be in a group that is empty."""
        seats = cls(
            judge.rules,
            pool,
            _words([judge.common(group) for group in groups]),
            np.array([len(group) for group in groups], np.int64),
            {
                item.name: np.zeros((len(judge.levels[item.name]), len(groups)), np.int64)
                for item in judge.rules.criteria
            },
            {
                item.name: [judge.shares(item, pool).get(level, 0.0) for level in judge.levels[item.name]]
                for item in judge.rules.criteria
            },
        )
        for row, group in enumerate(groups):
            for learner in group:
                for name, ranks in Newcomer.of(judge, learner).ranks.items():
                    seats.counts[name][list(ranks), row] += 1
        seats._count(np.arange(len(groups)))
        return seats

    def best_seat(self, newcomer: Newcomer, *, apart: Collection[int] = ()) -> Seat | None:
        """Return the group that gains most by him, of equals the smallest, then the first; None: none may take him.

        `apart` are rows of groups that he must not sit in. Cost is linear in the groups: 170,000 take some 20 ms.
        """
        if newcomer.pool != self.pool:
            return None
        rows, quarters = self._fitting(newcomer, apart)
        most = self._known(rows, quarters, 1) + self._rest * (self.people[rows] + 1) - self.worth[rows]
        order = np.argsort(-most)
        best: Seat | None = None
        for start in range(0, len(order), _LOOKED_AT):
            part = order[start : start + _LOOKED_AT]
            if best is not None and most[part[0]] < best.gain - _TINY:
                break
            best = self._better(best, rows[part], quarters[part], newcomer)
        return best

    def _better(self, best: Seat | None, rows: Counts, quarters: Counts, newcomer: Newcomer) -> Seat:
        gains = self._worth(rows, quarters, newcomer) - self.worth[rows]
        first = np.lexsort((rows, self.people[rows], -np.round(gains, 9)))[0]
        found = Seat(int(rows[first]), float(gains[first]))
        if best is None:
            return found
        return min(best, found, key=lambda seat: (-round(seat.gain, 9), self.people[seat.group], seat.group))

    def take(self, group: int, newcomer: Newcomer) -> None:
        """Seat him: he counts from now on."""
        self.free[:, group] &= _words([newcomer.free])[:, 0]
        self.people[group] += 1
        for name, ranks in newcomer.ranks.items():
            self.counts[name][list(ranks), group] += 1
        self._count(np.array([group]))

    def _fitting(self, newcomer: Newcomer, apart: Collection[int]) -> tuple[Counts, Counts]:
        """Return the rows that may take him, and the quarter hours that they would have in common."""
        may = self.people < self.rules.size.maximum
        may[list(apart)] = False
        rows = np.flatnonzero(may)
        if not self.rules.hours:
            return rows, np.zeros(len(rows), np.int64)
        quarters = self._quarters(rows, _words([newcomer.free])[:, 0])
        enough = quarters >= self.rules.hours.minimum * 4
        return rows[enough], quarters[enough]

    def _quarters(self, rows: Counts, free: Words) -> Counts:
        quarters = np.zeros(len(rows), np.int64)
        for own, his in zip(self.free, free, strict=True):
            if his:
                quarters += np.bitwise_count(own[rows] & his)
        return quarters

    def _count(self, rows: Counts) -> None:
        quarters = self._quarters(rows, np.full(_WORDS, ~np.uint64(0)))
        self.worth[rows] = self._worth(rows, quarters, None)

    @property
    def _rest(self) -> float:
        """Return the most that levels add to a score."""
        return sum(self.rules.shares[item.name] for item in self.rules.criteria)

    def _known(self, rows: Counts, quarters: Counts, more: int) -> Scores:
        """Return what size and hours are worth in some groups, with so many people more."""
        shares, people = self.rules.shares, self.people[rows] + more
        score = shares["size"] * size_scores(self.rules.size, people)
        if self.rules.hours:
            score = score + shares["availability"] * hours_scores(self.rules.hours, quarters)
        known: Scores = people * score
        return known

    def _worth(self, rows: Counts, quarters: Counts, newcomer: Newcomer | None) -> Scores:
        """Return people times score of some groups, with the newcomer in each if there is one."""
        more = int(newcomer is not None)
        score = np.zeros(len(rows))
        for item in self.rules.criteria:
            counts = self.counts[item.name][:, rows]
            if newcomer is not None:
                counts[list(newcomer.ranks[item.name])] += 1
            parts = part_scores(item.kind, counts, self.shares[item.name], len(counts))
            score += self.rules.shares[item.name] * parts
        worth: Scores = self._known(rows, quarters, more) + (self.people[rows] + more) * score
        return worth


def _words(free: Sequence[int]) -> Words:
    """Return bits as [word, group]."""
    rows = b"".join((bits & ((1 << QUARTERS) - 1)).to_bytes(_WORDS * 8, "little") for bits in free)
    return np.frombuffer(rows, np.uint64).reshape(len(free), _WORDS).T.copy()
