"""Grouping one pool: a first partition, one search or two, and a reason for everybody left over."""

import zlib
from collections.abc import Sequence

import numpy as np

from . import words
from .exchange import Ints, Worth
from .model import Id, Unplaced
from .pace import Pace
from .pools import Divided
from .population import Population, populate
from .reference import Judge
from .search import improve
from .start import as_rows, first_groups

# How much less a group counts that is too small, while it is searched. The first finds better groups, the second
# places more people where few share hours; so few people try both, which takes no time.
_SLOPES = (0.5, 2.0)
_FEW = 400
# How many others a learner left over is compared with, to say why.
_COMPARED = 2_000


def group_pool(judge: Judge, pool: Divided, seed: int, pace: Pace) -> tuple[list[list[Id]], list[Unplaced]]:
    """Return the groups of one pool, and those for whom it has no seat with the reason."""
    if not pool.units:
        return [], []
    population = populate(judge, pool.units, judge.rules.size.bounds(judge.pools[pool.pool]))
    members = _searched(judge, population, [seed % 2**63, zlib.crc32(repr(pool.pool).encode())], pace)
    rows = _rows(population, members)
    low = population.bounds[0]
    left = [unit for row in rows if _people(population, row) < low for unit in row]
    return (
        [_ids(population, row) for row in rows if _people(population, row) >= low],
        [found for unit in left for found in _left_over(judge, population, unit)],
    )


def _searched(judge: Judge, population: Population, seeds: list[int], pace: Pace) -> Ints:
    start = first_groups(judge, population)
    low, high = population.bounds
    is_sized = all(low <= _people(population, group) <= high for group in start)
    worth = Worth(judge.rules, population, is_strict=is_sized and not judge.rules.hours)
    slopes = _SLOPES if judge.rules.hours and population.empty <= _FEW else _SLOPES[:1]
    found = []
    for slope, part in zip(slopes, pace.split(len(slopes)), strict=True):
        members = as_rows(population, start)
        rng = np.random.default_rng(seeds)
        improve(
            population,
            worth,
            members,
            rng,
            rounds=part.rounds,
            slope=slope,
            progress=part.progress,
            gone=part.started(),
        )
        found.append(members)
    return (
        found[0]
        if len(found) == 1
        else max(found, key=lambda members: _objective(judge, population, members))
    )


def _objective(judge: Judge, population: Population, members: Ints) -> float:
    groups = [
        [learner for unit in row for learner in population.units[unit]] for row in _rows(population, members)
    ]
    return sum(
        len(group) * judge.score(judge.parts(group)) for group in groups if len(group) >= population.bounds[0]
    )


def _rows(population: Population, members: Ints) -> list[list[int]]:
    rows = ([unit for unit in row if unit != population.empty] for row in members.tolist())
    return [row for row in rows if row]


def _people(population: Population, units: Sequence[int]) -> int:
    return sum(len(population.units[unit]) for unit in units)


def _ids(population: Population, units: Sequence[int]) -> list[Id]:
    return [learner.id for unit in units for learner in population.units[unit]]


def _left_over(judge: Judge, population: Population, unit: int) -> list[Unplaced]:
    """Say why there was no seat for a unit: too few people at its hours, or full groups."""
    compatible = None
    if judge.rules.hours and population.empty <= _COMPARED:
        common = population.words[:, :-1] & population.words[:, [unit]]
        slots = np.bitwise_count(common).sum(axis=0, dtype=np.int64)
        is_near = slots * population.quarters >= judge.rules.hours.minimum * 4
        compatible = int(population.people[:-1][is_near].sum() - population.people[unit])
    objection = words.left_over(judge, compatible, population.bounds[0])
    return [words.unplaced(learner, objection) for learner in population.units[unit]]
