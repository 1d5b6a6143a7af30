"""Copies on their way over the wire: offered in measure, answers settled in small groups as they come.

    put (claimed and filled) -> offered to the carrier -> answer -> group -> settled (commit)

On PostgreSQL no more than fifty copies are offered and not settled: so many may go twice when this host is lost and
another takes over. Whoever holds the `baton` turns the stream: its owner during a pass, between passes a thread of the
stream's own. Groups are settled beside that, so that nobody waits for the disk.
"""

import logging
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from heapq import heappop, heappush

from django.db import InterfaceError, OperationalError, connection

from .filling import Ready
from .gate import Gate
from .models import Delivery
from .outcomes import not_sent, outcome
from .pacing import Pacer
from .pauses import begin_pause, end_pause, pause_of
from .providers import provider_of
from .senders import Lease, LeaseLost
from .settler import Settler
from .sql import Settlement, is_postgres
from .transports.base import Answer, Carrier, Outgoing, Verdict

log = logging.getLogger(__name__)

State = Delivery.State
_ACCEPTED = int(State.ACCEPTED)
# Offered and not settled, and how many answers make a group: on PostgreSQL, on SQLite (one host, so its notes serve).
_POSTGRES_MEASURE, _SQLITE_MEASURE = (50, 18), (400, 150)
SETTLED_WITHIN_SECONDS = 0.1
_COLLECTING_SECONDS = 0.0003
# While nobody else turns the stream; and how long its thread rests where there is nothing in it and nothing is put.
_TURN_SECONDS, _REST_SECONDS, _LONG_REST_SECONDS = 0.02, 0.01, 0.5
# Copies with a moment of their own are offered so long before it, past all others.
_AHEAD_SECONDS = 0.3
_SWITCH_SECONDS = 0.001
# How long an ending stream waits for answers.
PATIENCE_SECONDS = 5.0
_MOST_AT_ONCE, _FIRST_AT_ONCE = 500, 20
_BUSY_SECONDS, _SLOW_SECONDS = 0.5, 2.0
_DOUBT = "handed over, and then the answer was lost; it may have arrived"
_PAUSING = (Verdict.OUR_FAULT, Verdict.UNREACHABLE)


