"""One pass of a sender: how far it may go, and what it did."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from .models import Delivery

Progress = Callable[[int], None]


@dataclass(slots=True)
class SendReport:
    """What a pass did: copies by the state they are in now, and why the stream pauses, if it does."""

    states: Counter[int] = field(default_factory=Counter)
    released: int = 0
    fault: str = ""
    # It stopped at its limit: there may be more to do at once.
    is_cut_short: bool = False

    @property
    def handled(self) -> int:
        """How many copies got another state."""
        return self.states.total()

    def __getattr__(self, name: str) -> int:
        """`report.accepted`, `report.deferred`, ...: how many."""
        try:
            return self.states[Delivery.State[name.upper()]]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(slots=True)
class Pass:
    """How far a pass may go: so many copies, so long; and whom to tell."""

    now: datetime
    limit: int | None
    seconds: float | None
    progress: Progress | None
    report: SendReport = field(default_factory=SendReport)
    claimed: int = 0
    started: float = field(default_factory=time.monotonic)

    def room(self, size: int) -> int:
        """Return how many of `size` copies may be claimed."""
        return size if self.limit is None else min(size, self.limit - self.claimed)

    def is_over(self) -> bool:
        """Say whether the pass has reached its limit; the report tells it."""
        if self.limit is not None and self.claimed >= self.limit:
            self.report.is_cut_short = True
        if self.is_late():
            self.report.is_cut_short = True
        return self.report.is_cut_short

    def is_late(self) -> bool:
        """Say whether its seconds are over."""
        return self.seconds is not None and time.monotonic() - self.started >= self.seconds

    def count(self, states: Counter[int], released: int = 0) -> None:
        """Take copies into the report."""
        self.report.states.update(states)
        self.report.released += released
        if self.progress and states:
            self.progress(self.report.handled)
