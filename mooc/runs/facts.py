"""Journal facts about an enrolment, or about many at once."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import CharField, DateTimeField, JSONField, QuerySet, Value

from mooc.journal.actions import note
from mooc.journal.models import Fact

from .models import Enrolment


def note_one(kind: str, enrolment: Enrolment, *, at: datetime, **detail: Any) -> None:
    """Append a fact about an enrolment, with its run and person."""
    run_id, person_id = enrolment.run_id, enrolment.person_id
    note(kind, at=at, run_id=run_id, person_id=person_id, subject_id=enrolment.pk, **detail)


def note_each(kind: str, enrolments: QuerySet[Enrolment], *, at: datetime) -> int:
    """Append the same fact for each of the enrolments, by one statement. Returns how many."""
    rows = enrolments.order_by("id").values_list(
        Value(at, DateTimeField()),
        Value(kind, CharField()),
        "run_id",
        "person_id",
        "id",
        Value({}, JSONField()),
    )
    select, params = rows.query.sql_with_params()
    table = connection.ops.quote_name(Fact._meta.db_table)
    columns = "at, kind, run_id, person_id, subject_id, detail"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {select}", params)
        return int(cursor.rowcount)
