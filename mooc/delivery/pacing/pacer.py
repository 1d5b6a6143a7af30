"""What a worker holds for the transport it sends by: how many copies to claim, when each may go, what was learned."""

from collections.abc import Sequence
from datetime import timedelta

from ..transports.base import Answer
from .lanes import Lane
from .learning import Learner
from .matching import Candidate, match
from .rates import PaceRow, interval_of, rate_of, slowed_rate
from .reserving import AHEAD_SECONDS, URGENT_AHEAD_SECONDS, Snapshot, forget_recovered, moment, read_snapshot
from .returns import hurried
from .slots import AT_ONCE, Clock, Slot
from .workers import workers_at_work

REFRESH_SECONDS = 1.0
# What goes before others into the time ahead: sign-in codes and confirmations.
URGENT_PRIORITY = 1
# When nearly all that is claimed is put back, so many times more is claimed than can go, at most.
_MOST_SURPLUS = 50.0
_OVER_SECONDS = 60.0
# Slots must last until we are asked again.
_AHEAD_OF_GAP = 1.5


class Pacer:
    """Keeps one worker to all limits. Not for several threads; reads its rows once a second at most."""

    def __init__(self, transport: str, *, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._transport_key = transport_key(transport)
        self._lanes: dict[str, Lane] = {}
        self._providers: dict[str, Lane] = {}
        self._transport: Lane | None = None
        self._rows: tuple[PaceRow, ...] = ()
        self._rates: dict[str, float] = {}
        self._read_at = float("-inf")
        self._tidied_at = self._flushed_at = self._clock.monotonic()
        self._learner = Learner(self._transport_key, self._clock)
        # The share of copies that found a slot lately.
        self._share = 1.0
        self._asked_at = self._clock.monotonic()
        self._gap = 0.0

    def room(self, wanted: int) -> int:
        """Return how many copies may be claimed now; `wanted` where the transport has no limit."""
        self._look()
        if self._transport is None:
            return wanted
        free = self._transport.room()
        return min(wanted, int(free / max(self._share, 1 / _MOST_SURPLUS) + 0.999))

    def book(self, providers: Sequence[str], priorities: Sequence[int] = ()) -> list[Slot] | None:
        """Return a slot per copy, in their order; None: all at once. `priorities`: the copies', where known."""
        self._look()
        if self._transport is None and (not self._providers or self._providers.keys().isdisjoint(providers)):
            return None
        slots: list[Slot] = [AT_ONCE] * len(providers)
        candidates = self._candidates(providers, priorities, slots)
        if self._transport is not None:
            self._pass_transport(self._transport, candidates, priorities, slots)
        else:
            for one in candidates:
                slots[one.number] = Slot(one.ready_at)
        found = sum(slot.later is None for slot in slots)
        self._share += 0.3 * (found / max(len(slots), 1) - self._share)
        return slots

    def answered(self, provider: str, answer: Answer) -> None:
        """Learn from an answer; written by the next `flush`."""
        self._learner.answered(provider, answer)

    def flush(self) -> None:
        """Write what was learned; does so once a second, however often it is called."""
        now = self._clock.monotonic()
        if now - self._flushed_at < REFRESH_SECONDS:
            return
        self._flushed_at = now
        workers = 1
        if self._learner.has_trouble:
            self._look()
            workers = workers_at_work()
        if self._learner.flush(current=self._rates, workers=workers):
            self._read_at = float("-inf")
        if now - self._tidied_at > _OVER_SECONDS:
            self._tidied_at = now
            self._forget_recovered()

    def rates(self) -> dict[str, float]:
        """Return how many copies a minute may go now, by key, where not any number may."""
        self._look()
        return dict(self._rates)

    def _candidates(
        self, providers: Sequence[str], priorities: Sequence[int], slots: list[Slot]
    ) -> list[Candidate]:
        """Return who may go as far as providers are concerned; the others are put back."""
        candidates = []
        groups: dict[str, list[int]] = {}
        for number, provider in enumerate(providers):
            if provider in self._providers:
                groups.setdefault(provider, []).append(number)
            elif self._transport is not None:
                candidates.append(Candidate(number, 0.0))
        for provider, numbers in groups.items():
            lane = self._providers[provider]
            times = self._take(lane, numbers, priorities)
            candidates += [Candidate(number, at, lane) for number, at in times.items()]
            self._put_back(lane, [number for number in numbers if number not in times], priorities, slots)
        return sorted(candidates, key=lambda one: one.number)

    def _pass_transport(
        self, lane: Lane, candidates: list[Candidate], priorities: Sequence[int], slots: list[Slot]
    ) -> None:
        """Give those who may go the transport's slots; who gets none is put back."""
        times = list(self._take(lane, [one.number for one in candidates], priorities).values())
        matched, unused = match(candidates, sorted(times), interval=lane.interval)
        lane.keep(unused)
        for number, at in matched.items():
            slots[number] = Slot(at)
        left = [one for one in candidates if one.number not in matched]
        for one in left:
            if one.lane is not None:
                one.lane.keep([one.ready_at])
        self._put_back(lane, [one.number for one in left], priorities, slots)

    def _take(self, lane: Lane, numbers: list[int], priorities: Sequence[int]) -> dict[int, float]:
        """Take slots for the first of these copies, and for urgent ones from further ahead."""
        times = lane.take(len(numbers))
        if priorities and len(times) < len(numbers):
            numbers = sorted(numbers, key=lambda number: priorities[number])
            urgent = sum(priorities[number] <= URGENT_PRIORITY for number in numbers[len(times) :])
            times += lane.take_urgent(urgent)
        return dict(zip(numbers, times, strict=False))

    def _put_back(self, lane: Lane, numbers: list[int], priorities: Sequence[int], slots: list[Slot]) -> None:
        if not numbers:
            return
        urgent = [number for number in numbers if priorities and priorities[number] <= URGENT_PRIORITY]
        others = [number for number in numbers if not (priorities and priorities[number] <= URGENT_PRIORITY)]
        now = self._clock.monotonic()
        waits: list[timedelta] = []
        if urgent:
            waits += hurried(len(urgent), now=now, opening=lane.opening, interval=lane.interval)
        if others:
            waits += lane.returns.put_back(len(others), now=now, opening=lane.opening, interval=lane.interval)
        for number, wait in zip([*urgent, *others], waits, strict=True):
            slots[number] = Slot(later=wait)

    def _look(self) -> None:
        """Read the rows when it is time; take slots further ahead when we are asked seldom."""
        now = self._clock.monotonic()
        self._gap = max(now - self._asked_at, self._gap * 0.9)
        self._asked_at = now
        if now - self._read_at >= REFRESH_SECONDS:
            self._refresh()
        for lane in self._lanes.values():
            lane.ahead = min(max(AHEAD_SECONDS, _AHEAD_OF_GAP * self._gap), URGENT_AHEAD_SECONDS)

    def _refresh(self) -> None:
        snapshot = read_snapshot(self._clock)
        self._read_at = self._clock.monotonic()
        self._rows = snapshot.rows
        rates = {row.key: rate_of(row, at=snapshot.wall) for row in snapshot.rows}
        self._rates = {key: rate for key, rate in rates.items() if rate is not None}
        self._lanes = {row.key: self._lane(row, snapshot) for row in snapshot.rows if row.key in self._rates}
        self._transport = self._lanes.get(self._transport_key)
        self._providers = {
            key.removeprefix("provider:"): lane
            for key, lane in self._lanes.items()
            if key.startswith("provider:")
        }

    def _lane(self, row: PaceRow, snapshot: Snapshot) -> Lane:
        lane = self._lanes.get(row.key) or Lane(row.key, self._clock)
        lane.update(
            interval=interval_of(self._rates[row.key]),
            free_at=row.next_at + snapshot.ahead,
        )
        return lane

    def _forget_recovered(self) -> None:
        now = self._clock.wall()
        over = [
            row.key for row in self._rows if row.slowed_to is not None and slowed_rate(row, at=now) is None
        ]
        if over:
            forget_recovered(over, changed_before=moment(now - _OVER_SECONDS))


def provider_key(provider: str) -> str:
    """Return the key of a provider's row."""
    return f"provider:{provider}"[:200]


def transport_key(transport: str) -> str:
    """Return the key of a transport's row."""
    return f"transport:{transport}"[:200]
