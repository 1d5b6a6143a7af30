"""Questions about runs and who takes part, with answers ready to show."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from mooc.courses.queries import read_course
from mooc.people.addresses import normal_address
from mooc.people.models import Person
from mooc.pure.coursebook import Course

from .dates import Door, door, oldest_date
from .errors import NoSuchLearner, NoSuchRun
from .models import Enrolment, Run, RunOrganiser

_TAKING = (Run.State.OPEN, Run.State.MATCHING, Run.State.RUNNING)
_HERE = (
    Enrolment.State.CONFIRMED,
    Enrolment.State.READY,
    Enrolment.State.LEARNING,
    Enrolment.State.PAUSED,
    Enrolment.State.FINISHED,
)
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Landing:
    """What the page of a run shows: the course of its version, whether sign-up is possible, and the next chance."""

    run: Run
    course: Course
    door: Door
    # The soonest other run of the course that makes its groups later; what to offer once `door` is not OPEN.
    next_run: Run | None


@dataclass(frozen=True, slots=True)
class RunNumbers:
    """Of one run, counted from enrolments. Who is in a group only `groups.queries` knows."""

    sign_ups: int = 0
    pending: int = 0
    expired: int = 0
    confirmed: int = 0
    ready: int = 0
    learning: int = 0
    finished: int = 0
    left: int = 0
    wants_group: int = 0
    alone: int = 0
    waiting: int = 0
    mail_stopped: int = 0


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A line of the list of learners."""

    id: int
    name: str
    email: str
    zone: str
    language: str
    state: str
    company: str
    source: str
    signed_up_at: datetime
    confirmed_at: datetime | None
    ready_at: datetime | None
    waiting_since: datetime | None
    mail_stopped_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class LearnerPage:
    """A page of the list of learners; pages count from 1."""

    rows: tuple[LearnerRow, ...]
    total: int
    page: int
    pages: int


def run_list() -> QuerySet[Run]:
    """Return all runs with their courses, those that start last first."""
    return Run.objects.select_related("course").order_by("-starts_date", "-id")


def run_of(slug: str) -> Run:
    """Return the run with its course and version. Raises NoSuchRun, with the nearest name."""
    run = Run.objects.select_related("course", "version").filter(slug=slug).first()
    if run is not None:
        return run
    near = difflib.get_close_matches(slug, Run.objects.order_by("slug").values_list("slug", flat=True), 1)
    hint = f"Did you mean {near[0]}?" if near else "`mooc run list` shows them all."
    raise NoSuchRun(f"There is no run {slug!r}. {hint}")


def open_runs(*, now: datetime) -> list[Run]:
    """Return the runs that take sign-ups, those with groups still to be made first, then by start. One query."""
    runs = (
        Run.objects.select_related("course", "version")
        .filter(state__in=_TAKING, ends_date__gte=oldest_date(now))
        .order_by("starts_date", "id")
    )
    return sorted(runs, key=lambda run: door(run, now) is not Door.OPEN)


def next_run(course_id: int, *, now: datetime, but: int = 0) -> Run | None:
    """Return the soonest run of the course whose groups are still to be made; `but` is not it. One query."""
    return (
        Run.objects.select_related("course", "version")
        .filter(course_id=course_id, state=Run.State.OPEN, sign_up_closes_date__gte=oldest_date(now))
        .exclude(pk=but)
        .order_by("starts_date", "id")
        .first()
    )


def landing(slug: str, *, now: datetime) -> Landing:
    """Return what the page of a run shows. Raises NoSuchRun, also for a draft. Two queries."""
    run = run_of(slug)
    if run.state == Run.State.DRAFT:
        raise NoSuchRun(f"There is no run {slug!r} yet.")
    return Landing(
        run=run,
        course=read_course(run.version_id),
        door=door(run, now),
        next_run=next_run(run.course_id, now=now, but=run.pk),
    )


