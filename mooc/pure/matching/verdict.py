"""The judge of many groups: what `reference` says one group at a time, as columns. Tests hold the two together."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
import numpy.typing as npt

from . import words
from .columns import Columns
from .crowd import at_home, bounds_of
from .model import Grouped, Id, Report, Unplaced
from .scoring import Scores, hours_scores, part_scores, size_scores

Ints = npt.NDArray[np.int64]
_CHUNK = 8_192
_TINY = 1e-9
# In larger pools every hour is taken for one at which enough are free.
_MANY = 20_000


@dataclass
class Verdict(Sequence[Grouped]):
    """Groups of rows, judged: those of group g are `rows[begins[g] : begins[g + 1]]`. As a sequence it is groups in
    words, each made when it is asked for.
    """

    columns: Columns
    rows: Ints
    begins: Ints

    @classmethod
    def of(cls, columns: Columns, groups: Sequence[Sequence[Id]]) -> "Verdict":
        """Judge groups of ids."""
        place = {id_: row for row, id_ in enumerate(columns.ids)}
        rows = np.array([place[id_] for group in groups for id_ in group], np.int64)
        return cls(columns, rows, np.cumsum([0, *map(len, groups)]))

    def __len__(self) -> int:
        """Return how many groups there are."""
        return len(self.begins) - 1

    @overload
    def __getitem__(self, at: int) -> Grouped: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Grouped]: ...
    def __getitem__(self, at: int | slice) -> Grouped | Sequence[Grouped]:
        """Return a group with its sentence why."""
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        number = range(len(self))[at]
        rows = self.rows[self.begins[number] : self.begins[number + 1]]
        group = Grouped(
            members=tuple(self.columns.ids[row] for row in rows.tolist()),
            score=float(self.scores[number]),
            parts={name: float(part[number]) for name, part in self.parts.items()},
            slots=self._slots(rows),
        )
        return Grouped(group.members, group.score, group.parts, words.why(self.columns, group), group.slots)

    def __iter__(self) -> Iterator[Grouped]:
        """Go through the groups."""
        return (self[number] for number in range(len(self)))

    def __eq__(self, other: object) -> bool:
        """Are these the same groups?"""
        return (
            isinstance(other, Sequence) and len(self) == len(other) and all(map(Grouped.__eq__, self, other))
        )

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def people(self) -> Ints:
        """Return how many are in each group."""
        return np.diff(self.begins)

    @cached_property
    def group(self) -> Ints:
        """Return the group of each of `rows`."""
        return np.repeat(np.arange(len(self)), self.people)

    @cached_property
    def quarters(self) -> Ints:
        """Return how many quarter hours of the week each group has in common."""
        found = [np.zeros(0, np.int64)]
        for start in range(0, len(self), _CHUNK):
            begins = self.begins[start : start + _CHUNK + 1]
            free = self.columns.quarters(self.rows[begins[0] : begins[-1]])
            common = np.bitwise_and.reduceat(free, begins[:-1] - begins[0], axis=0)
            found.append(np.bitwise_count(common).sum(axis=1, dtype=np.int64))
        return np.concatenate(found)

    @cached_property
    def parts(self) -> dict[str, Scores]:
        """Return each part of the scores."""
        rules = self.columns.rules
        parts = {"size": size_scores(rules.size, self.people)}
        if rules.hours:
            parts["availability"] = hours_scores(rules.hours, self.quarters)
        of_row = np.full(len(self.columns.pool), -1)
        of_row[self.rows] = self.group
        for item in rules.criteria:
            rows, ranks = self.columns.said[item.name]
            levels = len(self.columns.levels[item.name])
            grouped = of_row[rows] >= 0
            places = ranks[grouped].astype(np.int64) * len(self) + of_row[rows[grouped]]
            counts = np.bincount(places, minlength=levels * len(self)).reshape(levels, len(self))
            parts[item.name], shares = np.ones(len(self)), self.columns.shares(item)
            for pool in range(len(self.columns.pools)) if item.kind == "mix" else (0,):
                own = self.pool == pool if item.kind == "mix" else np.ones(len(self), np.bool_)
                fair = shares[pool].tolist()[:levels] if len(shares) else []
                parts[item.name][own] = part_scores(item.kind, counts[:, own], fair, levels)
        return {name: parts[name] for name in rules.weights}

    @cached_property
    def pool(self) -> Ints:
        """Return the pool of the first of each group."""
        return self.columns.pool[self.rows[self.begins[:-1]]].astype(np.int64)

    @cached_property
    def scores(self) -> Scores:
        """Return the scores; 0 for a group that breaks a rule."""
        total = np.zeros(len(self))
        for name, share in self.columns.rules.shares.items():
            total += share * self.parts[name]
        total[np.logical_or.reduce([*self.broken.values()])] = 0.0
        return total

    @cached_property
    def broken(self) -> dict[str, npt.NDArray[np.bool_]]:
        """Return for each hard rule the groups that break it."""
        columns, rules = self.columns, self.columns.rules
        low, high = np.array([bounds_of(columns, pool) for pool in range(len(columns.pools))] or [(0, 0)]).T
        broken = {
            "size": (self.people < low[self.pool]) | (self.people > high[self.pool]),
            "same": self._any(columns.pool[self.rows] != self.pool[self.group]),
            "unwanted": self._any(columns.pool[self.rows] < 0),
            "keep_with": self._tied(self._friends, together=True),
            "keep_apart": self._tied(columns.strangers, together=False),
            "home": self._homes(),
        }
        if rules.hours:
            broken["hours"] = self.quarters < rules.hours.minimum * 4
        return broken

    def report(self, unplaced: Sequence[Unplaced]) -> Report:
        """Return the numbers over all groups."""
        columns, is_good = self.columns, self.scores > 0
        wrong = Counter({name: int(groups.sum()) for name, groups in self.broken.items()})
        wanted = int((columns.pool >= 0).sum())
        wrong["twice"] = int((np.bincount(self.rows, minlength=len(columns.pool)) > 1).sum())
        wrong["lost"] = max(0, wanted - len(self.rows) - len(unplaced))
        people, scores = self.people[is_good], np.sort(self.scores[is_good])
        placed = int(people.sum())
        objective = float((people * self.scores[is_good]).sum()) / max(1, wanted)
        bound = self._bound() / max(1, wanted)
        return Report(
            learners=len(columns.pool),
            wanted=wanted,
            placed=placed,
            groups=len(self),
            objective=objective,
            bound=bound,
            p5=float(scores[len(scores) // 20]) if len(scores) else 0.0,
            lowest=float(scores[0]) if len(scores) else 0.0,
            parts={
                name: float((people * part[is_good]).sum()) / max(1, placed)
                for name, part in self.parts.items()
            },
            violations=dict(+wrong),
            kept=self._kept(),
            exact=objective >= bound - _TINY,
        )

    def _any(self, is_true: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Return the groups in which it is true of somebody."""
        return np.bincount(self.group[is_true], minlength=len(self)) > 0

    def _tied(self, pairs: npt.NDArray[np.int32], *, together: bool) -> npt.NDArray[np.bool_]:
        """Return the groups in which a pair is not together, or is."""
        of_row = np.full(len(self.columns.pool), -1)
        of_row[self.rows] = self.group
        wants = (self.columns.pool[pairs] >= 0).all(axis=1) if together else np.ones(len(pairs), np.bool_)
        one, other = of_row[pairs[wants]].T
        wrong = one != other if together else one == other
        groups = np.concatenate([one[wrong], other[wrong]])
        return np.bincount(groups[groups >= 0], minlength=len(self)) > 0

    @property
    def _friends(self) -> npt.NDArray[np.int32]:
        home = np.array([*at_home(self.columns)], np.int32).reshape(-1, 2)
        return np.concatenate([self.columns.friends, home])

    def _homes(self) -> npt.NDArray[np.bool_]:
        """Return the groups that hold people of two homes."""
        columns = self.columns
        home = columns.home[self.rows]
        pairs = np.unique(np.stack([self.group[home >= 0], home[home >= 0]]), axis=1)
        return np.bincount(pairs[0], minlength=len(self)) > 1

    def _slots(self, rows: Ints) -> frozenset[int]:
        if not self.columns.rules.hours:
            return frozenset()
        common = np.bitwise_and.reduce(self.columns.quarters(rows), axis=0)
        bits = np.unpackbits(common.view(np.uint8), bitorder="little")
        return frozenset(np.flatnonzero(bits).tolist())

    def _bound(self) -> float:
        """Return what the sum of people times score cannot exceed; see `bounds`."""
        columns, hours = self.columns, self.columns.rules.hours
        total = 0.0
        for pool in range(len(columns.pools)):
            rows = np.flatnonzero(columns.pool == pool)
            low = bounds_of(columns, pool)[0]
            if len(rows) < low:
                continue
            if not hours:
                total += len(rows)
                continue
            share = columns.rules.shares["availability"]
            own = self._useful(rows, low)
            worth = 1 - share * (1 - hours_scores(hours, own))
            total += float(worth[own >= hours.minimum * 4].sum())
        return total

    def _useful(self, rows: Ints, low: int) -> Ints:
        """Return how many quarter hours each of a pool has at which enough are free for a group."""
        if len(rows) > _MANY:
            found = [
                np.bitwise_count(self.columns.quarters(part)).sum(axis=1, dtype=np.int64)
                for part in np.split(rows, range(_CHUNK, len(rows), _CHUNK))
            ]
            return np.concatenate(found)
        free = np.unpackbits(self.columns.quarters(rows).view(np.uint8), axis=1, bitorder="little")
        enough = free.sum(axis=0, dtype=np.int64) >= low
        useful: Ints = free[:, enough].sum(axis=1, dtype=np.int64)
        return useful

    def _kept(self) -> float:
        """Return the share of pairs kept, of those that could be; see `kept`."""
        columns = self.columns
        known = (columns.group >= 0) & (columns.pool >= 0)
        if not known.any():
            return 1.0
        now, people = np.unique(
            np.stack([columns.pool[known], columns.group[known]]), axis=1, return_counts=True
        )
        most = np.array([bounds_of(columns, pool)[1] for pool in range(len(columns.pools))])[now[0]]
        possible = (people // most * _pairs(most) + _pairs(people % most)).sum()
        is_known = (columns.group[self.rows] >= 0) & (self.scores > 0)[self.group]
        stay = np.stack([self.group[is_known], columns.group[self.rows[is_known]]])
        kept = _pairs(np.unique(stay, axis=1, return_counts=True)[1]).sum()
        return float(kept / possible) if possible else 1.0


def _pairs(people: Ints) -> Ints:
    return people * (people - 1) // 2
