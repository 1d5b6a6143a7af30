"""Send what is due: claim a batch, fill it, hand it over, settle it with each answer; then the next.

    claim (commit) -> fill -> ask suppression -> transport -> settle in groups (commit) -> ...

Whatever ends a pass in the middle, each row says where it stood: see `logbook` and `recovering`.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from ..filling import Ready, fill_batch
from ..gate import Gate, stopped_addresses
from ..logbook import Logbook, open_logbook
from ..models import Delivery
from ..outcomes import not_sent, outcome
from ..pauses import begin_pause, end_pause, pause_of
from ..sql import Settlement, claim, expire, release, settle
from ..transports.base import Answer, Transport, Verdict
from ..transports.choice import chosen_transport
from .recovering import recover_claimed

log = logging.getLogger(__name__)

State = Delivery.State
SETTLED_AT_ONCE = 50
SETTLED_WITHIN_SECONDS = 0.5
_PAUSING = (Verdict.OUR_FAULT, Verdict.UNREACHABLE)


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


def send_due(
    *,
    now: datetime,
    transport: Transport | None = None,
    limit: int | None = None,
    seconds: float | None = None,
    progress: Callable[[int], None] | None = None,
) -> SendReport:
    """Send what is due at `now`, most urgent first, until there is no more, or `limit` copies, or `seconds` are over.

    `progress` is told after each batch how many copies were handled so far.
    """
    started = time.monotonic()
    recover_claimed(now=now)
    report = SendReport()
    report.states[State.EXPIRED] += _expire_all(now)
    with _opened(transport, now) as carrier:
        pause = pause_of(carrier.name, now=now)
        if pause is not None:
            report.fault = pause.reason
            return report
        with open_logbook(transactional=carrier.transactional) as book:
            sending = _Pass(carrier, book, report, now)
            while not report.fault and not report.is_cut_short:
                taken = sending.batch(_room(carrier, report, limit))
                if not taken:
                    break
                report.is_cut_short = _is_over(report, limit, started, seconds)
                if progress:
                    progress(report.handled)
    if report.handled:
        log.info("sent in %.2f s: %s", time.monotonic() - started, _summary(report))
    return report


@contextmanager
def _opened(transport: Transport | None, now: datetime) -> Iterator[Transport]:
    carrier = transport or chosen_transport(now=now)
    try:
        yield carrier
    finally:
        carrier.close()


def _expire_all(now: datetime) -> int:
    total = 0
    while (count := expire(now=now)) > 0:
        total += count
    return total


def _room(carrier: Transport, report: SendReport, limit: int | None) -> int:
    return carrier.batch_size if limit is None else max(min(carrier.batch_size, limit - report.handled), 1)


def _is_over(report: SendReport, limit: int | None, started: float, seconds: float | None) -> bool:
    if limit is not None and report.handled >= limit:
        return True
    return seconds is not None and time.monotonic() - started >= seconds


def _summary(report: SendReport) -> str:
    counted = ", ".join(
        f"{count} {State(state).label}" for state, count in sorted(report.states.items()) if count
    )
    return f"{counted}; paused: {report.fault}" if report.fault else counted


class _Pass:
    """One pass of one worker over one transport."""

    def __init__(self, carrier: Transport, book: Logbook, report: SendReport, now: datetime) -> None:
        self._carrier, self._book, self._report, self._now = carrier, book, report, now

    def batch(self, size: int) -> bool:
        """Claim and carry one batch; False when nothing is due."""
        with transaction.atomic():
            claims = claim(self._book.worker, now=self._now, limit=size)
        if not claims:
            return False
        ready, ended = fill_batch(claims, now=self._now)
        ready, stopped = _without_stopped(ready)
        ended += stopped
        if self._carrier.transactional:
            self._store(ready, ended)
        else:
            self._settle(ended)
            self._carry(ready)
        return True

    def _store(self, ready: Sequence[Ready], ended: list[Settlement]) -> None:
        """Copies and their answers in one transaction: there is nothing to doubt."""
        with transaction.atomic():
            gate = Gate([one.outgoing.rcpt_to for one in ready], self._book)
            claims = {one.claim.id: one for one in ready}
            answers = self._carrier.send([one.outgoing for one in ready], gate)
            ended += [self._outcome(claims[answer.delivery_id], answer, gate) for answer in answers if answer]
            self._settle(ended)

    def _carry(self, ready: Sequence[Ready]) -> None:
        """Hand copies over and settle the answers in small groups, as they come."""
        gate = Gate([one.outgoing.rcpt_to for one in ready], self._book)
        waiting = {one.claim.id: one for one in ready}
        group: list[Settlement] = []
        settled_at = time.monotonic()
        for answer in self._carrier.send([one.outgoing for one in ready], gate):
            gate.refresh()
            if answer is not None:
                group.append(self._outcome(waiting.pop(answer.delivery_id), answer, gate))
            if len(group) >= SETTLED_AT_ONCE or time.monotonic() - settled_at >= SETTLED_WITHIN_SECONDS:
                self._settle(group)
                group, settled_at = [], time.monotonic()
        self._settle(group)
        if waiting:
            self._give_back(waiting, gate)
        elif ready and not self._report.fault:
            end_pause(self._carrier.name)

    def _give_back(self, waiting: dict[int, Ready], gate: Gate) -> None:
        """What got no answer was not tried, unless it was handed over."""
        self._pause("it left a batch unfinished")
        lost = [waiting[number] for number in waiting if number in gate.handed]
        doubt = "handed over, and then the answer was lost; it may have arrived"
        answers = [Answer(one.claim.id, Verdict.UNCERTAIN, doubt) for one in lost]
        self._settle([self._outcome(one, answer, gate) for one, answer in zip(lost, answers, strict=True)])
        self._report.released += release(self._book.worker, waiting.keys() - gate.handed)

    def _outcome(self, one: Ready, answer: Answer, gate: Gate) -> Settlement:
        if answer.verdict is Verdict.STOPPED:
            return _stopped(one, gate.reason(one.outgoing.rcpt_to))
        retry_at = None
        if answer.verdict in _PAUSING:
            until = self._pause(answer.text)
            retry_at = until if answer.verdict is Verdict.UNREACHABLE else None
        return outcome(
            one.claim,
            answer,
            address=one.outgoing.rcpt_to,
            edition_id=one.outgoing.edition_id,
            now=self._now,
            retry_at=retry_at,
        )

    def _pause(self, reason: str) -> datetime:
        """Leave the relay alone for a while, once per pass; say so."""
        if not self._report.fault:
            self._report.fault = reason
            pause = begin_pause(self._carrier.name, reason, now=self._now)
            log.error(
                "%s does not take our mail, next try in %s: %s", self._carrier.name, pause.length, reason
            )
        pause_now = pause_of(self._carrier.name, now=self._now)
        return pause_now.until if pause_now else self._now

    def _settle(self, settlements: Sequence[Settlement]) -> None:
        with transaction.atomic():
            settle(self._book.worker, settlements, now=self._now)
        self._report.states.update(State(one.state) for one in settlements)


def _without_stopped(ready: Sequence[Ready]) -> tuple[list[Ready], list[Settlement]]:
    stopped = stopped_addresses(one.outgoing.rcpt_to for one in ready)
    if not stopped:
        return list(ready), []
    ended = []
    going = []
    for one in ready:
        reason = stopped.get(one.outgoing.rcpt_to.lower())
        if reason is None:
            going.append(one)
        else:
            ended.append(_stopped(one, reason))
    return going, ended


def _stopped(one: Ready, reason: str) -> Settlement:
    return not_sent(one.claim, State.SUPPRESSED, reason, address=one.outgoing.rcpt_to)
