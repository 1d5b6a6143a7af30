"""What no matching can exceed, for any number of people: cheap, and never below the truth.

Nobody adds more than his best group could give him. Of many people that looks at his own hours at which enough others
of his pool are free; of few at who shares how many hours with whom, how like they are, and what sizes add up to.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mooc.pure.timetable import QUARTERS

from .model import Learner
from .rules import Criterion

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from .reference import Judge, Pool

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

# Pools in which everybody is compared with everybody: a second of time for the biggest.
_COMPARED = 1_500
# More people than this are free at every hour that anybody is.
_MANY = 20_000
_MOST_LEVELS = 6


def pool_bounds(judge: "Judge") -> dict["Pool", float]:
    """Return for each pool what the sum of people times score cannot exceed; cost is linear in the people."""
    pools: dict[Pool, list[Learner]] = defaultdict(list)
    for learner in judge.wanting:
        pools[judge.pool_of(learner)].append(learner)
    return {pool: _bound(judge, people) for pool, people in pools.items()}


def _bound(judge: "Judge", people: Sequence[Learner]) -> float:
    low, high = judge.rules.size.bounds(len(people))
    if len(people) < low:
        return 0.0
    if len(people) > _COMPARED:
        return sum(_alone(judge, people, low))
    return _compared(judge, people, low, high)


def _alone(judge: "Judge", people: Sequence[Learner], low: int) -> Iterator[float]:
    """Yield the most that each can add, by the hours at which enough people are free."""
    hours = judge.rules.hours
    if not hours:
        yield from (1.0 for _ in people)
        return
    share = judge.rules.shares["availability"]
    useful = (1 << QUARTERS) - 1 if len(people) > _MANY else _useful(judge, people, low)
    for learner in people:
        own = (judge.free(learner) & useful).bit_count() / 4
        yield 1 - share * (1 - min(1, own / hours.desired)) if own >= hours.minimum else 0.0


def _useful(judge: "Judge", people: Sequence[Learner], low: int) -> int:
    """Return the quarter hours at which enough people for a group are free, as bits."""
    counts = _table(judge, people).sum(axis=0).tolist()
    return sum(1 << slot for slot, free in enumerate(counts) if free >= low)


def _table(judge: "Judge", people: Sequence[Learner]) -> "npt.NDArray[np.uint8]":
    """Return for each of the people and quarter hours whether he is free."""
    import numpy as np

    rows = b"".join(judge.free(learner).to_bytes(QUARTERS // 8, "little") for learner in people)
    return np.unpackbits(np.frombuffer(rows, np.uint8).reshape(len(people), -1), axis=1, bitorder="little")


def _compared(judge: "Judge", people: Sequence[Learner], low: int, high: int) -> float:
    """Return the sum of what each gains in the best group that he could have if all others were only his."""
    import numpy as np

    rest, sized = _rest(judge), _sized(judge, high)
    best = np.full(len(people), -np.inf)
    unsized = best.copy()
    for inside, near, likeness in _windows(judge, people, high - 1):
        if len(inside) < low:
            continue
        for size in range(low, min(high, len(inside)) + 1):
            worth = _worth_of_hours(judge, near[:, size - 2]) + likeness + rest
            unsized[inside] = np.maximum(unsized[inside], worth)
            best[inside] = np.maximum(best[inside], worth + sized[size])
    found = best[np.isfinite(best)]
    return min(float(found.sum()), _by_sizes(np.sort(unsized[np.isfinite(best)])[::-1], sized, low, high))


def _rest(judge: "Judge") -> float:
    """Return the weight of the parts that any group could have in full, as far as this looks."""
    known = {"size", *(["availability"] if judge.rules.hours else [])}
    criterion = _likeness(judge)
    return sum(
        share
        for name, share in judge.rules.shares.items()
        if name not in known and not (criterion and name == criterion.name)
    )


def _sized(judge: "Judge", high: int) -> "Floats":
    import numpy as np

    target = judge.rules.size.target
    return judge.rules.shares["size"] * np.maximum(0, 1 - abs(np.arange(high + 1) - target) / target)


def _shared_hours(judge: "Judge", people: Sequence[Learner]) -> "npt.NDArray[np.float32]":
    """Return how many hours each two share; with oneself fewer than none, so that nobody is his own company."""
    import numpy as np

    shared = np.full((len(people), len(people)), np.inf, np.float32)
    if judge.rules.hours:
        free = _table(judge, people).astype(np.float32)
        shared = free @ free.T / np.float32(4)  # quarters are exact
    np.fill_diagonal(shared, -1)
    return shared


def _worth_of_hours(judge: "Judge", hours: "Floats") -> "Floats":
    import numpy as np

    rules = judge.rules.hours
    if not rules:
        return np.where(hours >= 0, 0.0, -np.inf)
    worth = judge.rules.shares["availability"] * np.minimum(1, hours / rules.desired)
    return np.where(hours >= rules.minimum, worth, -np.inf)


def _likeness(judge: "Judge") -> Criterion | None:
    """Return the criterion that should be alike and weighs most, if it has few levels."""
    found = [
        item
        for item in judge.rules.criteria
        if item.kind == "alike" and item.weight and 1 < len(judge.levels[item.name]) <= _MOST_LEVELS
    ]
    return max(found, key=lambda item: item.weight, default=None)


def _windows(
    judge: "Judge", people: Sequence[Learner], company: int
) -> Iterator[tuple["Ints", "Floats", float]]:
    """Yield who is within each range of levels, and what a group of that range gets for being alike.

    Between the two: [person, other] the hours shared with the `company` of that range with whom he shares most.
    """
    import numpy as np

    criterion, shared = _likeness(judge), _shared_hours(judge, people)
    ranks, levels, share = np.full(len(people), -1), 1, 0.0
    if criterion:
        ranks = np.array([judge.rank(criterion, learner) for learner in people])
        levels, share = len(judge.levels[criterion.name]), judge.rules.shares[criterion.name]
    # Everybody is compared with everybody once, level by level; a range of levels takes the best of each.
    nearest = {rank: _nearest(shared[:, ranks == rank], company) for rank in range(-1, levels)}
    for first in range(levels):
        for last in range(first, levels):
            inside = np.flatnonzero((ranks < 0) | ((ranks >= first) & (ranks <= last)))
            near = [nearest[rank][inside] for rank in (-1, *range(first, last + 1))]
            near_any = _nearest(np.concatenate(near, axis=1), company).astype(np.float64)
            yield inside, near_any, share * (1 - (last - first) / max(1, levels - 1))


def _nearest(shared: "npt.NDArray[np.float32]", company: int) -> "npt.NDArray[np.float32]":
    """Return the most of each row, the most first."""
    import numpy as np

    most = -shared
    if most.shape[1] > company:
        most = np.partition(most, company - 1, axis=1)[:, :company]
    found: npt.NDArray[np.float32] = -np.sort(most, axis=1)
    return found


def _by_sizes(unsized: "Floats", sized: "Floats", low: int, high: int) -> float:
    """Return the most for so many people, best first, when each sits in a group of an allowed size."""
    import numpy as np

    places = np.full(len(unsized) + 1, -np.inf)
    places[0] = 0.0
    for people in range(low, len(places)):
        places[people] = max(
            places[people - size] + size * sized[size] for size in range(low, min(high, people) + 1)
        )
    return float((places + np.concatenate([[0.0], np.cumsum(unsized)])).max())
