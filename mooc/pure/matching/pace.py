"""How long each search goes on: so many rounds, fewer when the time given runs out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

Gone = Callable[[], float]
# Seconds of searching that are worth a look at the clock.
_LOOK = 0.01


def _never() -> float:
    return 0.0


def _untold(rounds: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Pace:
    """One search: its rounds, who hears of them, and the share of all time (`gone`) at which it must end.

    `look` rounds go by before it looks at the clock again, where that does not matter for the answer.
    """

    rounds: int
    progress: Callable[[float], None] = _untold
    gone: Gone = _never
    begin: float = 0.0
    end: float = 1.0
    look: int = 1

    def split(self, parts: int) -> Iterator["Pace"]:
        """Yield the paces of searches of equal length that come one after another."""
        for part in range(parts):
            begin, end = (self.begin + (self.end - self.begin) * at / parts for at in (part, part + 1))
            yield replace(self, rounds=self.rounds // parts, begin=begin, end=end)

    def times(self, factor: float) -> "Pace":
        """Return the pace of as much work in so many times the rounds."""
        if factor == 1:
            return self

        def tell(rounds: float) -> None:
            self.progress(rounds / factor)

        return replace(self, rounds=round(self.rounds * factor), progress=tell)

    def started(self) -> Gone:
        """Return what tells the share of this search's time that is gone, if it starts now, early or late."""
        begin = self.gone()

        def gone() -> float:
            now = self.gone()
            return 1.0 if now >= self.end else (now - begin) / (self.end - begin)

        return gone


def paces(
    rounds: Sequence[int],
    costs: Sequence[float],
    progress: Callable[[float], None] | None,
    gone: Gone | None,
) -> list[Pace]:
    """Divide the time among pools by their rounds and what each costs; `progress` hears the share done of all."""
    work = [count * cost for count, cost in zip(rounds, costs, strict=True)]
    total = sum(work) or 1.0
    ends = [done / total for done in accumulate(work)]
    told = _Told(progress, total)
    return [
        Pace(count, told.more(cost), gone or _never, begin, end, max(1, round(_LOOK / cost)))
        for count, cost, begin, end in zip(rounds, costs, [0.0, *ends], ends, strict=False)
    ]


class _Told:
    """Tells how much of the work is done, by what a round costs."""

    def __init__(self, progress: Callable[[float], None] | None, total: float) -> None:
        self._progress, self._total, self._done = progress, total, 0.0

    def more(self, cost: float) -> Callable[[float], None]:
        def tell(rounds: float) -> None:
            self._done += rounds * cost
            if self._progress:
                self._progress(min(1.0, self._done / self._total))

        return tell
