"""Send what is due: claim a batch, fill it, hand it over, settle it with each answer; then the next.

    claim (commit) -> fill -> ask suppression -> pace -> carrier -> settle in groups (commit) -> ...

Whatever ends a pass in the middle, each row says where it stood: see `logbook`, `senders` and `recovering`.
"""

import logging
import time
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Self

from django.db import transaction

from .. import gate
from ..ahead import Ahead
from ..errand import can_run_errands
from ..filling import Batch, Ready
from ..gate import Gate
from ..models import Delivery
from ..outcomes import outcome
from ..pacing import Pacer
from ..passing import Pass, Progress, SendReport
from ..pauses import pause_of
from ..preparing import filled, paced, signed, without_stopped
from ..senders import Lease, LeaseLost
from ..sql import Claim, Settlement, claim, expire, release, settle, still_claimed
from ..stream import Stream
from ..transports.base import Carrier
from ..transports.choice import chosen_carrier
from ..transports.mailbox import Mailbox
from .recovering import recover_claimed

log = logging.getLogger(__name__)

State = Delivery.State
_TURN_SECONDS, _ANSWER_SECONDS = 0.05, 0.002
# Where a batch takes longer than this, the rest goes back: something more urgent may have come.
_BATCH_SECONDS = 2.0
# Messages made between two looks at the wire.
_AT_ONCE = 12


