"""Telling the organisers that something is wrong: about a post or a person, and what became of it.

open -> settled. Who told is in the row, so that the same is told once and he can be thanked; no fact of the journal, no
page and no mail to anybody else names him.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from mooc.delivery.actions import plan
from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.pure.mailkit import scrub
from mooc.runs.actions import remove_learner
from mooc.runs.models import Enrolment

from ..errors import AlreadySettled, CannotReport
from ..models import Group, Membership, Post, SafetyReport
from ..safety.report_mails import SETTLED, TOLD
from ..safety.report_queries import hearers_of, shared_group
from .leaving import leave
from .steering import keep_apart

LONGEST_WORDS, LONGEST_OUTCOME = 4_000, 500
MOST_A_DAY = 10
ONE_DAY = timedelta(days=1)
# Organisers who come back from a journey still want to know.
LIFETIME = timedelta(days=14)
State, Kind = SafetyReport.State, SafetyReport.Kind


@transaction.atomic
def report_post(
    post: Post, *, reporter: Enrolment, now: datetime, kind: str = Kind.OTHER, words: str = ""
) -> SafetyReport:
    """Tell the organisers of a post. The same post again is the same report; new words are added while it is open.

    Raises CannotReport: his own post, one of a group in which he never was, or too many in a day.
    """
    if post.author_id == reporter.pk:
        raise CannotReport(
            "This is your own post. If it should go, write to the organisers; they can hide it."
        )
    if not Membership.objects.filter(enrolment=reporter, group=post.group_id).exists():
        raise CannotReport("This post is of a group in which you are not.")
    Enrolment.objects.select_for_update().get(pk=reporter.pk)
    known = SafetyReport.objects.filter(reporter=reporter, post=post).order_by("id").first()
    return _added(known, words) or _told(post.group, post.author, post, reporter, kind, words, now)


@transaction.atomic
def report_person(
    about: Enrolment, *, reporter: Enrolment, now: datetime, kind: str = Kind.OTHER, words: str = ""
) -> SafetyReport:
    """Tell the organisers of a person. While that is open, telling again only adds words.

    Raises CannotReport: himself, somebody with whom he was in no group, or too many in a day.
    """
    if about.pk == reporter.pk:
        raise CannotReport("This is you. Choose the person whom you want to tell of.")
    group = shared_group(reporter, about)
    if group is None:
        raise CannotReport("You and this person were in no group together.")
    Enrolment.objects.select_for_update().get(pk=reporter.pk)
    known = SafetyReport.objects.filter(reporter=reporter, about=about, post=None, state=State.OPEN)
    return _added(known.order_by("id").first(), words) or _told(
        group, about, None, reporter, kind, words, now
    )


@transaction.atomic
def settle_report(
    report: SafetyReport, *, now: datetime, outcome: str = "", by: Person | None = None, thank: bool = True
) -> SafetyReport:
    """Say that a report is dealt with, and what was done; `thank`: write to who told, without saying what.

    Raises AlreadySettled.
    """
    changed = SafetyReport.objects.filter(pk=report.pk, state=State.OPEN).update(
        state=State.SETTLED,
        settled_at=now,
        settled_by=by,
        outcome=" ".join(scrub(outcome).split())[:LONGEST_OUTCOME],
    )
    report.refresh_from_db()
    if not changed:
        raise AlreadySettled(f"Report {report.pk} is settled already. Nothing has changed.")
    _note("report settled", report, now, by=by.pk if by else None)
    if thank and report.reporter_id is not None:
        plan(
            occasion=f"{SETTLED}/{report.pk}",
            kind=SETTLED,
            filler=SETTLED,
            title="What became of a report",
            now=now,
            recipients=[report.reporter_id],
            subject_id=report.pk,
            priority=3,
            lifetime=LIFETIME,
        )
    return report


@transaction.atomic
def remove_reported(report: SafetyReport, *, now: datetime, by: Person | None = None) -> bool:
    """Take whom a report is about out of the run; False when he was out.

    He is kept apart from everybody who is in the group of the report or in his own, so that neither the undo of his own
    page nor signing up again brings him back among them. From all of them, since from one it would say who told.
    """
    about = report.about
    places = Membership.objects.filter(enrolment=about, left_at=None).values("group_id")
    here = Membership.objects.filter(Q(group=report.group_id) | Q(group__in=places), left_at=None)
    fellows = Enrolment.objects.filter(pk__in=here.values("enrolment_id"), run=about.run_id)
    for fellow in fellows.exclude(pk=about.pk).order_by("id"):
        keep_apart(about, fellow, now=now)
    return remove_learner(about, now=now, by=by, leave=leave)


def _added(known: SafetyReport | None, words: str) -> SafetyReport | None:
    """Add words to a report that is there; the organisers were told of it, and are not told again."""
    said = _shown(words)
    if known is not None and known.state == State.OPEN and said and said not in known.words:
        known.words = f"{known.words}\n\n{said}".strip()[:LONGEST_WORDS]
        known.save(update_fields=["words"])
    return known


def _told(
    group: Group,
    about: Enrolment,
    post: Post | None,
    reporter: Enrolment,
    kind: str,
    words: str,
    now: datetime,
) -> SafetyReport:
    """Keep a new report and write to the organisers: of no run, so that no list of a run's mail shows it."""
    lately = SafetyReport.objects.filter(reporter=reporter, reported_at__gt=now - ONE_DAY).count()
    if lately >= MOST_A_DAY:
        raise CannotReport(
            f"You told of {lately} things within a day, and the organisers have them all. Write to them for the rest."
        )
    report = SafetyReport.objects.create(
        group=group,
        post=post,
        about=about,
        reporter=reporter,
        kind=kind if kind in Kind.values else Kind.OTHER,
        words=_shown(words),
        reported_at=now,
    )
    _note("something reported", report, now)
    plan(
        occasion=f"{TOLD}/{report.pk}",
        kind=TOLD,
        filler=TOLD,
        title="Something is wrong in a group",
        now=now,
        recipients=hearers_of(group, about).values_list("pk", flat=True),
        subject_id=report.pk,
        priority=2,
        lifetime=LIFETIME,
    )
    return report


def _shown(words: str) -> str:
    return scrub(words).strip()[:LONGEST_WORDS]


def _note(what: str, report: SafetyReport, now: datetime, **detail: int | None) -> None:
    """Note the fact for the numbers: neither who told nor whom it is about."""
    known = {name: value for name, value in detail.items() if value is not None}
    note(what, at=now, run_id=report.group.run_id, subject_id=report.pk, **known)
