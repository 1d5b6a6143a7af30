"""After a crash: what became of the copies that a dead worker had claimed."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from ..logbook import Handed, Notes, dead_books, is_alive_here, notes_of
from ..models import Delivery, Sender
from ..outcomes import outcome
from ..senders import forget, overdue, take_over
from ..sql import Claim, Settlement, release, settle
from ..transports.base import Answer, Verdict

log = logging.getLogger(__name__)

# Claims of a worker without a lease (its row was lost) are freed after so long.
WITHOUT_LEASE = timedelta(hours=1)
_DOUBT = "the worker died before an answer was noted; it may have arrived"


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many claimed copies of dead workers were settled by a noted answer, put back, or left in doubt."""

    settled: int = 0
    put_back: int = 0
    uncertain: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.settled + self.put_back + self.uncertain


def recover_claimed(*, now: datetime) -> Recovered:
    """Free what dead workers had claimed: those of this host by their notes, all others when their lease is over.

    Only a copy that was handed over, and whose answer nobody noted, becomes uncertain: one per connection at most.
    """
    done: list[Recovered] = []
    with dead_books() as books:
        done += [_recover(notes, now) for notes in books]
        forget(notes.worker for notes in books)
    done += [_take_over(worker, now) for worker in overdue()]
    done += _recover_without_lease(now)
    total = Recovered(
        sum(one.settled for one in done),
        sum(one.put_back for one in done),
        sum(one.uncertain for one in done),
    )
    if total.total:
        log.warning(
            "a worker died: %d copies were answered, %d go back, %d are uncertain",
            total.settled,
            total.put_back,
            total.uncertain,
        )
    return total


@transaction.atomic
def _take_over(worker: str, now: datetime) -> Recovered:
    """End the lease of a worker that is dead, stopped or cut off; where it is of this host, its notes still tell."""
    if not take_over(worker):
        return Recovered()
    return _recover(notes_of(worker) or Notes(worker, is_whole=False), now)


@transaction.atomic
def _recover(notes: Notes, now: datetime) -> Recovered:
    settlements: list[Settlement] = []
    untouched: list[int] = []
    uncertain = 0
    for claim in _claims(notes.worker):
        answer = notes.answers.get(claim.id)
        if answer is None and (claim.id in notes.handed or not notes.is_whole):
            answer = Answer(claim.id, Verdict.UNCERTAIN, _DOUBT)
            uncertain += 1
        if answer is None:
            untouched.append(claim.id)
        else:
            settlements.append(_settlement(claim, answer, notes.handed.get(claim.id), now))
    settle(notes.worker, settlements, now=now)
    release(notes.worker, untouched)
    return Recovered(len(settlements) - uncertain, len(untouched), uncertain)


def _settlement(claim: Claim, answer: Answer, handed: Handed | None, now: datetime) -> Settlement:
    return outcome(
        claim,
        answer,
        address=handed.address if handed else "",
        edition_id=handed.edition_id if handed else None,
        now=now,
        retry_at=now,
    )


def _recover_without_lease(now: datetime) -> list[Recovered]:
    over = Delivery.objects.filter(state=Delivery.State.CLAIMED, claimed_at__lt=now - WITHOUT_LEASE)
    workers = set(over.values_list("claimed_by", flat=True))
    if not workers:
        return []
    workers -= set(Sender.objects.filter(name__in=workers).values_list("name", flat=True))
    return [_recover(Notes(worker, is_whole=False), now) for worker in workers if not is_alive_here(worker)]


def _claims(worker: str) -> list[Claim]:
    rows = Delivery.objects.filter(state=Delivery.State.CLAIMED, claimed_by=worker).order_by("id")
    return [
        Claim(*row)
        for row in rows.values_list("id", "mailing_id", "recipient", "attempts", "doubts", "expires_at")
    ]
