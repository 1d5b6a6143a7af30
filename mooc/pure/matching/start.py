"""A first partition for the search to improve: every hard rule holds in it but the smallest size."""

from collections import deque
from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush, heapreplace

import numpy as np

from .board import Board, Ints
from .population import Population, Words
from .rules import Rules

# Below so many units a split by hours says nothing more.
_LEAF = 12
# So many groups deal their people among themselves.
_BLOCK = 8
# With so many of the groups that are too small another one is tried.
_TRIED = 100


def first_groups(rules: Rules, population: Population) -> list[list[int]]:
    """Return units in groups; some may be too small."""
    if rules.hours:
        return _runs(population, rules, _by_hours(population), int(np.ceil(rules.hours.minimum * 4)))
    return _dealt(rules, population)


def staying_groups(board: Board) -> tuple[Ints, Ints]:
    """Return the groups of now that keep every hard rule but the smallest size, as rows, and the units in none."""
    order = np.argsort(board.old[:-1], kind="stable")
    order = order[board.old[order] >= 0]
    cuts = np.flatnonzero(np.diff(board.old[order])) + 1
    groups = [units for units in np.split(order, cuts) if _may_stay(board, units)]
    rows = [_row(board, units) for units in _put_together(board, groups)]
    found = np.array(rows, np.int64).reshape(-1, board.high)
    return found, np.setdiff1d(np.arange(board.empty), found)


def _put_together(board: Board, groups: Sequence[Ints]) -> list[Ints]:
    """Join groups that are too small, as whole as they are, where they fit: the largest first, up to the target.

    The search moves one unit at a time, and the first to go would leave those with whom it counts to stay.
    """
    sizes = [int(board.people[units].sum()) for units in groups]
    whole = [units for units, size in zip(groups, sizes, strict=True) if size >= board.low]
    small = sorted(
        (units for units, size in zip(groups, sizes, strict=True) if size < board.low),
        key=lambda units: -int(board.people[units].sum()),
    )
    joined: list[Ints] = []
    for units in small:
        for place in range(max(0, len(joined) - _TRIED), len(joined)):
            both = np.append(joined[place], units)
            if board.people[both].sum() <= board.target and _may_stay(board, both):
                joined[place] = both
                break
        else:
            joined.append(units)
    return whole + joined


def _may_stay(board: Board, units: Ints) -> bool:
    slots = int(np.bitwise_count(np.bitwise_and.reduce(board.words[units], axis=0)).sum())
    apart = [board.apart[board.apart_at[unit] : board.apart_at[unit + 1]] for unit in units.tolist()]
    return bool(
        len(units) > 0
        and board.people[units].sum() <= board.high
        and board.hours[slots] >= 0
        and board.pinned[units].sum() <= 1
        and not np.isin(np.concatenate(apart), units).any()
    )


def _row(board: Board, units: Ints) -> Ints:
    return np.append(units, np.full(board.high - len(units), board.empty))


def as_rows(population: Population, groups: Sequence[Sequence[int]]) -> Ints:
    """Return groups as rows of seats, with some empty ones."""
    rows = np.full((len(groups), population.bounds[1]), population.empty)
    for row, group in enumerate(groups):
        rows[row, : len(group)] = sorted(group)
    return with_empty_rows(rows, population.empty)


def with_empty_rows(rows: Ints, empty: int) -> Ints:
    """Return groups with empty ones after them that the search may begin, an even number in all."""
    more = 4 + len(rows) // 8
    return np.concatenate([rows, np.full((more + (len(rows) + more) % 2, rows.shape[1]), empty)])


