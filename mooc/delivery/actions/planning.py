"""Decide that something is to be sent: rows first, and each recipient of an occasion once."""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from ..models import Delivery, Mailing
from ..sql import (
    Params,
    Selected,
    insert_deliveries,
    insert_selected,
    reopen,
    selected,
)

LIFETIME = timedelta(days=4)
FIRST_CHUNK, CHUNK_SECONDS = 8_000, 0.1


@transaction.atomic
def plan(
    *,
    occasion: str,
    kind: str,
    filler: str,
    title: str,
    now: datetime,
    recipients: Iterable[int] | None,
    run_id: int | None = None,
    subject_id: int | None = None,
    priority: int = 5,
    not_before: datetime | None = None,
    lifetime: timedelta = LIFETIME,
) -> Mailing:
    """Plan a copy for each recipient that the occasion has none for yet; None plans the mailing alone."""
    mailing = _mailing(occasion, kind, filler, title, now, run_id, subject_id, priority)
    if recipients is not None and mailing.state != Mailing.State.CANCELLED:
        start = not_before or now
        count = insert_deliveries(mailing.pk, mailing.priority, start, start + lifetime, recipients)
        _count(mailing, count)
    return mailing


def plan_select(
    *,
    occasion: str,
    kind: str,
    filler: str,
    title: str,
    now: datetime,
    sql: str,
    params: Params = (),
    run_id: int | None = None,
    subject_id: int | None = None,
    priority: int = 5,
) -> tuple[Mailing, int]:
    """Plan for whom a select names, however many; return the mailing and how many copies are new.

    The columns of `sql` are recipient, not_before and expires_at. Times among `params` may be datetimes.
    Whom it names is asked once. Within a transaction of the caller all rows go in by one statement; outside of one in
    chunks, so that no other writer waits long. Who is cut off between two chunks plans again: what is there
    stays.
    """
    with transaction.atomic():
        mailing = _mailing(occasion, kind, filler, title, now, run_id, subject_id, priority)
    if mailing.state == Mailing.State.CANCELLED:
        return mailing, 0
    if connection.in_atomic_block:
        return mailing, _insert(mailing, sql, params)
    with selected(sql, params) as found:
        return mailing, _insert_in_chunks(mailing, found)


def _insert(mailing: Mailing, sql: str, params: Params, *, is_fresh: bool = False) -> int:
    with transaction.atomic():
        count = insert_selected(mailing.pk, mailing.priority, sql, params, is_fresh=is_fresh)
        _count(mailing, count)
    return count


def _insert_in_chunks(mailing: Mailing, found: Selected) -> int:
    """Insert what was selected, as many rows at a time as take a tenth of a second."""
    count, start, size = 0, 0, FIRST_CHUNK
    is_fresh = not mailing.audience
    while start < found.rows:
        began = time.perf_counter()
        try:
            count += _insert(mailing, *found.between(start, start + size), is_fresh=is_fresh)
        except IntegrityError:  # somebody else plans the same, or the select names somebody twice
            if not is_fresh:
                raise
            is_fresh = False
            continue
        start += size
        took = max(time.perf_counter() - began, 0.001)
        size = min(max(int(size * CHUNK_SECONDS / took), FIRST_CHUNK // 4), 2 * size)
    return count


@transaction.atomic
def resend(
    mailing: Mailing, recipients: Iterable[int], *, now: datetime, lifetime: timedelta = LIFETIME
) -> int:
    """Send again: a settled copy goes back to pending as a new attempt of its row; return how many will go out.

    Who has no copy gets one. What is waiting already stays as it is.
    """
    if mailing.state == Mailing.State.CANCELLED:
        return 0
    wanted = list(recipients)
    again = reopen(mailing.pk, wanted, not_before=now, expires_at=now + lifetime)
    added = insert_deliveries(mailing.pk, mailing.priority, now, now + lifetime, wanted)
    _count(mailing, added)
    return again + added


def hold(mailing: Mailing) -> bool:
    """Send no further copies for now; what is on its way arrives. False: it was not open."""
    return _turn(mailing, Mailing.State.OPEN, Mailing.State.HELD)


def release(mailing: Mailing) -> bool:
    """Go on with a mailing that was held."""
    return _turn(mailing, Mailing.State.HELD, Mailing.State.OPEN)


@transaction.atomic
def cancel(
    mailing: Mailing, *, now: datetime | None = None, reason: str = "the mailing was cancelled"
) -> int:
    """Send no further copies ever; return how many were waiting. What is on its way arrives.

    Copies that a sender has in its hand keep its name: it notices within a second.
    """
    Mailing.objects.filter(pk=mailing.pk).update(state=Mailing.State.CANCELLED)
    mailing.state = Mailing.State.CANCELLED
    return Delivery.objects.filter(
        mailing=mailing, state__in=[Delivery.State.PENDING, Delivery.State.DEFERRED, Delivery.State.CLAIMED]
    ).update(state=Delivery.State.CANCELLED, settled_at=now, answer=reason)


def _mailing(
    occasion: str,
    kind: str,
    filler: str,
    title: str,
    now: datetime,
    run_id: int | None,
    subject_id: int | None,
    priority: int,
) -> Mailing:
    mailing, _ = Mailing.objects.get_or_create(
        occasion=occasion,
        defaults={
            "kind": kind,
            "filler": filler,
            "title": title[:200],
            "run_id": run_id,
            "subject_id": subject_id,
            "priority": priority,
            "planned_at": now,
        },
    )
    return mailing


def _count(mailing: Mailing, added: int) -> None:
    """Keep the number of copies planned, which the states of all copies must add up to."""
    if added:
        Mailing.objects.filter(pk=mailing.pk).update(audience=F("audience") + added)
        mailing.audience += added


def _turn(mailing: Mailing, before: Mailing.State, after: Mailing.State) -> bool:
    turned = Mailing.objects.filter(pk=mailing.pk, state=before).update(state=after)
    mailing.refresh_from_db(fields=["state"])
    return bool(turned)