class Sending:
    """A sender for many passes: its connections, its name and its lease last until `close`.

    `beside`: copies go on travelling, in a thread of their own, between and during passes.
    """

    def __init__(self, carrier: Carrier | None = None, *, beside: bool = False) -> None:
        self._given = carrier
        self._beside = beside
        self._lease: Lease | None = None
        self._stream: Stream | None = None
        self._pacer: Pacer | None = None
        self._ahead: Ahead | None = None
        # Copies were claimed and nobody has them in hand yet; true after an exception between.
        self._is_between = False

    def send(
        self,
        *,
        now: datetime,
        limit: int | None = None,
        seconds: float | None = None,
        progress: Progress | None = None,
    ) -> SendReport:
        """Send what is due at `now`, most urgent first, until no more is, or `limit` copies, or `seconds` are over.

        `progress` is told now and then how many copies were handled so far.
        """
        this = Pass(now, limit, seconds, progress)
        recover_claimed(now=now)
        self._give_back_dropped()
        this.count(+Counter({int(State.EXPIRED): _expire_all(now)}))
        carrier = self._carrier()
        if carrier is None:
            self._store_all(this)
        else:
            self._carry_all(carrier, this)
        report = this.report
        if report.handled:
            log.info("sent in %.2f s: %s", time.monotonic() - this.started, _summary(report))
        return report

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hand over nothing more, and end well: what was not handed over goes back."""
        if self._ahead:
            self._ahead.close()
        is_settled = self._stream is None or self._stream.end()
        if self._lease:
            self._lease.end(is_settled=is_settled and not self._is_between)
        self._stream = self._lease = self._pacer = self._ahead = None
        self._is_between = False

    def _give_back_dropped(self) -> None:
        """Free what an exception of an earlier pass left claimed and in nobody's hand."""
        if self._ahead:
            self._ahead.close()
        if self._lease and self._is_between:
            mine = Delivery.objects.filter(state=State.CLAIMED, claimed_by=self._lease.name)
            ids = set(mine.values_list("pk", flat=True))
            release(self._lease.name, ids - (self._stream.in_hand() if self._stream else set()))
        self._is_between = False

    def _carrier(self) -> Carrier | None:
        """Return what carries over the wire; None where copies are stored in our own database."""
        if self._given is None:
            self._given = chosen_carrier()
        return self._given

    # What is stored in our own database.

    def _store_all(self, this: Pass) -> None:
        store = Mailbox(now=this.now)
        lease = self._leased(store.name, transactional=True)
        while not this.is_over():
            lease.renew()
            size = this.room(store.batch_size)
            self._is_between = True
            claims = _claimed(lease, size, now=this.now)
            this.claimed += len(claims)
            ready, ended = filled(claims, now=this.now)
            with transaction.atomic():
                ended += _stored(store, lease, ready, now=this.now)
                settle(lease.name, ended, now=this.now)
            self._is_between = False
            this.count(Counter(one.state for one in ended))
            if len(claims) < size:
                break

    # What goes over the wire.

    def _carry_all(self, carrier: Carrier, this: Pass) -> None:
        pause = pause_of(carrier.name, now=this.now)
        stream, pacer = self._streaming(carrier)
        try:
            if pause is None:
                with stream.baton:
                    stream.resume(now=this.now)
                    self._carry(stream, pacer, this)
        except LeaseLost:
            stream.broken = stream.broken or LeaseLost()
        finally:
            this.count(*stream.take_counts())
        this.report.fault = stream.fault or (pause.reason if pause else "")
        if stream.broken:
            log.error("this sender lost its lease or broke (%s); it begins anew", stream.broken)
            self.close()

    def _carry(self, stream: Stream, pacer: Pacer, this: Pass) -> None:
        has_more = True
        while not (stream.fault or stream.broken or this.is_over()):
            size = self._size(stream, pacer, this) if has_more else 0
            if size > 0:
                has_more = self._put(stream, pacer, this, size)
            elif has_more or not (stream.is_empty or self._goes_on(this)):
                stream.turn(_TURN_SECONDS)
            else:
                break
            this.count(*stream.take_counts())
        self._give_back_ahead()
        while not (stream.is_empty or stream.broken or self._goes_on(this)):
            stream.turn(_TURN_SECONDS)
            this.count(*stream.take_counts())

    def _size(self, stream: Stream, pacer: Pacer, this: Pass) -> int:
        """Return how many copies to claim next."""
        wanted = this.room(stream.wants())
        pacer.flush()
        return pacer.room(wanted) if wanted > 0 else 0

    def _goes_on(self, this: Pass) -> bool:
        """Say whether what is at hand travels on when this pass has ended."""
        return self._beside and this.seconds is not None

    def _put(self, stream: Stream, pacer: Pacer, this: Pass, size: int) -> bool:
        """Claim one batch, and make its messages as they are wanted; False when nothing more is due."""
        self._is_between = True
        was_asked = self._ahead is not None and self._ahead.asked > 0
        claims = self._next_claims(stream, this, size)
        this.claimed += len(claims)
        batch = Batch(claims, now=this.now)
        self._settle_beside(stream, this, [*batch.ended, *without_stopped(batch)])
        moments, later = paced(pacer, batch, now=this.now)
        self._settle_beside(stream, this, later, counts=False)
        stream.begin_batch()
        began = looked_at = time.monotonic()
        if was_asked:
            self._give_back(this, self._taken_back(batch))
        is_cut = False
        if not moments and len(claims) == size and this.limit is None:
            self._ask_ahead(this, claims[-1].priority, size)
        while len(batch):
            moment = time.monotonic()
            if moment - looked_at >= gate.REFRESH_SECONDS:
                self._settle_beside(stream, this, without_stopped(batch))
                self._give_back(this, self._taken_back(batch))
                looked_at = moment
            if stream.has_plenty() and not moments:
                if moment - began > _BATCH_SECONDS or this.is_late():
                    self._give_back(this, {one.id for one, _ in batch.addresses})
                    is_cut = True
                    break
                stream.collect()
                continue
            ready, ended = batch.fill(_AT_ONCE)
            self._settle_beside(stream, this, ended)
            stream.put(signed(ready, moments), now=this.now)
            stream.turn(0)
        self._is_between = self._ahead is not None and self._ahead.asked > 0
        return is_cut or was_asked or len(claims) == size

    def _taken_back(self, batch: Batch) -> set[int]:
        """Take out the copies that are not ours to send any more: withdrawn, cancelled, held; return their ids."""
        assert self._lease is not None
        ids = {one.id for one, _ in batch.addresses}
        taken = ids - still_claimed(self._lease.name, ids)
        batch.drop(taken)
        return taken

    def _give_back(self, this: Pass, ids: Collection[int]) -> None:
        """Put back those of these rows that are still claimed; what is more urgent may go first."""
        if ids:
            assert self._lease is not None
            this.claimed -= len(ids)
            this.report.released += release(self._lease.name, ids)

    def _next_claims(self, stream: Stream, this: Pass, size: int) -> list[Claim]:
        assert self._lease is not None
        if self._ahead and self._ahead.asked:
            while not self._ahead.is_done() and not stream.is_empty:
                stream.turn(_ANSWER_SECONDS)
            return self._ahead.take()
        with stream.writing:
            return _claimed(self._lease, size, now=this.now)

    def _ask_ahead(self, this: Pass, priority: int, size: int) -> None:
        """Let the database claim the next batch while this one is filled and travels."""
        assert self._lease is not None
        if self._ahead is None and can_run_errands():
            self._ahead = Ahead(self._lease)
        if self._ahead:
            self._ahead.ask(priority, now=this.now, limit=size)

    def _give_back_ahead(self) -> None:
        if self._ahead and self._ahead.asked:
            assert self._lease is not None
            release(self._lease.name, [one.id for one in self._ahead.take()])
            self._is_between = False

    def _settle_beside(
        self, stream: Stream, this: Pass, ended: Sequence[Settlement], *, counts: bool = True
    ) -> None:
        """Write how copies ended that never got to the stream."""
        if ended:
            assert self._lease is not None
            with stream.writing, transaction.atomic():
                settle(self._lease.name, ended, now=this.now)
            if counts:
                this.count(Counter(one.state for one in ended))

    def _streaming(self, carrier: Carrier) -> tuple[Stream, Pacer]:
        if self._stream is None or self._pacer is None:
            lease = self._leased(carrier.name, transactional=False)
            self._pacer = Pacer(carrier.name)
            self._stream = Stream(carrier, lease, self._pacer, beside=self._beside)
        return self._stream, self._pacer

    def _leased(self, name: str, *, transactional: bool) -> Lease:
        if self._lease is None:
            is_kept = self._beside or not transactional
            self._lease = Lease(name, transactional=transactional, is_kept=is_kept)
        return self._lease


