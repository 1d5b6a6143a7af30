"""By SMTP to a relay: several connections in threads, kept open from batch to batch."""

import logging
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue

from .base import Answer, Outgoing, Verdict, Watch
from .relay import Relay
from .session import ConnectionLost, Session, Unreachable

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 0.25
# How long a pass that is broken off waits for its connections.
PATIENCE_SECONDS = 5.0
# So many connections lost in a row, and no copy answered between: the relay is in trouble, leave it alone.
MOST_LOSSES = 4


class Smtp:
    """Carries copies over up to `relay.connections` connections."""

    batch_size = 200
    transactional = False

    def __init__(self, relay: Relay, *, our_name: str) -> None:
        self.name = str(relay)
        self._relay = relay
        self._our_name = our_name
        self._idle: deque[Session] = deque()

    def send(self, batch: Sequence[Outgoing], watch: Watch) -> Iterator[Answer | None]:
        """Carry the batch; answers come as they come."""
        work = _Work(batch, watch)
        threads = [
            threading.Thread(target=self._run, args=(work,), daemon=True)
            for _ in range(min(self._relay.connections, len(batch)))
        ]
        for thread in threads:
            thread.start()
        try:
            yield from work.answers(len(threads))
        finally:
            work.stop()
            for thread in threads:
                thread.join(timeout=PATIENCE_SECONDS)

    def close(self) -> None:
        """Close what is open."""
        while self._idle:
            self._idle.pop().close()

    def _run(self, work: "_Work") -> None:
        try:
            self._carry(work)
        except Exception:
            # The batch must end, whatever happened here: what got no answer is settled by what was noted of it.
            log.exception("a connection to %s ended by a fault of ours", self.name)
            work.stop()
        finally:
            work.end()

    def _carry(self, work: "_Work") -> None:
        """One thread: one connection at a time, copy after copy."""
        session: Session | None = None
        while (outgoing := work.next()) is not None:
            try:
                session = session or self._session()
                work.tell(session.carry(outgoing, work.watch))
            except Unreachable as error:
                work.fail(Answer(outgoing.delivery_id, Verdict.UNREACHABLE, str(error)))
            except ConnectionLost as lost:
                session = None
                if lost.is_worn_out:
                    work.put_back(outgoing)
                else:
                    work.lose(lost.answer)
        if session is not None:
            self._idle.append(session)

    def _session(self) -> Session:
        try:
            return self._idle.pop()
        except IndexError:
            return Session(self._relay, self._our_name)


class _Work:
    """A batch shared by threads: what is left to carry, what was answered, and whether to go on."""

    def __init__(self, batch: Sequence[Outgoing], watch: Watch) -> None:
        self.watch = watch
        self._left = deque(batch)
        self._answers: SimpleQueue[Answer | None] = SimpleQueue()
        self._losses = 0
        self._stopped = threading.Event()

    def next(self) -> Outgoing | None:
        """Take the next copy that is still wanted; None when there is no more to do."""
        while not self._stopped.is_set():
            try:
                outgoing = self._left.popleft()
            except IndexError:
                return None
            if self.watch.is_wanted(outgoing):
                return outgoing
            self._answers.put(Answer(outgoing.delivery_id, Verdict.STOPPED, ""))
        return None

    def put_back(self, outgoing: Outgoing) -> None:
        """Let a copy be the next one again."""
        self._left.appendleft(outgoing)

    def tell(self, answer: Answer) -> None:
        """Pass an answer on; it is noted first."""
        self.watch.answered(answer)
        self._answers.put(answer)
        if answer.verdict is Verdict.OUR_FAULT:
            self.stop()
        elif answer.verdict is not Verdict.DEFERRED:
            self._losses = 0

    def lose(self, answer: Answer) -> None:
        """Pass the last answer of a connection on; too many lost ones in a row end the batch."""
        self.tell(answer)
        self._losses += 1
        if self._losses >= MOST_LOSSES:
            self.fail(None)

    def fail(self, answer: Answer | None) -> None:
        """End the batch: what is left goes back untouched."""
        if answer is not None:
            self._answers.put(answer)
        self.stop()

    def stop(self) -> None:
        """Let no thread take another copy."""
        self._stopped.set()

    def end(self) -> None:
        """Say that a thread has ended; its answers stand before this in the queue."""
        self._answers.put(None)

    def answers(self, threads: int) -> Iterator[Answer | None]:
        """Yield answers until so many threads have ended, None while there is none."""
        while threads:
            try:
                answer = self._answers.get(timeout=HEARTBEAT_SECONDS)
            except Empty:
                yield None
                continue
            if answer is None:
                threads -= 1
            else:
                yield answer
