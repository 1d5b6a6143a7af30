"""The owner's side of the wire."""

import threading
from collections.abc import Sequence
from functools import partial
from queue import Empty, SimpleQueue

from ..base import Answer, Outgoing, Watch
from ..relay import Relay
from .engine import Engine
from .times import Times

_MOMENT = 0.5


class Wire:
    """Carries copies to a relay by SMTP, over up to `relay.connections` connections (a `Carrier`)."""

    def __init__(self, relay: Relay, *, our_name: str, times: Times | None = None) -> None:
        self.name = str(relay)
        self.connections = relay.connections
        self._relay, self._our_name, self._times = relay, our_name, times or Times()
        self._engine: Engine
        self._thread: threading.Thread | None = None

    def start(self, watch: Watch) -> None:
        """Begin; once, before anything is offered."""
        self._engine = Engine(self._relay, self._our_name, watch, self._times)
        self._thread = threading.Thread(target=self._engine.run, name=f"mail to {self.name}", daemon=True)
        self._thread.start()

    def offer(self, copies: Sequence[Outgoing]) -> None:
        """Take copies to carry, in this order, each not before its `at`."""
        self._engine.post(partial(self._engine.take_in, copies))

    def answers(self, timeout: float) -> list[Answer]:
        """Return what was answered since last asked; wait up to `timeout` seconds while there is nothing."""
        queue = self._engine.answers
        found: list[Answer] = []
        try:
            found += queue.get(timeout=timeout) if timeout > 0 else queue.get_nowait()
            while True:
                found += queue.get_nowait()
        except Empty:
            return found

    def recall(self) -> list[int]:
        """Hand over nothing more; return the ids of copies that were not, for good."""
        given: SimpleQueue[list[int]] = SimpleQueue()
        self._engine.post(partial(self._engine.give_back, given.put))
        while True:
            try:
                return given.get(timeout=_MOMENT)
            except Empty:
                if self._thread is None or not self._thread.is_alive():
                    return []

    def close(self) -> None:
        """Let go of connections, politely where nothing is under way."""
        if self._thread is None:
            return
        self._engine.post(self._engine.end)
        self._thread.join(timeout=self._times.goodbye + _MOMENT)