class Stream:
    """Carries what one sender has claimed; `beside`: also while its owner does something else."""

    def __init__(self, carrier: Carrier, lease: Lease, pacer: Pacer, *, beside: bool) -> None:
        self.fault = ""
        self.now: datetime | None = None
        # What ended the thread: the lease was lost, or a fault of ours.
        self.broken: Exception | None = None
        self.baton = threading.Lock()
        # SQLite takes one writer at a time, and waiting for each other here is quicker than asking it again and again.
        self.writing: AbstractContextManager[object] = nullcontext() if is_postgres() else threading.RLock()
        self._carrier, self._lease, self._pacer = carrier, lease, pacer
        self._most_unsettled, self._group_size = _POSTGRES_MEASURE if is_postgres() else _SQLITE_MEASURE
        self._gate = Gate(lease)
        self._in_hand: dict[int, Ready] = {}
        self._queue: deque[Outgoing] = deque()
        # Copies with a moment of their own, the next one first.
        self._timed: list[tuple[float, int, Outgoing]] = []
        self._group: list[Settlement] = []
        self._back: list[int] = []
        self._group_since = 0.0
        self._states: Counter[int] = Counter()
        self._released = 0
        self._at_once = max(2 * carrier.connections, _FIRST_AT_ONCE)
        self._batch_at = 0.0
        self._was_paused = False
        self._settler = Settler(lease.name, self.writing, beside=beside)
        self._try_again_at = 0.0
        self._ends, self._is_wanted = threading.Event(), threading.Event()
        carrier.start(self._gate)
        self._thread = threading.Thread(target=self._run, name="stream", daemon=True) if beside else None
        if self._thread:
            # Who carries and who settles share one interpreter: neither should wait long for its turn.
            sys.setswitchinterval(_SWITCH_SECONDS)
            self._thread.start()

    @property
    def is_empty(self) -> bool:
        """Whether every copy put has its end in the database."""
        return not (self._in_hand or self._group or self._back or self._settler.is_at_work)

    def wants(self) -> int:
        """Return how many more copies keep the carrier busy; 0 while enough are at hand."""
        if self.fault or self._waiting() > self._at_once // 2:
            return 0
        self._adapt()
        return self._at_once

    def begin_batch(self) -> None:
        """Note that a new batch comes: how long it takes says how large the next one may be."""
        self._batch_at = time.monotonic()

    def has_plenty(self) -> bool:
        """Say whether the carrier has enough to go on with while more messages are made."""
        return not self.fault and not self.broken and len(self._in_hand) > 3 * self._carrier.connections

    def put(self, ready: Sequence[Ready], *, now: datetime) -> None:
        """Take filled copies, in the order in which they are to go."""
        self.now = now
        self._in_hand.update((one.claim.id, one) for one in ready)
        for one in ready:
            if one.outgoing.at:
                heappush(self._timed, (one.outgoing.at, one.claim.id, one.outgoing))
        self._queue.extend([one.outgoing for one in ready if not one.outgoing.at])
        self._is_wanted.set()

    def resume(self, *, now: datetime) -> None:
        """Try again: the pause is over."""
        self.fault, self.now, self._was_paused = "", now, True

    def in_hand(self) -> set[int]:
        """Return the ids of all copies put that have no end in the database yet."""
        group, back = self._settler.in_hand
        return {*self._in_hand, *(one.id for one in (*self._group, *group)), *self._back, *back}

    def take_counts(self) -> tuple[Counter[int], int]:
        """Return how many copies got which state since last asked, and how many were put back untouched."""
        states, self._states = self._states, Counter()
        released, self._released = self._released, 0
        return states, released

    def collect(self) -> None:
        """Take answers when a few have come, or the first when none does: a turn for each costs twice as much."""
        time.sleep(_COLLECTING_SECONDS)
        if not self.turn(0):
            self.turn(_TURN_SECONDS)

    def turn(self, seconds: float) -> int:
        """Take answers, waiting up to `seconds` for one, settle, offer more; return how many. Raises LeaseLost."""
        self._feed()
        if self._settler.is_at_work and self._nothing_offered():
            self._settler.wait(seconds)
            answers = []
        else:
            answers = self._carrier.answers(min(seconds, SETTLED_WITHIN_SECONDS) if self._group else seconds)
        for answer in answers:
            self._take(answer)
        if self._group and not self._group_since:
            self._group_since = time.monotonic()
        self._settle_some()
        self._feed()
        self._look_after()
        return len(answers)

    def _nothing_offered(self) -> bool:
        return len(self._in_hand) == self._waiting()

    def end(self) -> bool:
        """Hand over nothing more, wait a little for the answers that are due; say whether all is settled."""
        self._ends.set()
        self._is_wanted.set()
        if self._thread:
            self._thread.join(PATIENCE_SECONDS + 1)
        try:
            self._end()
        except LeaseLost:
            return False
        except (OperationalError, InterfaceError):
            log.exception("the database does not answer; what it does not know yet is in our notes")
            return False
        finally:
            self._carrier.close()
            self._settler.close()
        return self.is_empty

    def _run(self) -> None:
        try:
            while not self._ends.is_set():
                self._is_wanted.clear()
                with self.baton:
                    self._turn_patiently()
                self._rest()
        except Exception as error:
            if not isinstance(error, LeaseLost):
                log.exception("the stream broke")
            self.broken = error
        finally:
            connection.close()

    def _rest(self) -> None:
        if self.is_empty:
            self._is_wanted.wait(_LONG_REST_SECONDS)
        self._ends.wait(_REST_SECONDS)

    def _turn_patiently(self) -> None:
        try:
            self.turn(_TURN_SECONDS)
        except (OperationalError, InterfaceError):
            log.exception("the database does not answer; trying again")
            connection.close()
            self._ends.wait(0.5)

    def _adapt(self) -> None:
        """Keep about a second's work at hand, so that what is urgent never waits long behind what was claimed."""
        took = time.monotonic() - self._batch_at
        if took < _BUSY_SECONDS:
            self._at_once = min(self._at_once * 2, _MOST_AT_ONCE)
        elif took > _SLOW_SECONDS:
            self._at_once = max(self._at_once // 2, 2 * self._carrier.connections)

    def _feed(self) -> None:
        """Offer as many as may be unsettled; where nothing is to be sent, give them back."""
        if self.fault:
            self._put_back([])
            return
        settling = len(self._settler.in_hand[0])
        room = self._most_unsettled - (len(self._in_hand) - self._waiting() + len(self._group) + settling)
        if room <= 0 or not (self._queue or self._timed):
            return
        copies: list[Outgoing] = []
        soon = time.monotonic() + _AHEAD_SECONDS
        while self._timed and len(copies) < room and self._timed[0][0] <= soon:
            copies.append(heappop(self._timed)[2])
        copies += [self._queue.popleft() for _ in range(min(room - len(copies), len(self._queue)))]
        if copies:
            self._carrier.offer(copies)

    def _waiting(self) -> int:
        """Return how many copies at hand are not offered yet."""
        return len(self._queue) + len(self._timed)

    def _take(self, answer: Answer) -> None:
        ready = self._in_hand.pop(answer.delivery_id, None)
        if ready is None:
            return
        claim, outgoing = ready.claim, ready.outgoing
        if answer.verdict is Verdict.ACCEPTED:
            self._group.append(
                Settlement(
                    claim.id,
                    _ACCEPTED,
                    answer.text,
                    outgoing.rcpt_to,
                    outgoing.edition_id,
                    claim.attempts + 1,
                    claim.doubts,
                )
            )
            if self._was_paused:
                end_pause(self._carrier.name, now=self._moment())
                self._was_paused = False
        else:
            self._take_other(ready, answer)
        self._pacer.answered(provider_of(outgoing.rcpt_to), answer)

    def _take_other(self, ready: Ready, answer: Answer) -> None:
        claim, outgoing = ready.claim, ready.outgoing
        if answer.verdict is Verdict.STOPPED:
            reason = self._gate.reason(outgoing.rcpt_to)
            if reason is None:
                self._back.append(claim.id)
            else:
                self._group.append(not_sent(claim, State.SUPPRESSED, reason, address=outgoing.rcpt_to))
            return
        retry_at = self._pause(answer) if answer.verdict in _PAUSING else None
        self._group.append(
            outcome(
                claim,
                answer,
                address=outgoing.rcpt_to,
                edition_id=outgoing.edition_id,
                now=self._moment(),
                retry_at=retry_at,
            )
        )

    def _pause(self, answer: Answer) -> datetime:
        """Leave the relay alone for a while, and give back what it has not got."""
        now = self._moment()
        if not self.fault:
            is_ours = answer.verdict is Verdict.OUR_FAULT
            pause = begin_pause(self._carrier.name, answer.text, now=now, is_ours=is_ours)
            log.error(
                "%s does not take our mail, next try in %s: %s",
                self._carrier.name,
                pause.until - now,
                answer.text,
            )
            self.fault = answer.text
            self._put_back(self._carrier.recall())
        pause_now = pause_of(self._carrier.name, now=now)
        return pause_now.until if pause_now else now

    def _put_back(self, recalled: Iterable[int]) -> None:
        ids = list(recalled)
        while self._timed:
            ids.append(heappop(self._timed)[1])
        while self._queue:
            ids.append(self._queue.popleft().delivery_id)
        self._back += [number for number in ids if self._in_hand.pop(number, None)]

    def _is_time_to_settle(self) -> bool:
        if len(self._group) >= self._group_size:
            return True
        if not self._group and not self._back:
            return False
        waited = time.monotonic() - (self._group_since or 0.0)
        return waited >= SETTLED_WITHIN_SECONDS or self._nothing_offered()

    def _settle_some(self) -> None:
        """See what became of the last group, and hand the next one over; beside, or at once."""
        if self._settler.is_at_work:
            if not self._settler.wait(0):
                return
            self._settled()
        if not self._is_time_to_settle() or time.monotonic() < self._try_again_at:
            return
        group, back = self._group, self._back
        self._group, self._back, self._group_since = [], [], 0.0
        self._settler.begin(group, back, now=self._moment())
        if self._settler.wait(0):
            self._settled()

    def _settled(self) -> None:
        """Forget what is written now. What could not be written stays in the group, to be tried again."""
        group, back = self._settler.in_hand
        try:
            released = self._settler.result()
        except (OperationalError, InterfaceError) as error:
            self._group[:0], self._back[:0] = group, back
            if not self._settler.is_beside:
                raise
            log.error("the database does not answer, trying again: %s", error)
            self._try_again_at = time.monotonic() + 0.5
            return
        except Exception:
            self._group[:0], self._back[:0] = group, back
            raise
        self._lease.book.settled([one.id for one in group])
        self._states.update([one.state for one in group])
        self._released += released

    def _look_after(self) -> None:
        self._lease.renew()
        if self._gate.is_stale():
            in_hand = self._in_hand.copy()
            self._gate.refresh({number: one.outgoing.rcpt_to for number, one in in_hand.items()})

    def _end(self) -> None:
        try:
            self._put_back(self._carrier.recall())
            deadline = time.monotonic() + PATIENCE_SECONDS
            while self._in_hand and time.monotonic() < deadline:
                self.turn(_TURN_SECONDS)
                self._put_back([])
        except RuntimeError:
            log.exception("%s ended by a fault of ours", self._carrier.name)
        for number, ready in list(self._in_hand.items()):
            if self._lease.book.names(number):
                self._take(Answer(ready.claim.id, Verdict.UNCERTAIN, _DOUBT))
            else:
                self._back.append(number)
                del self._in_hand[number]
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.is_empty and time.monotonic() < deadline:
            self._settle_some()
            self._settler.wait(0.1)

    def _moment(self) -> datetime:
        assert self.now is not None
        return self.now
