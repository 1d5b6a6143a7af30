"""Who can be grouped with whom at all: pools that agree, friends made one unit, and who falls out before any search."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import words
from .model import Id, Learner, Unplaced
from .reference import Judge, Pool, homes_of

Unit = tuple[Learner, ...]


@dataclass(frozen=True, slots=True)
class Divided:
    """One pool: its units in the order of the input, and those no group of it could take."""

    pool: Pool
    units: tuple[Unit, ...]
    unplaced: tuple[Unplaced, ...]


def divide(judge: Judge) -> list[Divided]:
    """Return a pool for each value of the traits that must agree, in the order of the input."""
    pools: dict[Pool, list[Unit]] = {}
    for unit in _units(judge):
        pools.setdefault(judge.pool_of(unit[0]), []).append(unit)
    return [_divided(judge, pool, units) for pool, units in pools.items()]


def _divided(judge: Judge, pool: Pool, units: Iterable[Unit]) -> Divided:
    fit: list[Unit] = []
    unplaced: list[Unplaced] = []
    for unit in units:
        objection = _objection(judge, unit)
        if objection:
            unplaced += (words.unplaced(learner.id, objection) for learner in unit)
        else:
            fit.append(unit)
    minimum = judge.rules.size.bounds(judge.pools[pool])[0]
    if sum(map(len, fit)) < minimum:
        objection = words.too_few(judge, pool, sum(map(len, fit)), minimum)
        unplaced += (words.unplaced(learner.id, objection) for unit in fit for learner in unit)
        fit = []
    return Divided(pool, tuple(fit), tuple(unplaced))


def _objection(judge: Judge, unit: Unit) -> words.Objection | None:
    """Return why no group can take these people, whoever else were in it."""
    _, maximum = judge.rules.size.bounds(judge.pools[judge.pool_of(unit[0])])
    ids = {learner.id for learner in unit}
    if len(unit) > maximum:
        return words.too_many_friends(len(unit), maximum)
    if len({judge.pool_of(learner) for learner in unit}) > 1:
        return words.friends_differ(judge.rules)
    if len(homes_of(unit)) > 1 or any(judge.strangers(learner) & ids for learner in unit):
        return words.friends_apart()
    if judge.rules.hours:
        return words.too_few_hours(judge, judge.hours(unit), len(unit))
    return None


def _units(judge: Judge) -> Iterator[Unit]:
    """Yield friends of friends together, everybody else alone."""
    seen: set[Id] = set()
    place = {learner.id: number for number, learner in enumerate(judge.wanting)}
    for learner in judge.wanting:
        if learner.id not in seen:
            chain = _chain(judge, learner)
            seen |= chain
            yield tuple(judge.people[id_] for id_ in sorted(chain, key=place.__getitem__))


def _chain(judge: Judge, learner: Learner) -> set[Id]:
    chain, waiting = {learner.id}, [learner]
    while waiting:
        new = judge.friends(waiting.pop()) - chain
        chain |= new
        waiting += (judge.people[id_] for id_ in new)
    return chain
