"""The objective, slow and obvious: what a matching is worth and which hard rules it breaks.

The search has its own fast arithmetic; this is the judge. Every figure that anybody sees comes from here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor

from mooc.pure.timetable import QUARTERS, utc_bits

from .bounds import pool_bounds
from .kept import kept_share
from .model import Grouped, Id, Learner, Level, Report, Unplaced
from .rules import FLAGS, Criterion, Rules

Pool = tuple[Level | None, ...]
_TINY = 1e-9


class Judge:
    """Scores groups of one population by one set of rules; keeps what all groups share."""

    def __init__(self, learners: Iterable[Learner], rules: Rules) -> None:
        """Count levels and shares once."""
        self.rules = rules
        self._weights = rules.shares
        self._bits: dict[Id, int] = {}
        self.people: dict[Id, Learner] = {learner.id: learner for learner in learners}
        self.wanting = [learner for learner in self.people.values() if learner.wants_group]
        self.pools = Counter(self.pool_of(learner) for learner in self.wanting)
        self.levels = {criterion.name: self._levels(criterion) for criterion in rules.criteria}
        self._shares = self._count_shares()
        self._friends = _both_ways(self.people, "keep_with")
        _tie_homes(self.wanting, self._friends)
        self._strangers = _both_ways(self.people, "keep_apart")

    def pool_of(self, learner: Learner) -> Pool:
        """Return what all members of a group must have in common."""
        own = {"language": learner.language, "zone": learner.zone, "timezone": learner.zone}
        return tuple(own.get(name, learner.traits.get(name)) for name in self.rules.same)

    def free(self, learner: Learner) -> int:
        """Return the free quarter hours of UTC in the week of the rules, as bits."""
        if learner.id not in self._bits:
            self._bits[learner.id] = utc_bits(learner.availability, learner.zone, self.rules.week_of)
        return self._bits[learner.id]

    def common(self, members: Iterable[Learner]) -> int:
        """Return the quarter hours in which all members are free, as bits."""
        bits = (1 << QUARTERS) - 1
        for member in members:
            bits &= self.free(member)
        return bits

    def hours(self, members: Iterable[Learner]) -> float:
        """Return how many hours a week all members are free."""
        return self.common(members).bit_count() / 4

    def broken(self, members: Sequence[Learner]) -> list[str]:
        """Name the hard rules that this group breaks."""
        ids = {member.id for member in members}
        minimum, maximum = self.rules.size.bounds(self.pools[self.pool_of(members[0])])
        hours = self.rules.hours
        checks = {
            "size": minimum <= len(members) <= maximum,
            "same": len({self.pool_of(member) for member in members}) == 1,
            "keep_with": all(self.friends(member) <= ids for member in members),
            "keep_apart": not any(self.strangers(member) & ids for member in members),
            "home": len(homes_of(members)) <= 1,
            "hours": not hours or self.hours(members) >= hours.minimum,
            "unwanted": all(member.wants_group for member in members),
        }
        return [name for name, holds in checks.items() if not holds]

    def friends(self, learner: Learner) -> set[Id]:
        """Return who must be in his group: named by either or of one home, wants a group, is in this run."""
        return {other for other in self._friends.get(learner.id, ()) if self.people[other].wants_group}

    def strangers(self, learner: Learner) -> set[Id]:
        """Return who must not be in his group, whoever of the two said so."""
        return self._strangers.get(learner.id, set())

    def parts(self, members: Sequence[Learner]) -> dict[str, float]:
        """Return each part of the score in [0, 1]."""
        size, hours = self.rules.size, self.rules.hours
        parts = {criterion.name: self._part(criterion, members) for criterion in self.rules.criteria}
        if hours:
            parts["availability"] = min(1.0, self.hours(members) / hours.desired)
        parts["size"] = max(0.0, 1 - abs(len(members) - size.target) / size.target)
        return {name: parts[name] for name in self._weights}

    def score(self, parts: Mapping[str, float]) -> float:
        """Return the weighted sum of the parts."""
        return sum(share * parts[name] for name, share in self._weights.items())

    def shares(self, criterion: Criterion, pool: Pool) -> dict[Level, float]:
        """Return the share of each level among those of a pool who want a group and have a known level."""
        return self._shares.get((criterion.name, pool), {})

    def rank(self, criterion: Criterion, learner: Learner) -> int:
        """Return the place of his level, -1 when it is not known."""
        values = self.values(criterion, learner)
        return self.levels[criterion.name].index(values[0]) if values else -1

    def _part(self, criterion: Criterion, members: Sequence[Learner]) -> float:
        values = [value for member in members for value in self.values(criterion, member)]
        if criterion.kind == "never_alone":
            return 0.0 if 1 in Counter(values).values() else 1.0
        if criterion.kind == "mix":
            return _mix(Counter(values), self.shares(criterion, self.pool_of(members[0])))
        levels = self.levels[criterion.name]
        if criterion.kind == "alike":
            return _alike([levels.index(value) for value in values], len(levels))
        return _spread(values, len(levels))

    def values(self, criterion: Criterion, learner: Learner) -> tuple[Level, ...]:
        """Return the known levels that a learner has of a criterion: one at most, or several flags."""
        known = self.levels[criterion.name]
        return tuple(value for value in _said(criterion, learner) if value in known)

    def _levels(self, criterion: Criterion) -> tuple[Level, ...]:
        seen = {value for learner in self.wanting for value in _said(criterion, learner)}
        return criterion.levels or tuple(sorted(seen, key=lambda level: (isinstance(level, str), level)))

    def _count_shares(self) -> dict[tuple[str, Pool], dict[Level, float]]:
        counts: dict[tuple[str, Pool], Counter[Level]] = {}
        for learner in self.wanting:
            pool = self.pool_of(learner)
            for criterion in self.rules.criteria:
                counter = counts.setdefault((criterion.name, pool), Counter())
                for value in self.values(criterion, learner):
                    counter[value] += 1
        return {
            key: {level: count / counter.total() for level, count in counter.items()}
            for key, counter in counts.items()
        }


def score_groups(
    judge: Judge, groups: Iterable[Sequence[Id]], unplaced: Iterable[Id | Unplaced]
) -> tuple[list[Grouped], Report]:
    """Score a matching as docs/matching.md defines it. Groups that break a rule score 0 and place nobody.

    Raises KeyError for a member who is not among the learners.
    """
    left = [item.id if isinstance(item, Unplaced) else item for item in unplaced]
    wrong: Counter[str] = Counter()
    grouped = [_judged(judge, [judge.people[id_] for id_ in group], wrong) for group in groups]
    seen = Counter([*(id_ for group in grouped for id_ in group.members), *left])
    wrong["twice"] = sum(times > 1 for times in seen.values())
    wrong["lost"] = sum(learner.id not in seen for learner in judge.wanting)
    return grouped, _report(judge, grouped, wrong)


def _judged(judge: Judge, members: Sequence[Learner], wrong: Counter[str]) -> Grouped:
    broken, parts = judge.broken(members), judge.parts(members)
    wrong.update(broken)
    return Grouped(
        members=tuple(member.id for member in members),
        score=0.0 if broken else judge.score(parts),
        parts=parts,
        slots=_slots(judge.common(members)) if judge.rules.hours else frozenset(),
    )


def _report(judge: Judge, groups: Sequence[Grouped], wrong: Counter[str]) -> Report:
    good = [group for group in groups if group.score > 0]
    placed = sum(len(group.members) for group in good)
    scores = sorted(group.score for group in good)
    wanted = len(judge.wanting)
    objective = sum(len(group.members) * group.score for group in good) / max(1, wanted)
    bound = sum(pool_bounds(judge).values()) / max(1, wanted)
    return Report(
        learners=len(judge.people),
        wanted=wanted,
        placed=placed,
        groups=len(groups),
        objective=objective,
        bound=bound,
        p5=scores[len(scores) // 20] if scores else 0.0,
        lowest=scores[0] if scores else 0.0,
        parts={
            name: sum(len(group.members) * group.parts[name] for group in good) / max(1, placed)
            for name in judge.rules.weights
        },
        violations=dict(+wrong),
        kept=kept_share(judge, good),
        exact=objective >= bound - _TINY,
    )


def _said(criterion: Criterion, learner: Learner) -> tuple[Level, ...]:
    if criterion.trait == FLAGS:
        return tuple(dict.fromkeys(learner.flags))
    return (learner.traits[criterion.trait],) if criterion.trait in learner.traits else ()


def _slots(bits: int) -> frozenset[int]:
    return frozenset(slot for slot in range(QUARTERS) if bits >> slot & 1)


def _mix(counts: Counter[Level], shares: Mapping[Level, float]) -> float:
    """1 - max(too many, too few) / size, with what rounding allows for nothing (GroupEng made continuous)."""
    size = counts.total()
    if not size:
        return 1.0
    over = sum(max(0, counts[level] - ceil(size * share - _TINY)) for level, share in shares.items())
    under = sum(max(0, floor(size * share + _TINY) - counts[level]) for level, share in shares.items())
    return 1 - max(over, under) / size


def _alike(ranks: Sequence[int], levels: int) -> float:
    return 1 - (max(ranks) - min(ranks)) / (levels - 1) if ranks and levels > 1 else 1.0


def _spread(values: Sequence[Level], levels: int) -> float:
    return len(set(values)) / min(len(values), levels) if values else 1.0


def homes_of(members: Iterable[Learner]) -> set[Id]:
    """Return the groups in which some of these people must stay."""
    return {member.home for member in members if member.home is not None}


def _tie_homes(people: Iterable[Learner], ties: dict[Id, set[Id]]) -> None:
    """Make friends of those who stay in one group: all of the first of them, so that ties stay few."""
    first: dict[Id, Id] = {}
    for learner in people:
        if learner.home is not None and (other := first.setdefault(learner.home, learner.id)) != learner.id:
            ties.setdefault(learner.id, set()).add(other)
            ties.setdefault(other, set()).add(learner.id)


def _both_ways(people: Mapping[Id, Learner], name: str) -> dict[Id, set[Id]]:
    """Return who is tied to whom, whichever of the two said so; unknown ids and himself fall out."""
    ties: dict[Id, set[Id]] = {}
    for learner in people.values():
        for other in getattr(learner, name):
            if other in people and other != learner.id:
                ties.setdefault(learner.id, set()).add(other)
                ties.setdefault(other, set()).add(learner.id)
    return ties
