"""What stories about runs need: a small course, a run of it, and what went out."""

from datetime import date

from mooc.courses.models import Course, CourseFile, Version
from mooc.delivery.actions import send_due
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy
from mooc.pure.mailkit import read_letter
from mooc.runs import actions
from mooc.runs.models import Run

COURSE = """
slug = "knots"
title = "Knots for everybody"
summary = "Three weeks of string."
language = "en"
minimum_age = 14
questions = [
  { id = "expertise", label = "Have you tied knots?", kind = "choice", criterion = "mix", levels = [
    { id = "none", label = "Never" }, { id = "hello", label = "A few" }, { id = "app", label = "I sail" } ] },
  { id = "style", label = "First instinct", kind = "choice", criterion = "mix", levels = [
    { id = "try", label = "Try" }, { id = "think", label = "Think" }, { id = "discuss", label = "Discuss" } ] },
  { id = "hope", label = "What for?", kind = "text" },
]
"""
WEEK = """---
subject: "Week {0}"
preheader: "String."
---
# Week {0}

## First step

Tie one knot.

## Note

A short note.

## Tasks

1. Tie another.

## For your group

Show your knot.
"""
TEXT = '---\nsubject: "{0}: {{{{ run_name }}}}"\npreheader: "Words."\n---\n# Words\n\nHello {{{{ first_name }}}}.\n'
PAGE = "# About\n\nKnots.\n"


def course_files(weeks: int = 3) -> dict[str, bytes]:
    files = {"course.toml": COURSE, "pages/about.md": PAGE, "pages/faq.md": PAGE}
    files |= {f"weeks/0{number}-week.md": WEEK.format(number) for number in range(weeks)}
    files |= {f"texts/{name}.md": TEXT.format(name) for name in ("welcome", "group-introduction", "farewell")}
    return {path: text.encode() for path, text in files.items()}


def make_version(now, *, weeks: int = 3) -> Version:
    course, _ = Course.objects.get_or_create(
        slug="knots", defaults={"title": "Knots for everybody", "created_at": now}
    )
    number = course.versions.count() + 1
    version = course.versions.create(number=number, digest=str(number), imported_at=now)
    CourseFile.objects.bulk_create(
        CourseFile(version=version, path=path, content=content)
        for path, content in course_files(weeks).items()
    )
    return version


def make_run(now, **changes) -> Run:
    """A run of three weeks that starts four weeks after the Monday of `now`."""
    if not Course.objects.filter(slug="knots").exists():
        make_version(now)
    wanted = {
        "course": "knots",
        "name": "Knots, winter",
        "starts_date": date(2026, 12, 21),
        "now": now,
    } | changes
    return actions.open_run(**wanted)


def join(run, email, now, **changes):
    """Sign somebody up and press the button."""
    enrolment = actions.sign_up(
        run=run, email=email, now=now, **({"name": email.split("@")[0].title()} | changes)
    )
    actions.confirm_sign_up(enrolment, now=now)
    return enrolment


def send(now):
    """Let everything that is due go out; returns the letters that did, oldest first."""
    before = set(MailboxCopy.objects.values_list("id", flat=True))
    send_due(now=now)
    ids = MailboxCopy.objects.exclude(id__in=before).order_by("id").values_list("id", flat=True)
    return [read_letter(read_copy(pk)) for pk in ids]


def copies(kind):
    """The recipients of all copies planned of a kind."""
    rows = Delivery.objects.filter(mailing__kind=kind).order_by("recipient")
    return list(rows.values_list("recipient", flat=True))
