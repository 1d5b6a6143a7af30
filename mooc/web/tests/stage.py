"""A house with one course and three runs, for tests of public pages and of a learner's.

Alice organises. Bob learns in the run under way, in the group Copper Kettle with Ana; Sam learns there alone. Charlie
is a stranger: he holds no link. The run `next` takes sign-ups, Wanda has not confirmed hers; `past` is over.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from mooc.courses.models import Course, CourseFile, Version
from mooc.courses.queries import read_course
from mooc.groups.models import Group, Membership
from mooc.people.models import Person
from mooc.runs import tokens
from mooc.runs.models import Enrolment, Run, RunOrganiser
from mooc.weekly.models import Opening

COURSE_TOML = """\
slug = "knots"
title = "Knots for beginners"
summary = "Three weeks, one rope, and people who have the same trouble with it."
language = "en"
minimum_age = 16
hours_a_week = 2
licence = "CC BY 4.0"
authors = ["Alice"]

[[questions]]
id = "style"
label = "How do you begin?"
kind = "choice"
criterion = "mix"
levels = [{ id = "try", label = "Try it out" }, { id = "think", label = "Think it through" }]

[[questions]]
id = "hope"
label = "What do you hope for?"
kind = "text"
"""
WEEK = """\
---
subject: "Week {number}: {title}"
preheader: "Twenty minutes and a piece of rope."
---
# {title}

## First step

Find a rope of two metres, and read this once.

## Materials

- [A book of knots](https://example.org/knots/{number}){{kind=reading provider="Press" minutes=20 licence="free"}}

## Tasks

1. Tie it three times.

## For your group

Show a photograph of the worst one.
"""
PAGE = "# {title}\n\nA page of the course, with a [link](https://example.org/).\n"
TITLES = ("The overhand knot", "The bowline", "The sheet bend")


@dataclass
class Stage:
    """The rows of the cast."""

    course: Course
    run: Run
    next: Run
    past: Run
    group: Group
    alice: Person
    bob: Enrolment
    ana: Enrolment
    sam: Enrolment
    waiting: Enrolment

    def token(self, act: str, enrolment: Enrolment | None = None) -> str:
        """The token of Bob, or of another."""
        return tokens.sign(act, (enrolment or self.bob).pk)


def course_files() -> dict[str, bytes]:
    """A small course folder that passes its check."""
    weeks = {
        f"weeks/0{number}-week.md": WEEK.format(number=number, title=title)
        for number, title in enumerate(TITLES)
    }
    texts = {
        f"texts/{name}.md": f'---\nsubject: "About {name}"\npreheader: "Words."\n---\n# Words\n\nSome words.\n'
        for name in ("welcome", "group-introduction", "farewell")
    }
    pages = {
        f"pages/{slug}.md": PAGE.format(title=title) for slug, title in (("about", "About"), ("faq", "FAQ"))
    }
    whole = {"course.toml": COURSE_TOML} | weeks | texts | pages
    return {path: text.encode() for path, text in whole.items()}


def set_stage(now: datetime | None = None) -> Stage:
    """Make the cast; the run under way began nine days before `now`."""
    now = now or timezone.now()
    course, version = _course(now)
    run = _run(version, "knots-now", "Knots, now", now - timedelta(days=9), Run.State.RUNNING, now)
    coming = _run(version, "knots-next", "Knots, next", now + timedelta(days=40), Run.State.OPEN, now)
    past = _run(version, "knots-past", "Knots, past", now - timedelta(days=200), Run.State.FINISHED, now)
    for of, weeks in ((run, 2), (past, 3)):
        for week in range(weeks):
            Opening.objects.create(
                run=of, week=week, mailing_id=1, planned_at=now, planned_through_at=now, version=version
            )
    alice = _person("alice@example.org", "Alice Organiser", now)
    alice.is_organiser = True
    alice.save()
    RunOrganiser.objects.create(run=run, person=alice)
    bob, ana, sam = (_learner(run, name, now) for name in ("Bob Okafor", "Ana Castro", "Sam Solo"))
    Enrolment.objects.filter(pk=sam.pk).update(company="alone")
    sam.refresh_from_db()
    group = Group.objects.create(
        run=run,
        number=1,
        name="Copper Kettle",
        local_part="copper-kettle",
        mode="write",
        language="en",
        made_at=now,
    )
    for enrolment in (bob, ana):
        Membership.objects.create(group=group, enrolment=enrolment, joined_at=now)
    pending = _learner(coming, "Wanda Waiting", now, state=Enrolment.State.PENDING)
    return Stage(course, run, coming, past, group, alice, bob, ana, sam, pending)


def _course(now: datetime) -> tuple[Course, Version]:
    # A version never changes, so what was read of it is kept; between tests its number may be another's.
    read_course.cache_clear()
    course = Course.objects.create(slug="knots", title="Knots for beginners", created_at=now)
    version = Version.objects.create(course=course, number=1, digest="0" * 64, imported_at=now)
    CourseFile.objects.bulk_create(
        CourseFile(version=version, path=path, content=content) for path, content in course_files().items()
    )
    return course, version


def _run(version: Version, slug: str, name: str, starts: datetime, state: str, now: datetime) -> Run:
    day = starts.astimezone(UTC).date()
    return Run.objects.create(
        course=version.course,
        version=version,
        slug=slug,
        name=name,
        state=state,
        starts_date=day,
        sign_up_closes_date=day - timedelta(days=3),
        ready_asked_date=day - timedelta(days=7),
        groups_formed_date=day - timedelta(days=2),
        ends_date=day + timedelta(days=20),
        created_at=now - timedelta(days=300),
    )


def _person(email: str, name: str, now: datetime) -> Person:
    return Person.objects.create(
        email=email, name=name, zone="Europe/Vienna", email_verified_at=now, created_at=now
    )


def _learner(run: Run, name: str, now: datetime, *, state: str = Enrolment.State.LEARNING) -> Enrolment:
    person = _person(f"{name.split()[0].lower()}@example.org", name, now)
    began = {"confirmed_at": now, "ready_at": now, "began_at": now} if state == "learning" else {}
    return Enrolment.objects.create(
        run=run, person=person, state=state, answers={"style": "try"}, signed_up_at=now, **began
    )