def send_due(
    *,
    now: datetime,
    carrier: Carrier | None = None,
    limit: int | None = None,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> SendReport:
    """Send what is due in one pass of a sender of its own; see `Sending.send`."""
    with Sending(carrier) as sender:
        return sender.send(now=now, limit=limit, seconds=seconds, progress=progress)


def _expire_all(now: datetime) -> int:
    total = 0
    while (count := expire(now=now)) > 0:
        total += count
    return total


def _summary(report: SendReport) -> str:
    counted = ", ".join(
        f"{count} {State(state).label}" for state, count in sorted(report.states.items()) if count
    )
    return f"{counted}; paused: {report.fault}" if report.fault else counted


def _claimed(lease: Lease, size: int, *, now: datetime) -> list[Claim]:
    with transaction.atomic():
        return claim(lease.name, now=now, limit=size)


def _stored(store: Mailbox, lease: Lease, ready: Sequence[Ready], *, now: datetime) -> list[Settlement]:
    """Copies and their answers in one transaction: there is nothing to doubt."""
    gate = Gate(lease)
    gate.refresh({one.claim.id: one.outgoing.rcpt_to for one in ready})
    claims = {one.claim.id: one for one in ready}
    ended: list[Settlement] = []
    for answer in store.send([one.outgoing for one in ready], gate):
        if answer is not None:
            one = claims[answer.delivery_id]
            ended.append(
                outcome(
                    one.claim,
                    answer,
                    address=one.outgoing.rcpt_to,
                    edition_id=one.outgoing.edition_id,
                    now=now,
                )
            )
    return ended
