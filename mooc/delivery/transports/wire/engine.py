"""What carries: which copy goes over which line, when another line is opened, and when to stop.

It has no thread of its own. Where one thread fills messages and another sends them, each system call of the second
gives up the interpreter's lock and waits for it again, which takes longer than the copy.
"""

import logging
import selectors
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from ..base import Answer, Outgoing, Verdict, Watch
from ..relay import Relay
from . import tls
from .dialogue import Dialogue
from .line import Line, reason_of
from .opening import Opening
from .times import Times
from .trust import Trust

log = logging.getLogger(__name__)

_NEVER = float("inf")
_STOPPING = (Verdict.OUR_FAULT, Verdict.UNREACHABLE)


class Engine:
    """Works while `work` is asked; only `post` may be called from another thread meanwhile. A `Desk` and a `Yard`."""

    def __init__(self, relay: Relay, our_name: str, watch: Watch, times: Times) -> None:
        self.relay, self.our_name, self.times = relay, our_name, times
        self.selector: selectors.BaseSelector = selectors.DefaultSelector()
        self.now = time.monotonic()
        self.next_deadline = _NEVER
        self._watch = watch
        self._queue: deque[Outgoing] = deque()
        self._lines: set[Line] = set()
        self._idle: dict[Line, None] = {}
        self._is_connecting = False
        self._trust = Trust(relay.connections)
        self._is_stopped = self._is_closing = False
        self._fresh: list[Answer] = []
        self._contexts: dict[bool, ssl.SSLContext] = {}
        self._posted: deque[Callable[[], None]] = deque()
        self._is_asleep = False
        self._bell, self._rope = socket.socketpair()
        self._bell.setblocking(False)
        self._rope.setblocking(False)
        self.selector.register(self._bell, selectors.EVENT_READ, None)

    # What its owner asks for

    def post(self, call: Callable[[], None]) -> None:
        """Let the next turn call this; from any thread."""
        self._posted.append(call)
        if self._is_asleep:
            self._is_asleep = False
            with suppress(OSError):  # it was shut meanwhile: there is nobody to wake
                self._rope.send(b"!")

    def take_in(self, copies: Sequence[Outgoing]) -> None:
        """Carry these too."""
        self._queue.extend(copies)
        self._is_stopped = False

    def give_back(self) -> list[int]:
        """Give back what is not handed over."""
        copies = [line.withdraw() for line in tuple(self._lines)]
        ids = [copy.delivery_id for copy in copies if copy is not None]
        ids += [copy.delivery_id for copy in self._queue]
        self._queue.clear()
        return ids

    def work(self, seconds: float) -> list[Answer]:
        """Carry until there are answers, for so many seconds at most; return them."""
        until = time.monotonic() + seconds
        while True:
            try:
                self._turn(until)
            except Exception as error:
                log.exception("carrying to %s failed by a fault of ours", self.relay)
                self._collapse(f"a fault of ours: {reason_of(error)}")
            if self._fresh or self.now >= until:
                answers, self._fresh = self._fresh, []
                return answers

    def end(self, seconds: float) -> None:
        """Say goodbye on all lines, and let go of them after so many seconds at most."""
        self._is_closing = self._is_stopped = True
        for line in tuple(self._lines):
            line.leave()
        until = time.monotonic() + seconds
        while self._lines and time.monotonic() < until:
            self._turn(until)
        for line in tuple(self._lines):
            line.close()
        self.selector.close()
        self._bell.close()

    def _turn(self, until: float) -> None:
        self._is_asleep = True
        timeout = 0.0 if self._posted else self._until_next(until)
        events = self.selector.select(timeout)
        self._is_asleep = False
        self.now = now = time.monotonic()
        for key, mask in events:
            if key.data is not None:
                key.data.ready(mask)
            else:
                self._bell.recv(4096)
        while self._posted:
            self._posted.popleft()()
        if now >= self.next_deadline:
            self._look_at_deadlines()
        if self._queue:
            self._pump()

    def _until_next(self, until: float) -> float:
        moment = min(self.next_deadline, until)
        if self._queue and not self._is_stopped and (self._idle or self._may_connect()):
            moment = min(moment, self._queue[0].at)
        return max(0.0, moment - time.monotonic())

    def _look_at_deadlines(self) -> None:
        for line in tuple(self._lines):
            if line.deadline <= self.now:
                line.overdue()
        self.next_deadline = min((line.deadline for line in self._lines), default=_NEVER)

    def _pump(self) -> None:
        """Give due copies to lines that rest, or open another line."""
        while self._idle and self._queue and self._queue[0].at <= self.now and not self._is_stopped:
            line, _ = self._idle.popitem()
            line.begin()
        if self._queue and self._queue[0].at <= self.now and not self._is_stopped and self._may_connect():
            self._is_connecting = True
            threading.Thread(target=self._connect, name=f"connect to {self.relay}", daemon=True).start()

    def _may_connect(self) -> bool:
        return not self._is_connecting and len(self._lines) < self._trust.allowed and not self._idle

    def _collapse(self, reason: str) -> None:
        """Settle what is under way and let the owner know."""
        for line in tuple(self._lines):
            try:
                line.lose(reason)
            except Exception:
                log.exception("a line to %s could not be settled", self.relay)
                line.close()
        self._fail(reason)

    # A thread of its own for names and connecting: they may take long, and try several addresses.

    def _connect(self) -> None:
        try:
            connected = socket.create_connection((self.relay.host, self.relay.port), self.times.connect)
        except (OSError, UnicodeError) as error:
            self.post(partial(self._unconnected, reason_of(error)))
        else:
            self.post(partial(self._connected, connected))

    def _connected(self, connected: socket.socket) -> None:
        if self._is_closing:
            connected.close()
            return
        line = Line(self, connected)
        self._lines.add(line)
        line.start()

    def _unconnected(self, reason: str) -> None:
        self._is_connecting = False
        self._no_line(reason)

    # What lines tell (Yard)

    def tls(self, *, is_proof_needed: bool) -> ssl.SSLContext:
        """Return the context for this relay; made once."""
        if is_proof_needed not in self._contexts:
            self._contexts[is_proof_needed] = tls.context(is_proof_needed=is_proof_needed)
        return self._contexts[is_proof_needed]

    def opened(self, line: Line, opening: Opening) -> Dialogue:
        """Begin to carry over a line."""
        self._is_connecting = False
        assert opening.features is not None
        return Dialogue(self, opening.features, self.relay, self.times, self._trust.opened())

    def refused(self, line: Line, reason: str, *, is_ours: bool) -> None:
        """Note that a line came to nothing."""
        self._is_connecting = False
        self._no_line(reason, Verdict.OUR_FAULT if is_ours else Verdict.UNREACHABLE)

    def rests(self, line: Line) -> None:
        """Note that a line has nothing to do."""
        self._idle[line] = None

    def ended(self, line: Line) -> None:
        """Forget a line."""
        self._lines.discard(line)
        self._idle.pop(line, None)

    def _no_line(self, reason: str, verdict: Verdict = Verdict.UNREACHABLE) -> None:
        """Do with the lines there are; stop when there is none."""
        there = sum(line.is_open for line in self._lines)
        if there:
            log.info("%s gives us %s connections, not more: %s", self.relay, there, reason)
            self._trust.only(there, until=self.now + self.times.fewer)
        else:
            self._fail(reason, verdict)

    def _fail(self, reason: str, verdict: Verdict = Verdict.UNREACHABLE) -> None:
        """Stop, and let one copy say why."""
        if self._queue and not self._is_stopped:
            copy = self._queue.popleft()
            self._report(Answer(copy.delivery_id, verdict, f"{self.relay}: {reason}"))
        self._is_stopped = True
        self._trust.begin_anew()

    # What dialogues ask and tell (Desk)

    def take(self) -> Outgoing | None:
        """Return the next copy that is due and wanted."""
        queue = self._queue
        while queue and not self._is_stopped and queue[0].at <= self.now:
            copy = queue[0]
            is_wanted = self._watch.is_wanted(copy)
            queue.popleft()  # not before: what cannot be asked about stays here
            if is_wanted:
                return copy
            self._report(Answer(copy.delivery_id, Verdict.STOPPED, ""))
        return None

    def hand(self, copy: Outgoing) -> bool:
        """Note that a copy is handed over now, unless everything has stopped."""
        if self._is_stopped:
            return False
        self._watch.handing(copy)
        return True

    def put_back(self, copy: Outgoing) -> None:
        """Let a copy be the next one again."""
        self._queue.appendleft(copy)

    def answer(self, answer: Answer) -> None:
        """Note an answer at once, and pass it on soon."""
        try:
            self._watch.answered(answer)
        finally:
            self._report(answer)
        if answer.verdict is Verdict.ACCEPTED:
            self._trust.good(self.now)
        elif answer.verdict is Verdict.REJECTED:
            self._trust.answered()

    def lose(self, answer: Answer, number: int) -> None:
        """Note a copy whose line was lost; too many lines lost in a row mean that there is no relay to speak to."""
        if not self._trust.lost(number):
            self.answer(answer)
        elif answer.verdict is Verdict.DEFERRED:
            self._report(Answer(answer.delivery_id, Verdict.UNREACHABLE, answer.text))
        else:
            self.answer(answer)
            self._fail("it drops every connection")

    def _report(self, answer: Answer) -> None:
        self._fresh.append(answer)
        if answer.verdict in _STOPPING:
            self._is_stopped = True
            self._trust.begin_anew()
