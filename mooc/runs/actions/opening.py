"""Opening a run, changing its dates, cancelling it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from mooc.courses.models import Course, Version
from mooc.courses.queries import newest_version, read_course
from mooc.delivery import actions as delivery
from mooc.delivery.models import Mailing
from mooc.delivery.window import leaves_at
from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.pure.mailkit import scrub
from mooc.pure.matching import MatchingError, Mode, Rules, read_rules

from ..dates import Dates, check_dates, is_over, planned_dates
from ..errors import BadDates, BadRules, RunError, RunIsOver
from ..models import Enrolment, Run, RunOrganiser
from .following import tell_followers

MINIMUM_AGE = 16
# `run-<slug>` has to fit before an @ (64, RFC 5321 4.5.3.1.1), with room for a counter.
LONGEST_SLUG = 52
_MODES: tuple[Mode, ...] = ("meet", "write")
_ENDED = (Run.State.FINISHED, Run.State.ARCHIVED, Run.State.CANCELLED)
_TOLD = (
    Enrolment.State.CONFIRMED,
    Enrolment.State.READY,
    Enrolment.State.LEARNING,
    Enrolment.State.PAUSED,
)


@transaction.atomic
def open_run(
    *,
    course: Course | str,
    name: str,
    starts_date: date,
    now: datetime,
    sign_up_closes_date: date | None = None,
    ready_asked_date: date | None = None,
    groups_formed_date: date | None = None,
    send_hour: int = 16,
    minimum_age: int | None = None,
    rules: str = "",
    by: Person | None = None,
) -> Run:
    """Open a run of the newest version of a course; dates left out follow from the start (see `dates`).

    Who opens it looks after it. Followers of the course are told, once. Raises RunError, NoSuchCourse.
    """
    version = newest_version(course if isinstance(course, str) else course.slug)
    content = read_course(version.pk)
    dates = planned_dates(
        starts=starts_date,
        weeks=len(content.weeks),
        today=now.date(),
        sign_up_closes=sign_up_closes_date,
        ready_asked=ready_asked_date,
        groups_formed=groups_formed_date,
    )
    check_dates(dates, today=now.date())
    run = Run.objects.create(
        course=version.course,
        version=version,
        slug=_free_slug(name, f"{version.course.slug}-{starts_date:%Y-%m}"),
        name=_checked_name(name),
        send_hour=_checked_hour(send_hour),
        minimum_age=_checked_age(minimum_age or content.minimum_age or MINIMUM_AGE),
        rules=_checked_rules(rules, starts_date),
        created_at=now,
        **_fields(dates),
    )
    if by is not None:
        RunOrganiser.objects.create(run=run, person=by)
    note("run opened", at=now, run_id=run.pk, person_id=by.pk if by else None)
    tell_followers(run, now=now)
    return run


@transaction.atomic
def edit_run(
    run: Run,
    *,
    now: datetime,
    name: str | None = None,
    starts_date: date | None = None,
    sign_up_closes_date: date | None = None,
    ready_asked_date: date | None = None,
    groups_formed_date: date | None = None,
    send_hour: int | None = None,
    minimum_age: int | None = None,
    rules: str | None = None,
    by: Person | None = None,
) -> Run:
    """Change what is given; the slug stays, since it stands in links. Raises RunError.

    The start moves only before it has come; dates that were not given keep their distance to it.
    """
    if run.state in _ENDED:
        raise RunIsOver(f"The run {run.slug} is {run.state}. Open a new one with `mooc run open`.")
    given = _given_dates(starts_date, sign_up_closes_date, ready_asked_date, groups_formed_date)
    changes: dict[str, Any] = _fields(_moved_dates(run, given, now.date())) if given else {}
    if given:
        changes |= _reopened(run, changes, now)
    if name is not None:
        changes["name"] = _checked_name(name)
    if send_hour is not None:
        changes["send_hour"] = _checked_hour(send_hour)
    if minimum_age is not None:
        changes["minimum_age"] = _checked_age(minimum_age)
    if rules is not None:
        changes["rules"] = _checked_rules(rules, run.starts_date)
    for field, value in changes.items():
        setattr(run, field, value)
    run.save(update_fields=list(changes))
    note("run edited", at=now, run_id=run.pk, person_id=by.pk if by else None, fields=sorted(changes))
    return run


@transaction.atomic
def cancel_run(run: Run, *, now: datetime, by: Person | None = None) -> bool:
    """Cancel a run: what waits to go out is cancelled, everybody who confirmed is told. False: it was cancelled.

    Organisers have MOOC_HOLD_MINUTES to think better of telling.
    """
    if run.state in (Run.State.FINISHED, Run.State.ARCHIVED):
        raise RunIsOver(f"The run {run.slug} is {run.state}: there is nothing left to cancel.")
    if (
        not Run.objects.filter(pk=run.pk)
        .exclude(state__in=_ENDED)
        .update(state=Run.State.CANCELLED, cancelled_at=now)
    ):
        return False
    run.state, run.cancelled_at = Run.State.CANCELLED, now
    for mailing in (
        Mailing.objects.filter(run_id=run.pk).exclude(state=Mailing.State.CANCELLED).order_by("id")
    ):
        delivery.cancel(mailing, now=now, reason="the run was cancelled")
    delivery.plan(
        occasion=f"cancelled/{run.pk}",
        kind="run-cancelled",
        filler="run-cancelled",
        title=f"{run.name} is cancelled",
        now=now,
        recipients=Enrolment.objects.filter(run=run, state__in=_TOLD)
        .order_by("id")
        .values_list("id", flat=True),
        run_id=run.pk,
        priority=2,
        not_before=leaves_at(now),
    )
    note("run cancelled", at=now, run_id=run.pk, person_id=by.pk if by else None)
    return True


@transaction.atomic
def adopt_version(version: Version, *, now: datetime) -> list[Run]:
    """Let the runs of the course that have not ended go on with this version; what has gone out stays as it was."""
    weeks = len(read_course(version.pk).weeks)
    runs = list(Run.objects.filter(course=version.course).exclude(state__in=_ENDED).exclude(version=version))
    for run in runs:
        run.version = version
        run.ends_date = _fields(_moved_dates(run, {}, now.date(), weeks=weeks, check=False))["ends_date"]
        run.save(update_fields=["version", "ends_date"])
        note("version adopted", at=now, run_id=run.pk, subject_id=version.pk)
    return runs


def _fields(dates: Dates) -> dict[str, date]:
    return {name: getattr(dates, name) for name in Dates.__slots__}


def _given_dates(
    starts: date | None, closes: date | None, ready: date | None, formed: date | None
) -> dict[str, date]:
    named = {
        "starts_date": starts,
        "sign_up_closes_date": closes,
        "ready_asked_date": ready,
        "groups_formed_date": formed,
    }
    return {name: day for name, day in named.items() if day is not None}


def _moved_dates(
    run: Run, given: dict[str, date], today: date, *, weeks: int | None = None, check: bool = True
) -> Dates:
    """Return the run's dates with those given, the others as far from the start as before."""
    if "starts_date" in given and run.state == Run.State.RUNNING:
        raise BadDates(
            f"The run {run.slug} started on {run.starts_date}. A start that has come cannot be moved."
        )
    moved = given.get("starts_date", run.starts_date) - run.starts_date
    before = Dates(**{name: getattr(run, name) for name in Dates.__slots__})
    after = replace(before, **{name: getattr(before, name) + moved for name in Dates.__slots__} | given)
    if weeks is not None:
        after = planned_dates(starts=run.starts_date, weeks=weeks, today=today)
    if check:
        check_dates(after, today=today, new="starts_date" in given)
    return after


