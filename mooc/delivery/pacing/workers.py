"""How many workers send now: what one of them measures is its share of the whole."""

from datetime import timedelta

from django.db.models.functions import Now

from ..models import Sender

# A worker says that it lives more often than that.
_ALIVE = timedelta(minutes=1)


def workers_at_work() -> int:
    """Return how many workers were seen within the last minute; at least one, the one that asks."""
    return max(Sender.objects.filter(seen_at__gt=Now() - _ALIVE).count(), 1)
