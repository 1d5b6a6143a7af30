"""An operator's word on copies of which we do not know whether they arrived."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from ..models import Delivery

_UNCERTAIN = Delivery.State.UNCERTAIN


def accept_uncertain(ids: Iterable[int] | None = None, *, now: datetime) -> int:
    """Take uncertain copies for arrived; all of them when no ids are given. Returns how many."""
    return _uncertain(ids).update(
        state=Delivery.State.ACCEPTED, settled_at=now, answer="taken for arrived, by an operator's word"
    )


def repeat_uncertain(ids: Iterable[int] | None = None, *, now: datetime) -> int:
    """Send uncertain copies once more, with the same Message-ID; all when no ids are given. Returns how many.

    One whose time is over stays uncertain: it would only expire, and that would say more than we know.
    """
    again = _uncertain(ids).filter(expires_at__gt=now)
    return again.update(state=Delivery.State.DEFERRED, not_before=now, settled_at=None)


def _uncertain(ids: Iterable[int] | None) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(state=_UNCERTAIN)
    return rows if ids is None else rows.filter(pk__in=list(ids))
