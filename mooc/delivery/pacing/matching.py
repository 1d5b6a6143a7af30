"""Which copy goes in which slot of the transport, when some have a slot of their provider's as well."""

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from .lanes import Lane

# A provider's slot used later than that would move copies together, as if the limit were higher.
MOST_LATE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Candidate:
    """A copy by its number in the batch, not to go before `ready_at`; `lane`: whose slot that is."""

    number: int
    ready_at: float
    lane: Lane | None = None


def match(
    candidates: Sequence[Candidate], times: Sequence[float], *, interval: float
) -> tuple[dict[int, float], list[float]]:
    """Return {number: time} for who goes, and the times nobody used; candidates in order of urgency, times ascending.

    Who has a provider's slot goes first, as that slot will not wait; the others take what is left.
    """
    bound = [(one.ready_at, one.number, one) for one in candidates if one.lane is not None]
    heapq.heapify(bound)
    others = deque(one for one in candidates if one.lane is None)
    matched: dict[int, float] = {}
    unused = []
    for at in times:
        while bound and _is_too_late(bound[0][2], at, interval):
            heapq.heappop(bound)
        if bound and bound[0][0] <= at:
            matched[heapq.heappop(bound)[1]] = at
        elif others:
            matched[others.popleft().number] = at
        else:
            unused.append(at)
    return matched, unused


def _is_too_late(one: Candidate, at: float, interval: float) -> bool:
    """A transport that is slower than the provider spaces its copies widely enough, however late."""
    slower_provider = one.lane is not None and one.lane.interval > interval
    return slower_provider and at - one.ready_at > MOST_LATE_SECONDS