def run_numbers(runs: Iterable[Run]) -> dict[int, RunNumbers]:
    """Return the numbers of each run by its id. One query."""
    here = Q(state__in=_HERE)
    counted = {
        "sign_ups": Count("id"),
        "pending": Count("id", filter=Q(state=Enrolment.State.PENDING)),
        "expired": Count("id", filter=Q(state=Enrolment.State.EXPIRED)),
        "confirmed": Count("id", filter=Q(confirmed_at__isnull=False)),
        "ready": Count("id", filter=Q(ready_at__isnull=False)),
        "learning": Count("id", filter=Q(state=Enrolment.State.LEARNING)),
        "finished": Count("id", filter=Q(state=Enrolment.State.FINISHED)),
        "left": Count("id", filter=Q(state=Enrolment.State.LEFT)),
        "wants_group": Count("id", filter=here & ~Q(company=Enrolment.Company.ALONE)),
        "alone": Count("id", filter=here & Q(company=Enrolment.Company.ALONE)),
        "waiting": Count("id", filter=Q(waiting_since__isnull=False)),
        "mail_stopped": Count("id", filter=here & Q(mail_stopped_at__isnull=False)),
    }
    ids = [run.pk for run in runs]
    rows = Enrolment.objects.filter(run_id__in=ids).values("run_id").annotate(**counted).order_by("run_id")
    found = {row.pop("run_id"): RunNumbers(**row) for row in rows}
    return {pk: found.get(pk, RunNumbers()) for pk in ids}


def learner_list(
    run: Run, *, search: str = "", state: str = "", page: int = 1, size: int = PAGE_SIZE
) -> LearnerPage:
    """Return a page of the learners of a run, newest sign-up last; a page out of range is the nearest. Two queries.

    `search` is looked for in names and addresses.
    """
    chosen = Enrolment.objects.filter(run=run)
    if search:
        chosen = chosen.filter(Q(person__name__icontains=search) | Q(person__email__icontains=search))
    if state:
        chosen = chosen.filter(state=state)
    total = chosen.count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    rows = chosen.order_by("signed_up_at", "id").values_list(*_LEARNER_FIELDS)[
        (page - 1) * size : page * size
    ]
    return LearnerPage(tuple(LearnerRow(*row) for row in rows), total, page, pages)


_LEARNER_FIELDS = (
    "id",
    "person__name",
    "person__email",
    "person__zone",
    "person__language",
    "state",
    "company",
    "source",
    "signed_up_at",
    "confirmed_at",
    "ready_at",
    "waiting_since",
    "mail_stopped_at",
    "left_at",
)


def learner_of(run: Run, address: str) -> Enrolment:
    """Return the enrolment of who has this address. Raises BadAddress, NoSuchLearner."""
    email = normal_address(address)
    found = Enrolment.objects.select_related("run", "person").filter(run=run, person__email=email).first()
    if found is None:
        raise NoSuchLearner(f"{email} is not in {run.slug}. `mooc learner list {run.slug}` shows who is.")
    return found


def may_organise(person: Person, run: Run) -> bool:
    """Say whether the person organises this run: every run, or this one."""
    if not person.is_active:
        return False
    return person.is_organiser or run.organisers.filter(person=person).exists()


def run_organisers() -> QuerySet[RunOrganiser]:
    """Return who looks after which one run, by run and address."""
    return RunOrganiser.objects.select_related("run", "person").order_by("run__slug", "person__email")


def organiser_addresses(run: Run) -> list[str]:
    """Return the addresses of who looks after the run: its own organisers, or else those of the server."""
    own = Person.objects.filter(is_active=True, organised_runs__run=run).order_by("email")
    every = Person.objects.filter(is_active=True, is_organiser=True).order_by("email")
    return list(own.values_list("email", flat=True)) or list(every.values_list("email", flat=True))


def run_of_address(local_part: str) -> Run | None:
    """Return the run whose organisers `run-<slug>@` reaches, if this is such an address."""
    prefix, _, slug = local_part.lower().partition("-")
    return (
        Run.objects.select_related("course").filter(slug=slug).first() if prefix == "run" and slug else None
    )
