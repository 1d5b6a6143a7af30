"""Forgetting: copies are kept for as long as MOOC_KEEP_COPIES_DAYS says, facts about them for longer."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from ..models import Delivery, MailboxCopy, MailboxFrame, SoftBounce

_CHUNK = 5_000


def forget_old_copies(*, now: datetime) -> int:
    """Delete mailbox copies past their time, and the addresses in rows as old; return how many rows were touched.

    In chunks, each a transaction of its own, so that nothing else waits long.
    """
    before = now - timedelta(days=settings.MOOC_KEEP_COPIES_DAYS)
    copies = 0
    while count := _forget_copies(before):
        copies += count
    while count := _forget_addresses(before):
        copies += count
    _forget_frames()
    SoftBounce.objects.filter(at__lt=before).delete()
    return copies


@transaction.atomic
def _forget_copies(before: datetime) -> int:
    old = list(
        MailboxCopy.objects.filter(at__lt=before).order_by("at", "id").values_list("id", flat=True)[:_CHUNK]
    )
    return MailboxCopy.objects.filter(pk__in=old).delete()[0] if old else 0


@transaction.atomic
def _forget_addresses(before: datetime) -> int:
    rows = Delivery.objects.filter(settled_at__lt=before, state__gte=Delivery.State.ACCEPTED).exclude(
        address=""
    )
    old = list(rows.order_by("id").values_list("id", flat=True)[:_CHUNK])
    return Delivery.objects.filter(pk__in=old).update(address="") if old else 0


@transaction.atomic
def _forget_frames() -> None:
    used = MailboxCopy.objects.filter(frame=OuterRef("pk"))
    MailboxFrame.objects.filter(~Exists(used)).delete()
