"""Leaving a relay alone that refuses us: longer after each try, and at once again when one went well.

A pause is a row, so that all workers keep it and pages show it. Where nobody answers it is short, as such things pass;
where the relay refuses us there is something to mend, and organisers are told when it is.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from . import models

# The first pause of a row of them, each next one twice as long, and the longest.
FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=5)
OUR_FIRST, OUR_LONGEST = timedelta(minutes=1), timedelta(minutes=30)
# After so long without an answer it is no hiccup any more.
LONG = timedelta(hours=1)
_REFRESH_SECONDS = 1.0
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pause:
    """Why nothing is tried from `tried_at` to `until`; it failed first at `since`."""

    since: datetime
    tried_at: datetime
    until: datetime
    reason: str
    is_ours: bool = False

    @property
    def length(self) -> timedelta:
        """From the last try to the next."""
        return self.until - self.tried_at

    def holds(self, now: datetime) -> bool:
        """Say whether it is still on; a clock set back ends it."""
        return self.tried_at <= now < self.until


# What was read last, and when by the monotonic clock: the loop that sends asks all the time.
_pauses: dict[str, tuple[float, Pause | None]] = {}


def pause_of(transport: str, *, now: datetime) -> Pause | None:
    """Return the pause that a transport is in; as of a second ago at most."""
    pause = _known(transport)
    return pause if pause and pause.holds(now) else None


def begin_pause(transport: str, reason: str, *, now: datetime, is_ours: bool = False) -> Pause:
    """Pause twice as long as last time, if the last time was not long ago; `is_ours`: there is something to mend.

    Where another worker met the same trouble before us, its pause stands.
    """
    transport = transport[:200]
    with transaction.atomic():
        row = _open(transport).select_for_update().first() or _new_row(transport, now=now, is_ours=is_ours)
        if not (_is_on(row, now) and row.is_ours == is_ours):
            length = _next_length(row, now=now, is_ours=is_ours)
            row.seconds, row.until = length.total_seconds(), now + length
            row.reason, row.is_ours = reason[:300], is_ours
            row.save()
    pause = _plain(row)
    _pauses[transport] = (time.monotonic(), pause)
    return pause


def end_pause(transport: str, *, now: datetime) -> None:
    """Note that a copy was taken again; costs nothing where there was no trouble.

    While the pause holds nobody tries, so what is taken then was on its way before and ends nothing.
    """
    transport = transport[:200]
    pause = _known(transport)
    if pause is None or pause.holds(now):
        return
    _open(transport).update(ended_at=now)
    _pauses.pop(transport, None)


def pauses_on(*, now: datetime) -> list[models.Pause]:
    """Return what keeps mail from leaving: faults of ours at once, others when they are no hiccup any more.

    A transport that no living worker uses any more, and where nothing was tried for a day, is not of interest.
    """
    in_use = set(models.Sender.objects.values_list("transport", flat=True))
    rows = models.Pause.objects.filter(ended_at=None, until__gt=now - timedelta(days=1)).order_by(
        "since", "id"
    )
    return [row for row in rows if not in_use or row.transport in in_use]


def untold_stops() -> QuerySet[models.Pause]:
    """Return pauses that are over and of which organisers are still to be told: faults of ours, and long ones."""
    worth_telling = Q(is_ours=True) | Q(ended_at__gte=F("since") + LONG)
    return models.Pause.objects.filter(worth_telling, ended_at__isnull=False, told_at=None).order_by("id")


def mark_told(number: int, *, now: datetime) -> bool:
    """Note that organisers are told of a pause; False when somebody else has done so."""
    return bool(models.Pause.objects.filter(pk=number, told_at=None).update(told_at=now))


def stop_of(number: int) -> models.Pause | None:
    """Return the pause with that number, while it is kept."""
    return models.Pause.objects.filter(pk=number).order_by("id").first()


def _known(transport: str) -> Pause | None:
    transport = transport[:200]
    read_at, pause = _pauses.get(transport, (float("-inf"), None))
    if time.monotonic() - read_at < _REFRESH_SECONDS:
        return pause
    row = _open(transport).first()
    pause = None if row is None else _plain(row)
    _pauses[transport] = (time.monotonic(), pause)
    return pause


def _plain(row: models.Pause) -> Pause:
    tried_at = row.until - timedelta(seconds=row.seconds)
    return Pause(row.since, tried_at, row.until, row.reason, row.is_ours)


def _open(transport: str) -> QuerySet[models.Pause]:
    return models.Pause.objects.filter(transport=transport, ended_at=None).order_by("id")


def _is_on(row: models.Pause, now: datetime) -> bool:
    return row.seconds > 0 and _plain(row).holds(now)


def _new_row(transport: str, *, now: datetime, is_ours: bool) -> models.Pause:
    """Return the row of this trouble, which may be one that another worker has just made."""
    earlier = models.Pause.objects.filter(transport=transport, ended_at__isnull=False)
    earlier.filter(ended_at__lt=now - _KEPT).delete()
    given = {"since": now, "until": now, "reason": "", "is_ours": is_ours}
    row, _ = models.Pause.objects.get_or_create(transport=transport, ended_at=None, defaults=given)
    last = earlier.filter(is_ours=is_ours).order_by("-ended_at", "-id").first()
    if not row.seconds and last is not None:
        row.seconds, row.until = last.seconds, last.until
    return row


def _next_length(row: models.Pause, *, now: datetime, is_ours: bool) -> timedelta:
    """Return twice the last length while the same trouble goes on."""
    first, longest = (OUR_FIRST, OUR_LONGEST) if is_ours else (FIRST, LONGEST)
    last = _plain(row)
    goes_on = row.seconds > 0 and row.is_ours == is_ours and last.tried_at <= now < last.until + longest
    return min(last.length * 2, longest) if goes_on else first
