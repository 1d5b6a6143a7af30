"""The owner's side of the wire."""

from collections.abc import Sequence

from ..base import Answer, Outgoing, Watch
from ..relay import Relay
from .engine import Engine
from .times import Times


class Wire:
    """Carries copies to a relay by SMTP, over up to `relay.connections` connections (a `Carrier`).

    They travel while `answers` is asked: it has no thread of its own.
    """

    def __init__(self, relay: Relay, *, our_name: str, times: Times | None = None) -> None:
        self.name = str(relay)
        self.connections = relay.connections
        self._relay, self._our_name, self._times = relay, our_name, times or Times()
        self._engine: Engine | None = None

    def start(self, watch: Watch) -> None:
        """Begin; once, before anything is offered."""
        self._engine = Engine(self._relay, self._our_name, watch, self._times)

    def offer(self, copies: Sequence[Outgoing]) -> None:
        """Take copies to carry, in this order, each not before its `at`."""
        self._begun().take_in(copies)

    def answers(self, timeout: float) -> list[Answer]:
        """Carry; return what was answered, waiting up to `timeout` seconds while there is nothing."""
        return self._begun().work(timeout)

    def recall(self) -> list[int]:
        """Hand over nothing more; return the ids of copies that were not, for good."""
        return self._begun().give_back()

    def close(self) -> None:
        """Let go of connections, politely where nothing is under way."""
        if self._engine is not None:
            self._engine.end(self._times.goodbye)
            self._engine = None

    def _begun(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("it was not started, or is closed")
        return self._engine
