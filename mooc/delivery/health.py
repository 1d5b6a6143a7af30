"""Whether mail moves: who sends, what pauses and why, which providers are slowed, and what has waited longest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from django.conf import settings
from django.db import connection

from .models import Mailing, Sender
from .pacing.setting import PaceShown, paces
from .pacing.slots import Clock
from .sql import adapted


@dataclass(frozen=True, slots=True)
class Oldest:
    """The copy that has been due for longest."""

    delivery_id: int
    mailing: Mailing
    due_since: datetime

    def age(self, now: datetime) -> timedelta:
        """How long ago it was due."""
        return now - self.due_since


def oldest_due(*, now: datetime) -> Oldest | None:
    """Return the copy that should have left first and has not; held mailings do not count.

    For each priority a walk along the index of what waits, from its start.
    """
    found: list[tuple[datetime, int]] = []
    priority = _next_priority(-32768)
    while priority is not None:
        found += _oldest_of(priority, now)
        priority = _next_priority(priority)
    if not found:
        return None
    _, delivery_id = min(found)
    mailing = Mailing.objects.filter(deliveries=delivery_id).get()
    moment = mailing.deliveries.values_list("not_before", flat=True).get(pk=delivery_id)
    return Oldest(delivery_id, mailing, moment)


def due_copies(*, now: datetime) -> int:
    """Count the copies that wait though their hour has come, of mailings that are open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM delivery_delivery d JOIN delivery_mailing m ON m.id = d.mailing_id "
            "WHERE d.state IN (0, 1, 3) AND d.not_before <= %s AND d.expires_at > %s AND m.state = 'open'",
            adapted([now, now]),
        )
        return int(cursor.fetchone()[0])


def _next_priority(after: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MIN(priority) FROM delivery_delivery WHERE state IN (0, 1, 3) AND priority > %s", [after]
        )
        row = cursor.fetchone()
    return None if row is None or row[0] is None else int(row[0])


def _oldest_of(priority: int, now: datetime) -> list[tuple[datetime, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.not_before, d.id FROM delivery_delivery d JOIN delivery_mailing m ON m.id = d.mailing_id "
            "WHERE d.state IN (0, 1, 3) AND d.priority = %s AND d.not_before <= %s AND d.expires_at > %s "
            "AND m.state = 'open' ORDER BY d.priority, d.not_before, d.id LIMIT 1",
            adapted([priority, now, now]),
        )
        return list(cursor.fetchall())


def senders() -> list[Sender]:
    """Return the processes that send, those seen last first."""
    return list(Sender.objects.order_by("-seen_at", "id"))


def is_lost(sender: Sender, *, now: datetime) -> bool:
    """Say whether a sender has not been seen for so long that others take over its copies."""
    return now - sender.seen_at > timedelta(seconds=settings.MOOC_LEASE_SECONDS)


def slowed(*, now: datetime) -> list[PaceShown]:
    """Return the providers and transports that trouble still slows down at `now`, slowest first."""
    at = Clock(wall=now.timestamp, is_shared=False)
    found = [(one.slowed_to, one.key, one) for one in paces(clock=at) if one.slowed_to is not None]
    return [one for _, _, one in sorted(found, key=itemgetter(0, 1))]
