"""A crowd as matching takes it when there are too many to make an object of each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from mooc.pure.matching import Level, Mode, Rules
from mooc.pure.matching.columns import Columns
from mooc.pure.matching.free_hours import HALVES, WORDS, halved
from mooc.pure.timetable import utc_bits

from .crowd import Column, Crowd

Ints = npt.NDArray[np.int64]
Pairs = Sequence[tuple[int, int]]


def rows_of(crowd: Crowd, mode: Mode, *more: int) -> Ints:
    """Return the rows of those who wish for groups of a kind, and then some more."""
    return np.fromiter((*crowd.rows(mode), *more), np.int64)


def columns_of(
    crowd: Crowd,
    rows: Ints,
    rules: Rules,
    language_of: Callable[[str], str],
    *,
    together: Pairs = (),
    apart: Pairs = (),
) -> Columns:
    """Return some rows of a crowd, in this order, as matching sees them; pairs are of ids. Raises timetable errors."""
    ids = np.array(crowd.ids, np.int64)[rows]
    pools, pool = _pools(crowd, rows, rules.same, language_of)
    levels, said = _said(crowd, rows, rules)
    free, odd, odd_free = _free(crowd, rows, rules)
    nobody = np.full(len(rows), -1, np.int32)
    return Columns(
        rules=rules,
        ids=ids.tolist(),
        pools=pools,
        pool=pool,
        free=free,
        odd=odd,
        odd_free=odd_free,
        levels=levels,
        said=said,
        friends=_pairs(ids, together),
        strangers=_pairs(ids, apart),
        home=nobody,
        group=nobody,
    )


def _places(column: Column, rows: Ints) -> Ints:
    return np.array(column.places, np.int32)[rows].astype(np.int64)


def _pools(
    crowd: Crowd, rows: Ints, same: Sequence[str], language_of: Callable[[str], str]
) -> tuple[list[tuple[Level | None, ...]], npt.NDArray[np.int32]]:
    languages = Column(crowd.languages.places, [language_of(value) for value in crowd.languages.values])
    own = {"language": languages, "zone": crowd.zones, "timezone": crowd.zones}
    columns = [own.get(name) or crowd.levels[name] for name in same]
    stacked = np.array([_places(column, rows) for column in columns], np.int64).reshape(
        len(columns), len(rows)
    )
    different, number = np.unique(stacked, axis=1, return_inverse=True)
    pools: dict[tuple[Any, ...], int] = {}
    for places in different.T.tolist():
        key = tuple(column.values[place] for column, place in zip(columns, places, strict=True))
        pools.setdefault(key, len(pools))
    keys = [
        tuple(column.values[place] for column, place in zip(columns, places, strict=True))
        for places in different.T.tolist()
    ]
    return [*pools], np.array([pools[key] for key in keys], np.int32)[number.reshape(-1)]


def _said(
    crowd: Crowd, rows: Ints, rules: Rules
) -> tuple[dict[str, tuple[Level, ...]], dict[str, tuple[npt.NDArray[np.int32], npt.NDArray[np.int16]]]]:
    levels, said = {}, {}
    for item in rules.criteria:
        column = crowd.levels.get(item.trait)
        if column is None:  # flags, which nobody is asked for in a run
            levels[item.name] = item.levels
            said[item.name] = np.zeros(0, np.int32), np.zeros(0, np.int16)
            continue
        places = _places(column, rows)
        seen = {column.values[place] for place in np.unique(places).tolist()} - {None}
        known = item.levels or tuple(sorted(seen, key=lambda level: (isinstance(level, str), level)))
        rank: Mapping[Level, int] = {level: number for number, level in reversed([*enumerate(known)])}
        ranks = np.array([rank.get(value, -1) for value in column.values] or [-1], np.int16)[places]
        levels[item.name] = known
        said[item.name] = np.flatnonzero(ranks >= 0).astype(np.int32), ranks[ranks >= 0]
    return levels, said


def _free(
    crowd: Crowd, rows: Ints, rules: Rules
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int32], npt.NDArray[np.uint64]]:
    """Read each week in each zone once."""
    if not rules.hours or not len(rows):
        return np.zeros((len(rows), HALVES if rules.hours else 0), np.uint64), *_nothing_odd()
    zones, weeks = crowd.zones.values, crowd.weeks.values
    different, number = np.unique(
        _places(crowd.zones, rows) * len(weeks) + _places(crowd.weeks, rows), return_inverse=True
    )
    bits = (
        utc_bits(weeks[at % len(weeks)], zones[at // len(weeks)], rules.week_of) for at in different.tolist()
    )
    words = np.frombuffer(b"".join(one.to_bytes(WORDS * 8, "little") for one in bits), np.uint64)
    words = words.reshape(-1, WORDS)
    halves, is_losing = halved(words)
    odd = np.flatnonzero(is_losing[number])
    return halves[number], odd.astype(np.int32), words[number[odd]]


def _nothing_odd() -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint64]]:
    return np.zeros(0, np.int32), np.zeros((0, WORDS), np.uint64)


def _pairs(ids: Ints, pairs: Pairs) -> npt.NDArray[np.int32]:
    """Return pairs of rows, the smaller first; who is not among the rows falls out."""
    asked = np.isin(ids, np.array([pk for pair in pairs for pk in pair], np.int64)) if pairs else ()
    place = {int(ids[row]): row for row in np.flatnonzero(asked).tolist()}
    found = {
        tuple(sorted((place[one], place[other]))) for one, other in pairs if one in place and other in place
    }
    return np.array(sorted(pair for pair in found if pair[0] != pair[1]), np.int32).reshape(-1, 2)
