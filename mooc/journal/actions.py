"""The journal's verbs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from .models import Fact


def note(
    kind: str,
    *,
    at: datetime,
    run_id: int | None = None,
    person_id: int | None = None,
    subject_id: int | None = None,
    **detail: Any,
) -> None:
    """Append one fact. `detail` holds small JSON values, never addresses or texts people wrote."""
    Fact.objects.create(
        kind=kind, at=at, run_id=run_id, person_id=person_id, subject_id=subject_id, detail=detail
    )


def note_many(facts: Iterable[Fact]) -> None:
    """Append many facts in few statements."""
    Fact.objects.bulk_create(facts, batch_size=500)


def note_selected(
    kind: str, *, at: datetime, select: str, params: Sequence[Any] = (), run_id: int | None = None
) -> int:
    """Append a fact for each row of a select, by one statement; return how many.

    Its columns are person_id, subject_id and detail, of which the last is JSON as the database has it.
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    cast = "%s::timestamptz" if connection.vendor == "postgresql" else "%s"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_fact (at, kind, run_id, person_id, subject_id, detail) "  # noqa: S608
            f"SELECT {cast}, %s, %s, fact.* FROM ({select}) AS fact",
            [moment, kind, run_id, *params],
        )
        return int(cursor.rowcount)
