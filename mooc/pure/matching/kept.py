"""Who stays together: pairs that are in one group now, counted before and after."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING

from .model import Grouped, Learner

if TYPE_CHECKING:
    from .reference import Judge


def kept_pairs(members: Iterable[Learner]) -> int:
    """Return how many pairs of these people are in one group now."""
    return sum(map(_pairs, Counter(item.group for item in members if item.group is not None).values()))


def kept_share(judge: "Judge", groups: Sequence[Grouped]) -> float:
    """Return the share of pairs kept, of those that could be: groups bigger than the largest are cut; 1 if none."""
    possible = sum(
        _possible(people, judge.rules.size.bounds(judge.pools[judge.pool_of(member)])[1])
        for member, people in _now(judge)
    )
    kept = sum(kept_pairs(judge.people[id_] for id_ in group.members) for group in groups)
    return kept / possible if possible else 1.0


def _now(judge: "Judge") -> Iterable[tuple[Learner, int]]:
    """Yield a member of each group of now and its people, group and pool taken together."""
    first: dict[Hashable, Learner] = {}
    people: Counter[Hashable] = Counter()
    for learner in judge.wanting:
        if learner.group is not None:
            key = learner.group, judge.pool_of(learner)
            first.setdefault(key, learner)
            people[key] += 1
    return ((first[key], count) for key, count in people.items())


def _possible(people: int, most: int) -> int:
    return people // most * _pairs(most) + _pairs(people % most)


def _pairs(people: int) -> int:
    return people * (people - 1) // 2
