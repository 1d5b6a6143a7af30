"""Who sends: a name in every claimed row, notes on this host, and a lease that others respect while it is renewed.

    begin -> renewed every few seconds -> ended
    stopped for longer than the lease -> others take over its copies -> lost: it drops what it has in hand

A sender hands nothing over once its own clock says that the lease may be over; so one that was stopped and goes on
finds out before its next copy. Lease times are the database's, so that hosts need not agree on the hour.
"""

import os
import socket
import time
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from .logbook import Logbook
from .models import Sender

# Parts of the lease: when it is renewed, and until when its owner trusts it.
_RENEWED, _TRUSTED = 0.2, 0.7
_BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class LeaseLost(Exception):
    """Others have taken over what this sender had claimed."""


class Lease:
    """An open lease. `is_kept`: it is known to others (a pass that stores in our own database needs no such row)."""

    def __init__(self, transport: str, *, transactional: bool, is_kept: bool = True) -> None:
        self.book = Logbook(transactional=transactional)
        self.name = self.book.worker
        self._is_kept = is_kept
        self._length = float(settings.MOOC_LEASE_SECONDS)
        self._since = _clock()
        if is_kept:
            Sender.objects.create(
                name=self.name,
                host=socket.gethostname()[:100],
                process=os.getpid(),
                transport=transport[:200],
                started_at=Now(),
                seen_at=Now(),
            )

    def holds(self) -> bool:
        """Say whether copies may be handed over: nobody can have taken them yet."""
        return not self._is_kept or _clock() - self._since < self._length * _TRUSTED

    def renew(self) -> None:
        """Renew the lease when it is time. Raises LeaseLost."""
        if not self._is_kept or _clock() - self._since < self._length * _RENEWED:
            return
        since = _clock()
        if not Sender.objects.filter(name=self.name).update(seen_at=Now()):
            raise LeaseLost(self.name)
        self._since = since

    def end(self, *, is_settled: bool) -> None:
        """End it; the notes stay behind where something in them is not settled."""
        if self._is_kept and is_settled:
            Sender.objects.filter(name=self.name).delete()
        self.book.close(is_settled=is_settled)


def overdue() -> list[str]:
    """Return the names of senders that have not renewed their lease."""
    return list(_overdue().order_by("id").values_list("name", flat=True))


def take_over(name: str) -> bool:
    """End the lease of a sender that has not renewed it; call it in the transaction that takes its copies.

    False when it was renewed meanwhile, or somebody else was first.
    """
    return bool(_overdue().filter(name=name).delete()[0])


def forget(names: Iterable[str]) -> None:
    """Drop the rows of senders of this host that are dead."""
    Sender.objects.filter(name__in=list(names)).delete()


def _overdue() -> QuerySet[Sender]:
    return Sender.objects.filter(seen_at__lt=Now() - timedelta(seconds=settings.MOOC_LEASE_SECONDS))


def _clock() -> float:
    """Return seconds that go on while this process is stopped or the host sleeps."""
    return time.clock_gettime(_BOOT_CLOCK)
