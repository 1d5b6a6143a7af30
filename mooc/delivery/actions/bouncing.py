"""What comes back after a copy was accepted."""

from datetime import datetime, timedelta

from django.db import transaction

from ..addresses import normal
from ..models import Delivery, SoftBounce, Suppression
from .suppressing import suppress

# A full mailbox counts once a day and is forgotten by halves. These two numbers together stop mail to an address that
# returned it on five days within thirty, and not to one that was full over a long weekend.
HALF_LIFE = timedelta(days=60)
ENOUGH = 4.2
ONE_DAY = timedelta(days=1)

Reason = Suppression.Reason
_CAN_COME_BACK = (Delivery.State.ACCEPTED, Delivery.State.UNCERTAIN)


@transaction.atomic
def record_bounce(
    *, delivery_id: int, detail: str, address_is_dead: bool, now: datetime, counts: bool = False
) -> bool:
    """Mark an accepted copy as bounced and, where its address does not exist any more, stop writing there.

    False when the copy is unknown or had bounced already; twice equals once. `detail` is what the other server said.
    `counts`: the address is alive and yet at fault (a full mailbox); where that does not end, mail to it stops, too.
    A copy that is uncertain counts as well: what comes back has gone out.
    """
    bounced = _settle(delivery_id, Delivery.State.BOUNCED, detail, now)
    address = _address_of(delivery_id)
    if address and address_is_dead:
        suppress(address=address, reason=Reason.BOUNCED, detail=detail, now=now)
    elif address and bounced and counts and _score(address, now) >= ENOUGH:
        suppress(address=address, reason=Reason.RETURNING, detail=detail, now=now)
    return bounced


@transaction.atomic
def record_complaint(*, delivery_id: int, detail: str, now: datetime) -> bool:
    """Mark a copy as complained about; False when it is unknown or was settled so before."""
    return _settle(delivery_id, Delivery.State.COMPLAINED, detail, now)


def _settle(delivery_id: int, state: Delivery.State, answer: str, now: datetime) -> bool:
    rows = Delivery.objects.filter(pk=delivery_id, state__in=_CAN_COME_BACK)
    return bool(rows.update(state=state, settled_at=now, answer=answer[:300]))


def _address_of(delivery_id: int) -> str:
    addresses = Delivery.objects.filter(pk=delivery_id).order_by("pk").values_list("address", flat=True)
    return addresses.first() or ""


def _score(address: str, now: datetime) -> float:
    """Count one more day on which mail came back; returns the faded sum of all."""
    row, is_new = SoftBounce.objects.select_for_update().get_or_create(
        address=normal(address), defaults={"score": 1.0, "at": now}
    )
    if not is_new and now - row.at >= ONE_DAY:
        row.score = 1 + row.score * 0.5 ** ((now - row.at) / HALF_LIFE)
        row.at = now
        row.save(update_fields=["score", "at"])
    return row.score
