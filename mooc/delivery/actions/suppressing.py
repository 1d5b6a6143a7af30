"""Addresses we do not write to. Our rows are the truth; mail vendors only carry."""

from datetime import datetime

from ..addresses import normal
from ..models import SoftBounce, Suppression


def suppress(*, address: str, reason: Suppression.Reason, now: datetime, detail: str = "") -> bool:
    """Stop all mail to an address; False when it was stopped already."""
    _, made = Suppression.objects.get_or_create(
        address=normal(address),
        lifted_at=None,
        defaults={"reason": reason, "detail": detail[:300], "since": now},
    )
    return made


def lift_suppression(*, address: str, now: datetime) -> bool:
    """Write to an address again; False when nothing had stopped it. The row stays as history.

    What came back before is forgiven: it takes as much as the first time to stop it again.
    """
    SoftBounce.objects.filter(address=normal(address)).delete()
    return bool(Suppression.objects.filter(address=normal(address), lifted_at=None).update(lifted_at=now))


def is_suppressed(address: str) -> bool:
    """Say whether mail to an address is stopped."""
    return Suppression.objects.filter(address=normal(address), lifted_at=None).exists()
