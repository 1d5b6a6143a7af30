"""People who signed up elsewhere: a list in, confirmed enrolments out.

Batches of rows, each its own transaction: what is done stays done when the machine stops in the middle, and
the same list again does nothing twice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from django.db import transaction

from mooc.courses.queries import read_course
from mooc.journal.actions import note_many
from mooc.journal.models import Fact
from mooc.people.models import Consent, Person
from mooc.pure.coursebook import Course

from ..consents import documents
from ..dates import Door, door
from ..errors import RunError, SignUpIsClosed
from ..lists import BadRow, Listing, checked_row, read_list, unknown_columns
from ..models import Enrolment, Run
from ..sign_ups import SignUp
from ..stages import NOT_PROVEN
from .ready import ask_ready

_BATCH = 500
Progress = Callable[[int, int], None]


class Why(Enum):
    """Why a row was left out."""

    BAD = "bad"
    TWICE = "twice"
    ALREADY = "already"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that changed nothing, and a sentence why."""

    number: int
    why: Why
    text: str


@dataclass(slots=True)
class ImportReport:
    """What became of each row: imported + left out = rows."""

    rows: int = 0
    imported: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_dry_run: bool = False

    def count(self, why: Why) -> int:
        """Return how many rows were left out for this reason."""
        return sum(1 for row in self.left_out if row.why is why)


@dataclass(frozen=True, slots=True)
class _Numbered:
    number: int
    said: SignUp


def import_learners(
    *,
    run: Run,
    content: bytes,
    now: datetime,
    consent_given_elsewhere: bool,
    by: Person | None = None,
    zone: str = "UTC",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Take in a list, CSV or JSON; bad rows are reported by number and left out, none of the good ones is lost.

    People come in confirmed, since they consented elsewhere: the organiser says so, and it is recorded that
    way. They are asked "are you in?" like all others, at once when that date is past. Nobody who left is
    brought back. `progress(done, rows)` is called per batch. Raises BadList, SignUpIsClosed, RunError.
    """
    if door(run, now) is Door.CLOSED:
        raise SignUpIsClosed(f"{run.name} takes nobody in any more: it is {run.get_state_display()}.")
    if not consent_given_elsewhere and not dry_run:
        raise RunError("These people have to have agreed to this elsewhere, and you have to say so.")
    course, listing = read_course(run.version_id), read_list(content)
    report = ImportReport(rows=len(listing.rows), is_dry_run=dry_run, notes=_notes(listing, course))
    good = list(_good_rows(listing, course, zone, report))
    done = report.rows - len(good)
    for start in range(0, len(good), _BATCH):
        batch = good[start : start + _BATCH]
        with transaction.atomic():
            _take(run, batch, report, now=now, by=by)
            transaction.set_rollback(dry_run)
        done += len(batch)
        if progress:
            progress(done, report.rows)
    if report.imported and not dry_run and _was_asked(run, now):
        ask_ready(run, now=now)
    report.left_out.sort(key=lambda row: row.number)
    return report


def _was_asked(run: Run, now: datetime) -> bool:
    return run.state == Run.State.RUNNING or run.ready_asked_date <= now.date()


def _notes(listing: Listing, course: Course) -> list[str]:
    unknown = [
        f"The column {name!r} means nothing to me: I left it out."
        for name in unknown_columns(listing, course)
    ]
    return [*listing.notes, *unknown]


def _good_rows(listing: Listing, course: Course, zone: str, report: ImportReport) -> Iterator[_Numbered]:
    """Give the rows that can be taken, each address once; report the others."""
    first_at: dict[str, int] = {}
    for row in listing.rows:
        said = checked_row(row, course, zone=zone)
        if isinstance(said, BadRow):
            report.left_out.append(LeftOut(said.number, Why.BAD, said.text))
        elif said.email in first_at:
            text = f"{said.email} is in row {first_at[said.email]} already. I took that one."
            report.left_out.append(LeftOut(row.number, Why.TWICE, text))
        else:
            first_at[said.email] = row.number
            yield _Numbered(row.number, said)


def _take(
    run: Run, batch: Sequence[_Numbered], report: ImportReport, *, now: datetime, by: Person | None
) -> None:
    """Write one batch; a fixed number of statements."""
    people = _people(batch, now)
    before = dict(
        Enrolment.objects.filter(run=run, person_id__in=people.values()).values_list("person_id", "state")
    )
    taken = [row for row in batch if _is_free(run, row, before.get(people[row.said.email]), report)]
    fields = _beginning(run, now)
    fresh = [row for row in taken if people[row.said.email] not in before]
    Enrolment.objects.bulk_create(
        Enrolment(
            run=run,
            person_id=people[row.said.email],
            signed_up_at=now,
            source=Enrolment.Source.IMPORT,
            **row.said.wishes(),
            **fields,
        )
        for row in fresh
    )
    ids = [people[row.said.email] for row in taken]
    waiting = Enrolment.objects.filter(run=run, person_id__in=ids, state__in=NOT_PROVEN)
    waiting.update(source=Enrolment.Source.IMPORT, said={}, **fields)
    _record(run, ids, now=now, by=by)
    report.imported += len(taken)


def _people(batch: Sequence[_Numbered], now: datetime) -> dict[str, int]:
    """Return the ids of the batch's people by address; make those we do not know."""
    emails = [row.said.email for row in batch]
    known = dict(Person.objects.filter(email__in=emails).values_list("email", "id"))
    new = [
        Person(email=row.said.email, created_at=now, **row.said.person())
        for row in batch
        if row.said.email not in known
    ]
    if not new:
        return known
    Person.objects.bulk_create(new, ignore_conflicts=True)
    return dict(Person.objects.filter(email__in=emails).values_list("email", "id"))


def _is_free(run: Run, row: _Numbered, state: str | None, report: ImportReport) -> bool:
    if state is None or state in NOT_PROVEN:
        return True
    left = state == Enrolment.State.LEFT
    text = (
        f"{row.said.email} has left {run.slug}. Who left comes back only by himself."
        if left
        else f"{row.said.email} is in {run.slug} already. I changed nothing."
    )
    report.left_out.append(LeftOut(row.number, Why.LEFT if left else Why.ALREADY, text))
    return False


def _beginning(run: Run, now: datetime) -> dict[str, object]:
    """Return the fields of somebody who has confirmed by the organiser's word, but has not said that he is in."""
    if run.state == Run.State.RUNNING:
        return {"state": Enrolment.State.LEARNING, "confirmed_at": now, "began_at": now}
    return {"state": Enrolment.State.CONFIRMED, "confirmed_at": now}


def _record(run: Run, person_ids: Sequence[int], *, now: datetime, by: Person | None) -> None:
    Consent.objects.bulk_create(
        (
            Consent(person_id=pk, document=name, at=now, source=Consent.Source.IMPORT, by=by)
            for pk in person_ids
            for name in documents(run)
        ),
        ignore_conflicts=True,
    )
    rows = (
        Enrolment.objects.filter(run=run, person_id__in=person_ids)
        .order_by("id")
        .values_list("id", "person_id")
    )
    note_many(
        Fact(kind="imported", at=now, run_id=run.pk, person_id=person, subject_id=pk) for pk, person in rows
    )
