"""Learning from answers: who says "too fast" gets half of what he got lately."""

import logging
from collections import Counter, deque
from datetime import timedelta

from ..transports.base import Answer, Verdict
from .rates import SLOWEST
from .reserving import moment, slow_down
from .slots import Clock
from .trouble import is_too_fast

log = logging.getLogger(__name__)

# The recent rate is that of so many seconds; what is answered so soon after a slow-down still went at the old rate.
RECENT_SECONDS = 10.0
SETTLING = timedelta(seconds=15)
# So many providers at once, and most of those that answered: it is the relay that is asked too much.
_MANY = 3

_ACCEPTED = Verdict.ACCEPTED


class Learner:
    """Counts answers by provider, and slows down whoever had trouble."""

    def __init__(self, transport_key: str, clock: Clock) -> None:
        self._transport_key = transport_key
        self._clock = clock
        self._counts: Counter[str] = Counter()
        # When counting began, and what was counted until the next one began.
        self._counted: deque[tuple[float, Counter[str]]] = deque()
        self._began_at = clock.monotonic()
        self._trouble: dict[str, str] = {}

    @property
    def has_trouble(self) -> bool:
        """Say whether somebody said "too fast" since the last flush."""
        return bool(self._trouble)

    def answered(self, provider: str, answer: Answer) -> None:
        """Count it; a few tenths of a microsecond when all is well."""
        self._counts[provider] += 1
        if answer.verdict is not _ACCEPTED and is_too_fast(answer):
            self._trouble.setdefault(provider, answer.text)

    def flush(self, *, current: dict[str, float], workers: int) -> list[str]:
        """Write what was learned, and return the keys slowed down. `current`: rates a minute by key, of all workers."""
        now = self._clock.monotonic()
        self._counted.append((self._began_at, self._counts))
        self._began_at, self._counts = now, Counter()
        while len(self._counted) > 1 and now - self._counted[0][0] > RECENT_SECONDS:
            self._counted.popleft()
        if not self._trouble:
            return []
        trouble, self._trouble = self._trouble, {}
        return [key for key, reason in self._whom(trouble) if self._slow(key, reason, now, current, workers)]

    def _whom(self, trouble: dict[str, str]) -> list[tuple[str, str]]:
        answered = {provider for _, counts in self._counted for provider in counts}
        if len(trouble) >= _MANY and len(trouble) * 2 > len(answered):
            return [(self._transport_key, next(iter(trouble.values())))]
        return [(f"provider:{provider}", reason) for provider, reason in trouble.items()]

    def _slow(self, key: str, reason: str, now: float, current: dict[str, float], workers: int) -> bool:
        rate = self._recent_rate(key, now) * workers
        rate = max(min(rate, current.get(key, rate)) / 2, SLOWEST)
        slowed = slow_down(
            key, rate=rate, reason=reason, now=moment(self._clock.wall()), unless_since=SETTLING
        )
        if slowed:
            log.warning("%s says that we are too fast; %.1f copies a minute for now", key, rate)
        return slowed

    def _recent_rate(self, key: str, now: float) -> float:
        """Return how many copies a minute were answered lately, counted from the first of them."""
        provider = None if key == self._transport_key else key.removeprefix("provider:")
        counted = [
            (began_at, counts.total() if provider is None else counts[provider])
            for began_at, counts in self._counted
        ]
        began_at = min((began_at for began_at, count in counted if count), default=now)
        return sum(count for _, count in counted) * 60.0 / max(now - began_at, 1.0)
