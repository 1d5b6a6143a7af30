"""After a crash: what became of the copies that a dead worker had claimed."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from ..logbook import Handed, Notes, dead_books, is_alive_here
from ..models import Delivery
from ..outcomes import outcome
from ..sql import Claim, Settlement, release, settle
from ..transports.base import Answer, Verdict

log = logging.getLogger(__name__)

# A worker of another host that has settled nothing for so long is taken for dead.
LEASE = timedelta(hours=1)
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
    """Free what dead workers had claimed: those of this host by their notes, those of others when their lease is over.

    Only a copy that was handed over, and whose answer nobody noted, becomes uncertain: one per connection at most.
    """
    done = [_recover_lease(now)]
    with dead_books() as books:
        done += [_recover(notes, now) for notes in books]
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


def _recover_lease(now: datetime) -> Recovered:
    over = Delivery.objects.filter(state=Delivery.State.CLAIMED, claimed_at__lt=now - LEASE)
    workers = set(over.values_list("claimed_by", flat=True))
    done = [_recover(Notes(worker, is_whole=False), now) for worker in workers if not is_alive_here(worker)]
    return Recovered(uncertain=sum(one.uncertain for one in done))


def _claims(worker: str) -> list[Claim]:
    rows = Delivery.objects.filter(state=Delivery.State.CLAIMED, claimed_by=worker).order_by("id")
    return [
        Claim(*row)
        for row in rows.values_list("id", "mailing_id", "recipient", "attempts", "doubts", "expires_at")
    ]
