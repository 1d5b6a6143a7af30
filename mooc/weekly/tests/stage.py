"""A run of three weeks whose first message goes out on Monday 30 November 2026 at four local time."""

from datetime import UTC, date, datetime

from mooc.courses.models import Course, CourseFile
from mooc.delivery.actions import send_due
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy
from mooc.groups.models import Group, Membership, Post
from mooc.people.models import Person
from mooc.pure.mailkit import read_letter
from mooc.runs.models import Enrolment, Run
from mooc.weekly import actions

STARTS = date(2026, 11, 30)
COURSE = """
slug = "knots"
title = "Knots"
summary = "Three weeks of string."
language = "en"
"""
WEEK = """---
subject: "Knot {0}"
preheader: "String, twenty minutes."
---
# Knot {0}

## First step

Tie one knot.

## Materials

- [A book](https://example.org/{0}){{kind=reading provider="Press" minutes=20}}

## Tasks

1. Tie another.

::: behind
Only the first step, then.
:::

## For your group

Show your knot to {{{{ group_members }}}}.

::: quiet
Somebody has to be the first.
:::

::: soloist
Show it to a neighbour.
:::
"""
TEXT = '---\nsubject: "Words"\npreheader: "Words."\n---\n# Words\n\nHello {{ first_name }}.\n'


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """A moment, UTC, counted in days from the start."""
    return datetime(2026, 11, 30, hour, minute, tzinfo=UTC) + (day * (STARTS.resolution))


def put_version(course: Course, number: int, *, weeks: int = 3, word: str = "one knot"):
    version = course.versions.create(number=number, digest=f"{number}{word}", imported_at=at(-40))
    files = {"course.toml": COURSE} | {
        f"weeks/0{n}-knot.md": WEEK.format(n).replace("one knot", word) for n in range(weeks)
    }
    files |= {f"texts/{name}.md": TEXT for name in ("welcome", "group-introduction", "farewell")}
    CourseFile.objects.bulk_create(
        CourseFile(version=version, path=path, content=text.encode()) for path, text in files.items()
    )
    return version


def a_run(**changes) -> Run:
    course = Course.objects.create(slug="knots", title="Knots", created_at=at(-40))
    return Run.objects.create(
        course=course,
        version=put_version(course, 1),
        slug="knots-winter",
        name="Knots, winter",
        state=Run.State.RUNNING,
        starts_date=STARTS,
        sign_up_closes_date=date(2026, 11, 28),
        ready_asked_date=date(2026, 11, 23),
        groups_formed_date=date(2026, 11, 28),
        ends_date=date(2026, 12, 20),
        created_at=at(-40),
        **changes,
    )


def enrol(run: Run, name: str, *, zone: str = "UTC", began=None, **changes) -> Enrolment:
    number = Person.objects.count() + 1
    person = Person.objects.create(
        email=f"{number}@example.org", name=name, zone=zone, created_at=at(-30), email_verified_at=at(-30)
    )
    wanted = {"state": Enrolment.State.LEARNING, "began_at": began or at(-1, 10), "confirmed_at": at(-30)}
    return Enrolment.objects.create(run=run, person=person, signed_up_at=at(-30), **(wanted | changes))


def a_group(run: Run, *members: Enrolment, number: int = 1) -> Group:
    group = Group.objects.create(
        run=run,
        number=number,
        name="Copper Kettle",
        local_part=f"group-{number}-knots",
        mode="write",
        language="en",
        made_at=at(-2),
    )
    for member in members:
        Membership.objects.create(group=group, enrolment=member, joined_at=at(-2))
    return group


def a_post(group: Group, author: Enrolment, text: str, posted_at: datetime) -> Post:
    number = Post.objects.count() + 1
    return Post.objects.create(
        group=group, author=author, message_id=f"{number}@x", subject="Hello", text=text, posted_at=posted_at
    )


def pass_at(now: datetime) -> None:
    """Open what is due and send it, as the worker does."""
    actions.open_due_weeks(now=now)
    send_due(now=now)


def letters_to(enrolment: Enrolment) -> list[str]:
    """The texts of what reached a learner, oldest first."""
    copies = MailboxCopy.objects.filter(rcpt_to=enrolment.person.email).order_by("id")
    return [read_letter(read_copy(copy.pk)).text for copy in copies]


def states_of(enrolment: Enrolment) -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(recipient=enrolment.pk, mailing__kind="weekly").order_by(
        "mailing__subject_id"
    )
    return [(row.mailing.occasion.split("/")[-1], row.get_state_display()) for row in rows]
