"""The journal's verbs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

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
