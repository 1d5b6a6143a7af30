"""The carrier of copies to a mail service: some connections in threads, fed from one line."""

import logging
import threading
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from ..base import Answer, Outgoing, Verdict, Watch
from .address import ServiceAddress
from .line import HeldBack, Line

if TYPE_CHECKING:
    from .connection import Connection

log = logging.getLogger(__name__)
# How long closing waits for answers that are under way.
PATIENCE_SECONDS = 5.0
_PAUSING = (Verdict.OUR_FAULT, Verdict.UNREACHABLE)


class Service:
    """Carries copies by the interface of a mail service (`base.Carrier`)."""

    def __init__(self, address: ServiceAddress) -> None:
        self.name = str(address)
        self.connections = address.connections
        self._address = address
        self._line = Line()
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._is_broken = False

    def start(self, watch: Watch) -> None:
        """Begin. What speaks HTTPS is loaded only now: it takes a fifth of a second, which no other command needs."""
        from .connection import Connection

        connections = [Connection(self._address) for _ in range(self.connections)]
        self._threads = [
            threading.Thread(target=self._run, args=(connection, watch), name="mail-service", daemon=True)
            for connection in connections
        ]
        for thread in self._threads:
            thread.start()

    def offer(self, copies: Sequence[Outgoing]) -> None:
        """Take copies to carry."""
        self._line.offer(copies)

    def answers(self, timeout: float) -> list[Answer]:
        """Return what was answered since last asked. Raises RuntimeError after a fault of ours."""
        found: list[Answer] = []
        try:
            found.append(self._answers.get(timeout=timeout) if timeout > 0 else self._answers.get_nowait())
            while True:
                found.append(self._answers.get_nowait())
        except Empty:
            if self._is_broken and not found:
                raise RuntimeError(f"{self.name}: what became of copies cannot be noted") from None
            return found

    def recall(self) -> list[int]:
        """Hand over nothing more; return the ids of copies that were not."""
        return self._line.recall()

    def close(self) -> None:
        """Let go of connections."""
        self._line.close()
        for thread in self._threads:
            thread.join(timeout=PATIENCE_SECONDS)

    def _run(self, connection: "Connection", watch: Watch) -> None:
        while (outgoing := self._line.take()) is not None:
            try:
                self._carry(connection, outgoing, watch)
            except Exception:  # the watch failed: what it could not note must not go on
                log.exception("a connection to %s is stopped by a fault of ours", self.name)
                self._is_broken = True
                self._line.halt()
                self._line.give_back(outgoing)
        connection.close()

    def _carry(self, connection: "Connection", outgoing: Outgoing, watch: Watch) -> None:
        if not watch.is_wanted(outgoing):
            self._tell(outgoing, Answer(outgoing.delivery_id, Verdict.STOPPED, ""))
            return
        try:
            answer, wait = connection.carry(outgoing, lambda: self._leave(outgoing, watch))
        except HeldBack:
            self._line.give_back(outgoing)
            return
        if wait:
            self._line.rest(wait)
        if answer.verdict in _PAUSING:
            self._line.halt()
        if answer.verdict is not Verdict.UNREACHABLE:
            watch.answered(answer)
        self._tell(outgoing, answer)

    def _leave(self, outgoing: Outgoing, watch: Watch) -> None:
        if not self._line.hand_over(outgoing):
            raise HeldBack
        watch.handing(outgoing)

    def _tell(self, outgoing: Outgoing, answer: Answer) -> None:
        if self._line.end(outgoing):
            self._answers.put(answer)
