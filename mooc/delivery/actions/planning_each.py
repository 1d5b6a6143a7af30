"""Plan many small mailings at once: one per post of a busy hour, in a handful of statements for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from ..models import Mailing
from ..sql import Params, adapted


@dataclass(frozen=True, slots=True)
class Occasion:
    """One of many mailings of a kind; `subject_id` is what its copies are about, another one for each."""

    occasion: str
    subject_id: int
    title: str
    run_id: int | None = None


@transaction.atomic(savepoint=False)
def plan_each(
    *,
    occasions: Sequence[Occasion],
    kind: str,
    filler: str,
    now: datetime,
    sql: str,
    params: Params = (),
    priority: int = 5,
) -> int:
    """Plan new mailings and their copies; return how many copies.

    The columns of `sql` are subject_id, recipient, not_before and expires_at. Raises IntegrityError where an occasion
    is there already: use `plan_select` for what may come twice.
    """
    if not occasions:
        return 0
    mailings = Mailing.objects.bulk_create(
        Mailing(
            occasion=one.occasion,
            kind=kind,
            filler=filler,
            title=one.title[:200],
            run_id=one.run_id,
            subject_id=one.subject_id,
            priority=priority,
            planned_at=now,
        )
        for one in occasions
    )
    ids = [mailing.pk for mailing in mailings]
    copies = _insert_copies(ids, priority, sql, params)
    _count_audiences(ids)
    return copies


def _insert_copies(mailing_ids: Sequence[int], priority: int, select: str, params: Params) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_delivery (mailing_id, recipient, state, priority, not_before, expires_at,"  # noqa: S608
            " attempts, doubts, claimed_by, address, answer) "
            f"WITH due (subject_id, recipient, not_before, expires_at) AS ({select}) "
            "SELECT mailing.id, due.recipient, 0, %s, due.not_before, due.expires_at, 0, 0, '', '', '' "
            "FROM due JOIN delivery_mailing mailing ON mailing.subject_id = due.subject_id "
            f"WHERE mailing.id IN ({_places(mailing_ids)}) ORDER BY mailing.id, due.recipient",
            [*adapted(params), priority, *mailing_ids],
        )
        return int(cursor.rowcount)


def _count_audiences(mailing_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_mailing SET audience = (SELECT COUNT(*) FROM delivery_delivery delivery "  # noqa: S608
            f"WHERE delivery.mailing_id = delivery_mailing.id) WHERE id IN ({_places(mailing_ids)})",
            mailing_ids,
        )


def _places(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values))
