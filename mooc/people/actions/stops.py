"""Telling organisers that mail had stopped: while it had, no mail could; so as soon as it goes again."""

from datetime import datetime

from django.db import transaction

from mooc.delivery.actions import plan
from mooc.delivery.pauses import mark_told, untold_stops

from ..queries import organisers

KIND = "mail-stopped"


def tell_of_stops(*, now: datetime) -> int:
    """Write to whoever organises the installation about each stop that is over, once; return how many there were."""
    return sum(_tell(number, now=now) for number in untold_stops().values_list("pk", flat=True))


@transaction.atomic
def _tell(number: int, *, now: datetime) -> bool:
    if not mark_told(number, now=now):
        return False
    plan(
        occasion=f"mail-stopped/{number}",
        kind=KIND,
        filler=KIND,
        title="Mail had stopped, and goes again",
        now=now,
        recipients=list(organisers().values_list("pk", flat=True)),
        subject_id=number,
        priority=2,
    )
    return True
