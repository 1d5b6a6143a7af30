"""Many learners divided into pools, as columns: what `pools` does with objects, rule for rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import words
from .columns import Columns
from .free_hours import HALVES, WORDS, halved
from .model import Unplaced
from .population import Population
from .tables import Table, lookups_of

Ints = npt.NDArray[np.int64]
# In larger pools the search looks at half hours that are wholly free, which loses a little in a few zones.
_EXACTLY = 20_000
_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """Units of learners: those of unit u are `rows[begins[u] : begins[u + 1]]`, in the order of the input."""

    columns: Columns
    rows: Ints
    begins: Ints

    @property
    def people(self) -> Ints:
        """Return how many each unit has."""
        return np.diff(self.begins)

    @property
    def first(self) -> Ints:
        """Return the row of the first of each unit."""
        return self.rows[self.begins[:-1]]

    def members(self, unit: int) -> Ints:
        """Return the rows of a unit."""
        return self.rows[self.begins[unit] : self.begins[unit + 1]]

    def rows_of(self, units: Ints) -> tuple[Ints, Ints]:
        """Return the rows of some units, and for each row the place of its unit among them."""
        counts = self.people[units]
        place = np.repeat(np.arange(len(units)), counts)
        within = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.rows[self.begins[units][place] + within], place


def crowd_of(columns: Columns) -> Crowd:
    """Make friends of friends, and those of one home, one unit; everybody else is one alone."""
    wants = columns.pool >= 0
    root = np.arange(len(wants))
    ties = [*columns.friends.tolist(), *at_home(columns)]
    for one, other in ties:
        if wants[one] and wants[other]:
            low, high = sorted((_root(root, one), _root(root, other)))
            root[high] = low
    for one, other in ties:
        root[one], root[other] = _root(root, one), _root(root, other)
    rows = np.flatnonzero(wants)
    rows = rows[np.argsort(root[rows], kind="stable")]
    begins = np.flatnonzero(np.diff(root[rows], prepend=-1))
    return Crowd(columns, rows, np.append(begins, len(rows)))


def _root(root: Ints, row: int) -> int:
    while root[row] != row:
        row = int(root[row])
    return row


def at_home(columns: Columns) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows that tie together those of one home who want a group."""
    first: dict[int, int] = {}
    for row in np.flatnonzero((columns.home >= 0) & (columns.pool >= 0)).tolist():
        yield first.setdefault(int(columns.home[row]), row), row


def divided(crowd: Crowd) -> tuple[list[Ints], list[Unplaced]]:
    """Return the units of each pool that a group of it could take, and everybody else with the reason."""
    columns, pool = crowd.columns, crowd.columns.pool[crowd.first]
    is_fit, unplaced = np.ones(len(pool), np.bool_), []
    for unit, objection in _objections(crowd):
        is_fit[unit] = False
        unplaced += [words.unplaced(columns.ids[row], objection) for row in crowd.members(unit).tolist()]
    pools = []
    people = np.bincount(pool[is_fit], crowd.people[is_fit], len(columns.pools)).astype(int).tolist()
    for number, fit in enumerate(people):
        units = np.flatnonzero((pool == number) & is_fit)
        minimum = bounds_of(columns, number)[0]
        if fit < minimum:
            objection = words.too_few(columns, columns.pools[number], fit, minimum)
            rows, _ = crowd.rows_of(units)
            unplaced += [words.unplaced(columns.ids[row], objection) for row in rows.tolist()]
            units = units[:0]
        pools.append(units)
    return pools, unplaced


def bounds_of(columns: Columns, pool: int) -> tuple[int, int]:
    """Return the least and most people of a group of a pool."""
    return columns.rules.size.bounds(int((columns.pool == pool).sum()))


def _objections(crowd: Crowd) -> Iterator[tuple[int, words.Objection]]:
    """Yield units that no group can take, whoever else were in it."""
    columns, hours = crowd.columns, crowd.columns.rules.hours
    apart = {tuple(pair) for pair in columns.strangers.tolist()}
    told: set[int] = set()
    most = [bounds_of(columns, pool)[1] for pool in range(len(columns.pools))]
    for unit in np.flatnonzero(crowd.people > 1).tolist():
        if objection := _objection_of_friends(crowd, unit, apart, most):
            told.add(unit)
            yield unit, objection
    if hours:
        free = quarters_of(crowd, np.arange(len(crowd.people)))
        for unit in np.flatnonzero(free < hours.minimum * 4).tolist():
            people = len(crowd.members(unit))
            found = words.too_few_hours(columns, int(free[unit]) / 4, people)
            if found and unit not in told:
                yield unit, found


def _objection_of_friends(
    crowd: Crowd, unit: int, apart: set[tuple[int, ...]], most: Sequence[int]
) -> words.Objection | None:
    columns, rows = crowd.columns, crowd.members(unit)
    maximum = most[int(columns.pool[rows[0]])]
    if len(rows) > maximum:
        return words.too_many_friends(len(rows), maximum)
    if len({*columns.pool[rows].tolist()}) > 1:
        return words.friends_differ(columns.rules)
    own = rows.tolist()
    is_apart = any((one, other) in apart for at, one in enumerate(own) for other in own[at + 1 :])
    if is_apart or len({*columns.home[rows].tolist()} - {-1}) > 1:
        return words.friends_apart()
    return None


