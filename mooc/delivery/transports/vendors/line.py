"""The copies that wait for a connection: each in its turn, none before its time, each in exactly one hand."""

import heapq
import threading
import time
from collections.abc import Sequence

from ..base import Outgoing

_SECONDS_AT_MOST = 60.0


class HeldBack(Exception):
    """The copy is not to leave any more."""


class Line:
    """Shared by the connections and their owner; all methods may be called from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._early: list[tuple[float, int, Outgoing]] = []
        self._ready: list[tuple[int, Outgoing]] = []
        self._turn = 0
        # In the hand of a connection: not handed over yet, and handed over.
        self._taken: dict[int, int] = {}
        self._handed: set[int] = set()
        self._is_going = False
        self._is_closed = False
        self._quiet_until = 0.0

    def offer(self, copies: Sequence[Outgoing]) -> None:
        """Put copies in line, and let them go (again)."""
        with self._changed:
            for outgoing in copies:
                self._turn += 1
                heapq.heappush(self._early, (outgoing.at, self._turn, outgoing))
            self._is_going = True
            self._changed.notify_all()

    def take(self) -> Outgoing | None:
        """Wait for a copy whose turn and time have come; None when the line is closed."""
        with self._changed:
            while not self._is_closed:
                now = time.monotonic()
                while self._early and self._early[0][0] <= now:
                    _, turn, outgoing = heapq.heappop(self._early)
                    heapq.heappush(self._ready, (turn, outgoing))
                if self._is_going and self._ready and now >= self._quiet_until:
                    turn, outgoing = heapq.heappop(self._ready)
                    self._taken[outgoing.delivery_id] = turn
                    return outgoing
                self._changed.wait(self._until_next(now))
            return None

    def hand_over(self, outgoing: Outgoing) -> bool:
        """Ask whether a copy in hand may leave; from a yes on its owner is owed an answer."""
        with self._changed:
            if not self._is_going or self._taken.pop(outgoing.delivery_id, None) is None:
                return False
            self._handed.add(outgoing.delivery_id)
            return True

    def give_back(self, outgoing: Outgoing) -> None:
        """Put a copy that did not leave where it was, unless its owner has taken it back meanwhile."""
        with self._changed:
            turn = self._taken.pop(outgoing.delivery_id, None)
            if turn is not None:
                heapq.heappush(self._ready, (turn, outgoing))
                self._changed.notify_all()

    def end(self, outgoing: Outgoing) -> bool:
        """Say that a copy in hand has its answer; False when its owner has taken it back and wants none."""
        with self._changed:
            was_in_hand = self._taken.pop(outgoing.delivery_id, None) is not None
            was_handed = outgoing.delivery_id in self._handed
            self._handed.discard(outgoing.delivery_id)
            return was_in_hand or was_handed

    def halt(self) -> None:
        """Let nothing leave until something is offered again."""
        with self._changed:
            self._is_going = False

    def rest(self, seconds: float) -> None:
        """Let nothing be taken for a while."""
        with self._changed:
            self._quiet_until = time.monotonic() + min(seconds, _SECONDS_AT_MOST)

    def recall(self) -> list[int]:
        """Halt, and return the ids of all that have not left; nobody will answer for them."""
        with self._changed:
            self._is_going = False
            waiting = [*(early[2] for early in self._early), *(ready[1] for ready in self._ready)]
            ids = [*(outgoing.delivery_id for outgoing in waiting), *self._taken]
            self._early, self._ready, self._taken = [], [], {}
            return ids

    def close(self) -> None:
        """Send the connections home."""
        with self._changed:
            self._is_going = False
            self._is_closed = True
            self._changed.notify_all()

    def _until_next(self, now: float) -> float | None:
        """Return how long to wait where nobody says anything; None: until somebody does."""
        if not self._is_going:
            return None
        moments = [self._early[0][0]] if self._early else []
        moments += [self._quiet_until] if self._ready else []
        return max(0.0, min(moments) - now) if moments else None