def _by_hours(population: Population) -> list[int]:
    """Order units by recursive splits: each time by the slot that comes nearest to halving them."""
    hour = max(1, 4 // population.quarters)
    is_free = _unpacked(population.words[:, :-1])[: population.slots : hour]
    order: list[int] = []
    waiting = [np.arange(population.empty)]
    while waiting:
        units = waiting.pop()
        counts = is_free[:, units].sum(axis=1)
        slot = np.abs(counts - len(units) / 2).argmin()
        if len(units) <= _LEAF or counts[slot] in (0, len(units)):
            order.extend(units.tolist())
        else:
            has = is_free[slot, units]
            waiting += [units[~has], units[has]]
    return order


def _unpacked(words: Words) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    shifts = np.arange(64, dtype=np.uint64)[None, :, None]
    bits = (words[:, None, :] >> shifts) & np.uint64(1)
    return bits.reshape(len(words) * 64, words.shape[1]).astype(np.bool_)


def _runs(population: Population, rules: Rules, order: Sequence[int], fewest: int) -> list[list[int]]:
    """Cut an order into groups: each takes the next unit as long as enough hours are common to all."""
    columns = [
        int.from_bytes(column.tobytes(), "little") for column in np.ascontiguousarray(population.words.T)
    ]
    groups: list[list[int]] = []
    people, common = 0, 0
    for unit in order:
        fits = groups and people + int(population.people[unit]) <= rules.size.target
        shared = common & columns[unit]
        enough = shared.bit_count() * population.quarters >= fewest
        if fits and enough and not _objects(population, unit, groups[-1]):
            groups[-1].append(unit)
            people, common = people + int(population.people[unit]), shared
        else:
            groups.append([unit])
            people, common = int(population.people[unit]), columns[unit]
    return groups


def _dealt(rules: Rules, population: Population) -> list[list[int]]:
    """Deal units to as many groups as the pool fills best: sorted by what should be alike, mixed within a block.

    Who fits nowhere (apart from somebody everywhere, friends too many for the seats left) begins a group that
    the search may fill or dissolve.
    """
    seats = _seats(rules, population)
    line = deque(sorted(range(population.empty), key=lambda unit: _rank(rules, population, unit, "alike")))
    groups: list[list[int]] = []
    for start in range(0, len(seats), _BLOCK):
        free = seats[start : start + _BLOCK]
        block: list[int] = []
        while line and population.people[block].sum() < sum(free):
            block.append(line.popleft())
        block.sort(key=lambda unit: _rank(rules, population, unit, "mix"))
        dealt, left = _round_robin(population, block, free)
        groups += dealt
        line.extendleft(reversed(left))
    extra, left = _round_robin(population, line, [population.bounds[1]] * len(line))
    return [group for group in (*groups, *extra) if group]


def _rank(rules: Rules, population: Population, unit: int, kind: str) -> tuple[int, ...]:
    """Return by what a unit is sorted: bigger ones first, then the levels of all criteria of a kind."""
    criteria = (item.name for item in rules.criteria if item.kind == kind and item.weight)
    return (-int(population.people[unit]), *(int(population.ranks[name][unit]) for name in criteria))


def _seats(rules: Rules, population: Population) -> list[int]:
    """Return the sizes of the groups: as near the target as lets everybody sit, or else as many as can."""
    low, high = population.bounds
    everybody = int(population.people.sum())
    fewest, most = -(-everybody // high), max(1, everybody // low)
    count = max(min(round(everybody / rules.size.target), most), min(fewest, most))
    return [min(high, everybody // count + (number < everybody % count)) for number in range(count)]


def _round_robin(
    population: Population, units: Iterable[int], seats: Sequence[int]
) -> tuple[list[list[int]], list[int]]:
    """Give each unit a seat in the group with most seats left that may take it; return groups, and who got none."""
    groups: list[list[int]] = [[] for _ in seats]
    left: list[int] = []
    line = [(-free, group) for group, free in enumerate(seats)]
    heapify(line)
    for unit in units:
        people = int(population.people[unit])
        passed = []
        while line and -line[0][0] >= people and _objects(population, unit, groups[line[0][1]]):
            passed.append(heappop(line))
        if line and -line[0][0] >= people:
            free, group = line[0]
            groups[group].append(unit)
            heapreplace(line, (free + people, group))
        else:
            left.append(unit)
        for item in passed:
            heappush(line, item)
    return groups, left


def _objects(population: Population, unit: int, group: Sequence[int]) -> bool:
    """May a unit not be with these, because somebody keeps apart or stays elsewhere?"""
    apart = population.apart.get(unit)
    if apart and not apart.isdisjoint(group):
        return True
    return bool(population.pinned[unit]) and any(population.pinned[other] for other in group)