def quarters_of(crowd: Crowd, units: Ints) -> Ints:
    """Return how many quarter hours each of some units is free, exactly."""
    found = [np.zeros(0, np.int64)]
    for start in range(0, len(units), _CHUNK):
        rows, place = crowd.rows_of(units[start : start + _CHUNK])
        common = np.bitwise_and.reduceat(crowd.columns.quarters(rows), _begins(place), axis=0)
        found.append(np.bitwise_count(common).sum(axis=1, dtype=np.int64))
    return np.concatenate(found)


def _begins(place: Ints) -> Ints:
    return np.flatnonzero(np.diff(place, prepend=-1))


def population_of(crowd: Crowd, pool: int, units: Ints) -> Population:
    """Turn the units of one pool into what the search works on."""
    columns = crowd.columns
    rows, place = crowd.rows_of(units)
    quarters, free = (
        _packed(columns, rows, place)
        if columns.rules.hours
        else (1, np.zeros((0, len(units) + 1), np.uint64))
    )
    bounds = bounds_of(columns, pool)
    shares = {item.name: columns.shares(item)[pool] for item in columns.rules.criteria}
    levels = columns.levels
    at = np.full(len(columns.pool), -1, np.int64)
    at[rows] = place
    old, stays = _now(columns.group[rows], place, len(units))
    return Population(
        units=(),
        people=np.append(crowd.people[units], 0),
        words=free,
        quarters=quarters,
        lookups=lookups_of(
            columns,
            lambda item: {
                level: share
                for level, share in zip(levels[item.name], shares[item.name].tolist(), strict=False)
                if share
            },
            lambda table: _codes(columns, table, at, len(units)),
            bounds[1],
        ),
        apart=_apart(columns, at),
        bounds=bounds,
        old=old,
        stays=stays,
        pinned=np.append(np.bincount(place[columns.home[rows] >= 0], minlength=len(units)) > 0, False),
        ranks={
            item.name: _ranks(columns, item.name, crowd.first[units])
            for item in columns.rules.criteria
            if not columns.rules.hours  # else nothing looks at them
        },
    )


def _packed(columns: Columns, rows: Ints, place: Ints) -> tuple[int, npt.NDArray[np.uint64]]:
    """Return [word, unit] of free slots, as coarse as loses nothing, and in large pools no finer than half hours."""
    begins = _begins(place)
    if len(begins) <= _EXACTLY and np.isin(rows, columns.odd).any():
        exact = np.bitwise_and.reduceat(columns.quarters(rows), begins, axis=0)
        return 1, np.concatenate([exact, _week(WORDS, 672)]).T
    halves = np.empty((len(begins) + 1, HALVES), np.uint64)
    halves[-1] = _week(HALVES, 336)
    np.take(columns.free, rows[begins], axis=0, out=halves[:-1], mode="clip")
    is_other = np.ones(len(rows), np.bool_)
    is_other[begins] = False
    others = np.flatnonzero(is_other)
    np.bitwise_and.at(halves, place[others], columns.free[rows[others]])
    chunks = [slice(start, start + _CHUNK) for start in range(0, len(halves), _CHUNK)]
    if any(halved(halves[chunk])[1].any() for chunk in chunks):
        return 2, halves.T
    return 4, np.concatenate([halved(halves[chunk])[0] for chunk in chunks]).T


def _week(width: int, slots: int) -> npt.NDArray[np.uint64]:
    """Return all slots of a week as one row."""
    return np.frombuffer(((1 << slots) - 1).to_bytes(width * 8, "little"), np.uint64)[None, :]


def _codes(columns: Columns, table: Table, at: Ints, count: int) -> Ints:
    rows, ranks = columns.said[table.criterion.name]
    digits = np.array([table.digits.get(level, 0) for level in columns.levels[table.criterion.name]] or [0])
    is_here = at[rows] >= 0
    codes = np.bincount(at[rows[is_here]], digits[ranks[is_here]], count + 1)
    whole: Ints = codes.astype(np.int64)
    return whole


def _apart(columns: Columns, at: Ints) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for one, other in columns.strangers.tolist():
        if at[one] >= 0 and at[other] >= 0:
            found.setdefault(int(at[one]), set()).add(int(at[other]))
            found.setdefault(int(at[other]), set()).add(int(at[one]))
    return {unit: frozenset(others) for unit, others in found.items()}


def _now(group: npt.NDArray[np.int32], place: Ints, count: int) -> tuple[Ints, Ints]:
    """Return the group that most of each unit are in now (the first of equals), and how many of them."""
    old, stays = np.full(count + 1, -1), np.zeros(count + 1, np.int64)
    known = group >= 0
    if not known.any():
        return old, stays
    pairs, first, people = np.unique(
        np.stack([place[known], group[known]]), axis=1, return_index=True, return_counts=True
    )
    for at in np.lexsort((-first, people)).tolist():
        old[pairs[0, at]], stays[pairs[0, at]] = pairs[1, at], people[at]
    return old, stays


def _ranks(columns: Columns, name: str, rows: Ints) -> Ints:
    said, ranks = columns.said[name]
    all_ranks = np.full(len(columns.pool), -1, np.int16)
    all_ranks[said[::-1]] = ranks[::-1]
    return all_ranks[rows].astype(np.int64)
