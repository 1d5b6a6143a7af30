"""Taking copies back, from readers who want none or from all, in a sender's hand or not; and thinking better of it."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from ..fillers import withdrawable
from ..models import Delivery, Mailing
from ..queries import NOTICED

State = Delivery.State
# What `cancel` is told by who may think better of it; copies that were cancelled for other reasons stay so.
BY_HAND = "an organiser cancelled the mailing"
UNSENT = (State.PENDING, State.DEFERRED, State.CLAIMED, State.UNCERTAIN)
# Who thinks better of it within this time gets what was due meanwhile; later only what was still to come.
SECOND_THOUGHTS = timedelta(hours=1)


@transaction.atomic
def withdraw(
    *,
    run_id: int,
    recipients: Iterable[int],
    reason: str,
    now: datetime,
    kinds: Collection[str] | None = None,
) -> int:
    """Stop the copies of these recipients in a run that have not left; return how many.

    Only mailings whose filler was registered as `withdrawable`, and of these `kinds` where given. A copy that a sender
    has in its hand keeps the sender's name: it notices within a second, and an answer that came before may be settled.
    """
    rows = _copies(run_id, recipients, kinds).filter(state__in=UNSENT)
    # In one order, so that two who stop at once do not wait for each other.
    ids = list(rows.order_by("id").select_for_update().values_list("id", flat=True))
    found = Delivery.objects.filter(pk__in=ids, state__in=UNSENT)
    return found.update(state=State.SUPPRESSED, answer=reason[:300], settled_at=now)


@transaction.atomic
def undo_withdraw(*, run_id: int, recipients: Iterable[int], reason: str, now: datetime) -> int:
    """Let copies that were withdrawn for this reason go after all, while their time lasts; return how many.

    Those still to come, and those due within the last hour: who starts mail again after weeks is not flooded. One that
    may have been on its way when it was withdrawn stays.
    """
    rows = _copies(run_id, recipients, None).filter(
        Q(claimed_by="") | Q(claimed_at__lt=now - NOTICED),
        Q(not_before__gt=now) | Q(settled_at__gt=now - SECOND_THOUGHTS),
        state=State.SUPPRESSED,
        answer=reason[:300],
        expires_at__gt=now,
    )
    ids = list(rows.values_list("id", flat=True))
    again = Delivery.objects.filter(pk__in=ids, state=State.SUPPRESSED)
    return again.update(state=State.PENDING, answer="", settled_at=None, claimed_by="")


@transaction.atomic
def reopen(mailing: Mailing, *, now: datetime) -> int:
    """Bring back a mailing that was cancelled by hand; return how many of its copies wait again.

    Those whose time is over, and those that a sender had in its hand until just now, stay cancelled.
    """
    if not Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.CANCELLED).update(
        state=Mailing.State.OPEN
    ):
        return 0
    mailing.state = Mailing.State.OPEN
    return _cancelled_by_hand(mailing, now).update(
        state=State.PENDING, answer="", settled_at=None, claimed_by=""
    )


def may_reopen(mailing: Mailing, *, now: datetime) -> int:
    """Return how many copies `reopen` would bring back."""
    if mailing.state != Mailing.State.CANCELLED:
        return 0
    return _cancelled_by_hand(mailing, now).count()


def _cancelled_by_hand(mailing: Mailing, now: datetime) -> QuerySet[Delivery]:
    copies = Delivery.objects.filter(
        mailing=mailing, state=State.CANCELLED, answer=BY_HAND, expires_at__gt=now
    )
    return copies.filter(Q(claimed_by="") | Q(claimed_at__lt=now - NOTICED))


def _copies(run_id: int, recipients: Iterable[int], kinds: Collection[str] | None) -> QuerySet[Delivery]:
    """Return copies by the index over (mailing, recipient)."""
    mailings = Mailing.objects.filter(run_id=run_id, filler__in=withdrawable())
    mailings = mailings.exclude(state=Mailing.State.CANCELLED)
    if kinds is not None:
        mailings = mailings.filter(kind__in=kinds)
    return Delivery.objects.filter(mailing__in=mailings, recipient__in=list(recipients))
