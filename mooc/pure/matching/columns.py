"""Learners as columns: a million of them in the space of a few numbers each.

The same facts that `Judge` keeps as objects. `columns_of` reads learners once; whoever has columns already, such as a
database, may fill them in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress, repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from mooc.pure.timetable import utc_bits

from .free_hours import HALVES, WORDS, doubled, halved
from .model import Id, Learner, Level
from .reference import Pool
from .rules import FLAGS, Criterion, Rules

Words = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int32]
Ranks = npt.NDArray[np.int16]
_ROWS = 20_000


@dataclass(slots=True)
class Columns:
    """Learner k is row k everywhere. `pool[k]` is a place in `pools`, -1 for who wants no group.

    `free[k]` are the half hours of UTC in the week of the rules that are wholly free; rows `odd` need quarter hours to
    be told exactly, which are `odd_free`. `said[criterion]`: rows and the ranks of their levels in `levels[criterion]`.
    `friends` and `strangers` are pairs of rows; `home` and `group` are numbers, -1 for none.
    """

    rules: Rules
    ids: Sequence[Id]
    pools: Sequence[Pool]
    pool: Rows
    free: Words
    odd: Rows
    odd_free: Words
    levels: dict[str, tuple[Level, ...]]
    said: dict[str, tuple[Rows, Ranks]]
    friends: Rows
    strangers: Rows
    home: Rows
    group: Rows

    def quarters(self, rows: npt.NDArray[np.integer[Any]]) -> Words:
        """Return the free quarter hours of some rows, exactly: [row, 11 words]."""
        words = doubled(self.free[rows], WORDS)
        place = np.searchsorted(self.odd, rows)
        is_odd = np.append(self.odd, -1)[place] == rows
        words[is_odd] = self.odd_free[place[is_odd]]
        return words

    def shares(self, criterion: Criterion) -> npt.NDArray[np.float64]:
        """Return [pool, rank]: the share of a level among those of a pool who want a group and have a known level."""
        rows, ranks = self.said[criterion.name]
        pools, width = self.pool[rows], max(1, len(self.levels[criterion.name]))
        places = pools[pools >= 0].astype(np.int64) * width + ranks[pools >= 0]
        counts = np.bincount(places, minlength=len(self.pools) * width).reshape(-1, width)
        shares: npt.NDArray[np.float64] = counts / np.maximum(1, counts.sum(axis=1))[:, None]
        return shares


def columns_of(learners: Sequence[Learner], rules: Rules) -> Columns:
    """Read learners into columns; some three microseconds each. Raises timetable errors."""
    pools, pool = _pools(learners, rules)
    levels, said = _said(learners, rules, pool >= 0)
    free, odd, odd_free = _free(learners, rules.week_of) if rules.hours else _no_hours(len(learners))
    return Columns(
        rules=rules,
        ids=[learner.id for learner in learners],
        pools=pools,
        pool=pool,
        free=free,
        odd=odd,
        odd_free=odd_free,
        levels=levels,
        said=said,
        friends=_pairs(learners, "keep_with"),
        strangers=_pairs(learners, "keep_apart"),
        home=_numbers([learner.home for learner in learners]),
        group=_numbers([learner.group for learner in learners]),
    )


def _pools(learners: Sequence[Learner], rules: Rules) -> tuple[list[Pool], Rows]:
    keys: Iterable[Pool]
    if rules.same == ("language",):
        keys = ((learner.language,) for learner in learners)
    else:
        keys = (_pool_of(learner, rules) for learner in learners)
    places: dict[Pool, int] = {}
    pool = np.fromiter(
        (
            places.setdefault(key, len(places)) if learner.wants_group else -1
            for learner, key in zip(learners, keys, strict=True)
        ),
        np.int32,
        len(learners),
    )
    return [*places], pool


def _pool_of(learner: Learner, rules: Rules) -> Pool:
    own = {"language": learner.language, "zone": learner.zone, "timezone": learner.zone}
    return tuple(own.get(name, learner.traits.get(name)) for name in rules.same)


def _said(
    learners: Sequence[Learner], rules: Rules, wants: npt.NDArray[np.bool_]
) -> tuple[dict[str, tuple[Level, ...]], dict[str, tuple[Rows, Ranks]]]:
    levels, said = {}, {}
    traits = [learner.traits for learner in learners]
    for item in rules.criteria:
        if item.trait == FLAGS:
            rows, values = _flags(learners)
            seen = {value for value, row in zip(values, rows.tolist(), strict=True) if wants[row]}
        else:
            name, rows = item.trait, np.arange(len(learners), dtype=np.int32)
            values = [own.get(name) for own in traits]
            seen = {*compress(values, wants)}
        known = item.levels or _sorted(seen)
        place: dict[Level | None, int] = {level: rank for rank, level in reversed([*enumerate(known)])}
        ranks = np.fromiter(map(place.get, values, repeat(-1)), np.int16, len(values))
        levels[item.name], said[item.name] = known, (rows[ranks >= 0], ranks[ranks >= 0])
    return levels, said


def _sorted(seen: Iterable[Level | None]) -> tuple[Level, ...]:
    levels = (level for level in seen if level is not None)
    return tuple(sorted(levels, key=lambda level: (isinstance(level, str), level)))


def _flags(learners: Sequence[Learner]) -> tuple[Rows, list[Level | None]]:
    """Return rows and the flags that each declared, none twice."""
    rows: list[int] = []
    values: list[Level | None] = []
    for row, learner in enumerate(learners):
        if learner.flags:
            for flag in dict.fromkeys(learner.flags):
                rows.append(row)
                values.append(flag)
    return np.array(rows, np.int32), values


class _Spans(dict[str, int]):
    """The spans of one day in one zone: places in a list of free quarter hours, worked out once."""

    def __init__(self, day: str, zone: str, known: "_Known") -> None:
        super().__init__()
        known.bits_of({day: []}, zone)  # raises for what is no day
        self._day, self._zone, self._known = day, zone, known

    def __missing__(self, span: str) -> int:
        place = self[span] = self._known.bits_of({self._day: [span]}, self._zone)
        return place


class _Days(dict[str, _Spans]):
    """The days of one zone."""

    def __init__(self, zone: str, known: "_Known") -> None:
        super().__init__()
        self.unsaid = known.bits_of(None, zone)
        self._zone, self._known = zone, known

    def __missing__(self, day: str) -> _Spans:
        spans = self[day] = _Spans(day, self._zone, self._known)
        return spans


class _Known(dict[str, _Days]):
    """Zones, and `bits`: all free quarter hours that were asked for."""

    def __init__(self, week_of: date) -> None:
        super().__init__()
        self.bits: list[int] = []
        self._week_of = week_of

    def __missing__(self, zone: str) -> _Days:
        days = self[zone] = _Days(zone, self)
        return days

    def bits_of(self, availability: Mapping[str, Sequence[str]] | None, zone: str) -> int:
        """Return the place of these hours in `bits`."""
        self.bits.append(utc_bits(availability, zone, self._week_of))
        return len(self.bits) - 1


def _free(learners: Sequence[Learner], week_of: date) -> tuple[Words, Rows, Words]:
    free = np.zeros((len(learners), HALVES), np.uint64)
    odd, odd_free = [np.zeros(0, np.int32)], [np.zeros((0, WORDS), np.uint64)]
    known = _Known(week_of)
    for start in range(0, len(learners), _ROWS):
        words = _words(learners[start : start + _ROWS], known)
        free[start : start + _ROWS], is_odd = halved(words)
        odd.append((np.flatnonzero(is_odd) + start).astype(np.int32))
        odd_free.append(words[is_odd])
    return free, np.concatenate(odd), np.concatenate(odd_free)


def _words(learners: Sequence[Learner], known: _Known) -> Words:
    """Return free quarter hours: all spans of a learner looked up, and joined together by one array operation."""
    nothing = known.bits_of({}, "UTC")
    places: list[int] = []
    begins: list[int] = []
    for learner in learners:
        begins.append(len(places))
        places.append(nothing)
        days = known[learner.zone]
        if learner.availability is None:
            places.append(days.unsaid)
            continue
        for day, spans in learner.availability.items():
            own = days[day]
            for span in spans:
                places.append(own[span])
    rows = b"".join(bits.to_bytes(WORDS * 8, "little") for bits in known.bits)
    table = np.frombuffer(rows, np.uint64).reshape(-1, WORDS)
    words: Words = np.bitwise_or.reduceat(table[places], begins, axis=0)
    return words


def _no_hours(count: int) -> tuple[Words, Rows, Words]:
    return np.zeros((count, 0), np.uint64), np.zeros(0, np.int32), np.zeros((0, WORDS), np.uint64)


def _pairs(learners: Sequence[Learner], name: str) -> Rows:
    """Return pairs of rows of those who named each other; unknown ids and himself fall out."""
    named = [(row, getattr(learner, name)) for row, learner in enumerate(learners) if getattr(learner, name)]
    asked = {other for _, others in named for other in others}
    place = {learner.id: row for row, learner in enumerate(learners) if learner.id in asked}
    pairs = {
        (min(row, place[other]), max(row, place[other]))
        for row, others in named
        for other in others
        if other in place and place[other] != row
    }
    return np.array(sorted(pairs), np.int32).reshape(-1, 2)


def _numbers(values: Sequence[Id | None]) -> Rows:
    places: dict[Id, int] = defaultdict(lambda: len(places))
    if all(value is None for value in values):
        return np.full(len(values), -1, np.int32)
    return np.fromiter((-1 if value is None else places[value] for value in values), np.int32, len(values))