def _reopened(run: Run, dates: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return what a later date takes back: a closed sign-up opens, and those who come by then are asked too."""
    changes: dict[str, Any] = {}
    if dates["ready_asked_date"] > now.date():
        changes["ready_asked_at"] = None
    if run.state == Run.State.MATCHING and not is_over(dates["sign_up_closes_date"], now):
        changes["state"] = Run.State.OPEN
    return changes


def _checked_name(name: str) -> str:
    clean = " ".join(scrub(name).split())
    if not clean:
        raise RunError("The run needs a name. Give one that people recognise, such as “Python, spring 2027”.")
    if len(clean) > 120:
        raise RunError(f"The name is {len(clean)} characters long. At most 120 fit.")
    return clean


def _checked_hour(hour: int) -> int:
    if not 0 <= hour <= 23:
        raise RunError(f"{hour} is not an hour of the day. Give a number from 0 to 23.")
    return hour


def _checked_age(age: int) -> int:
    if not 0 < age <= 99:
        raise RunError(f"{age} is not a minimum age. Give a number from 1 to 99.")
    return age


def _checked_rules(text: str, starts: date) -> str:
    """Return the rules once both kinds of groups can read them; whether anybody is asked for a trait, groups say."""
    if not text.strip():
        return ""
    try:
        for mode in _MODES:
            read_rules(text, Rules.defaults(mode, starts - timedelta(days=starts.weekday())), mode)
    except MatchingError as error:
        raise BadRules(f"The matching rules cannot be used: {error}") from error
    return text


def _free_slug(name: str, fallback: str) -> str:
    """Return a slug from the name that no run has; names in scripts without one get the course and month."""
    wanted = (slugify(name)[:LONGEST_SLUG] or fallback[:LONGEST_SLUG]).strip("-_")
    taken = set(Run.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in _numbered(wanted) if slug not in taken)


def _numbered(slug: str) -> Iterable[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1
