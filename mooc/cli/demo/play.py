"""Plays a course run through the real actions, by moving `now` from the day it opens to today.

starts - 28 d   the run opens          starts - 7 d   "are you in?"      starts + 7 k    week k goes out
- 26 ... - 9    sign-ups, confirming   - 6 ... - 3    answers            days 1, 3, 5    posts, check-ins
                                       - 2            groups
"""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from mooc.courses.models import Version
from mooc.courses.queries import read_course
from mooc.groups import actions as groups
from mooc.groups.models import Proposal
from mooc.people.models import Person
from mooc.progress import actions as progress
from mooc.progress.models import CheckIn
from mooc.runs import actions as runs
from mooc.runs.models import Enrolment, Run

from .cast import Character, characters
from .conversation import DAYS, talk_on, talks_of
from .stage import Advance, Stage, chunks
from .writing import write_to_groups

SIGN_UP_DAYS = range(-26, -8)
ANSWER_DAYS = range(-6, -2)
LATE_WEEKS = (1, 2)
CHECK_IN_CHANCE = 0.6
LEAVE_CHANCE = 0.004
STOP_CHANCE = 0.002


def play(
    *,
    version: Version,
    organiser: Person,
    learners: int,
    weeks: int,
    seed: int,
    today: date,
    advance: Advance,
) -> Run:
    """Play a run up to today and return it: all weeks to the farewell, or the first `weeks` of them."""
    course = read_course(version.pk)
    is_whole = weeks == len(course.weeks)
    # Of a whole run the last day has just ended, everywhere on Earth.
    starts = today - timedelta(days=7 * weeks + (1 if is_whole else -1))
    opened_at = datetime(starts.year, starts.month, starts.day, 9, tzinfo=UTC) - timedelta(days=28)
    run = runs.open_run(
        course=version.course,
        name=f"{course.title}, from {starts.day} {starts:%B %Y}",
        starts_date=starts,
        now=opened_at,
        by=organiser,
    )
    cast = list(characters(learners, seed, course.questions))
    if weeks <= max(LATE_WEEKS):
        cast = [replace(person, comes_late=False) for person in cast]
    stage = Stage(run, course, organiser, cast, weeks, random.Random(seed + 1), advance)
    _sign_up(stage)
    _say_ready(stage)
    _form_groups(stage)
    for week in range(weeks):
        _play_week(stage, week)
        advance("Weeks", week + 1, weeks)
    if is_whole:
        stage.tick(7 * weeks, 13)
        stage.tick(7 * weeks, 14)  # the farewell has waited for organisers to look at it
    run.refresh_from_db()
    return run


def _sign_up(stage: Stage) -> None:
    early = [person for person in stage.cast if not person.comes_late]
    per_day = -(-len(early) // len(SIGN_UP_DAYS)) or 1
    done = 0
    for day, chunk in zip(SIGN_UP_DAYS, chunks(early, per_day), strict=False):
        stage.at(day)
        for people in chunks(chunk):
            done += _sign_up_some(stage, people)
            stage.advance("Sign-ups", done, len(early))
        stage.tick(day, 13)
        _confirm_some(stage, chunk, stage.at(day, 14))
        stage.tick(day, 15)


@transaction.atomic
def _sign_up_some(stage: Stage, people: Iterable[Character]) -> int:
    count = 0
    for person in people:
        runs.sign_up(
            run=stage.run,
            email=person.email,
            name=person.name,
            zone=person.zone,
            language=person.language,
            company=Enrolment.Company(person.company),
            availability=person.availability,
            hours_a_week=person.hours_a_week,
            answers=dict(person.answers),
            now=stage.now,
        )
        count += 1
    return count


def _confirm_some(stage: Stage, people: Iterable[Character], now: datetime) -> None:
    willing = [person.email for person in people if person.confirms]
    for emails in chunks(willing):
        with transaction.atomic():
            for enrolment in _enrolments(stage.run, emails):
                runs.confirm_sign_up(enrolment=enrolment, now=now)


def _enrolments(run: Run, emails: Iterable[str]) -> Iterable[Enrolment]:
    return (
        Enrolment.objects.filter(run=run, person__email__in=list(emails))
        .select_related("person", "run")
        .order_by("id")
    )


def _say_ready(stage: Stage) -> None:
    stage.tick(-7, 12)
    stage.tick(-7, 23)
    willing = [p.email for p in stage.cast if p.is_in and p.confirms and not p.comes_late]
    per_day = -(-len(willing) // len(ANSWER_DAYS)) or 1
    done = 0
    for day, chunk in zip(ANSWER_DAYS, chunks(willing, per_day), strict=False):
        now = stage.at(day)
        for emails in chunks(chunk):
            with transaction.atomic():
                for enrolment in _enrolments(stage.run, emails):
                    runs.say_ready(enrolment=enrolment, now=now)
            done += len(emails)
            stage.advance("Answers to “are you in?”", done, len(willing))


def _form_groups(stage: Stage) -> None:
    stage.advance("Matching", 0, 1)
    stage.tick(-2)
    proposal = (
        Proposal.objects.filter(run=stage.run, state=Proposal.State.PROPOSED).order_by("-number").first()
    )
    if proposal:
        groups.confirm_proposal(proposal=proposal, now=stage.at(-2, 15), by=stage.organiser)
    stage.tick(-2, 16)
    stage.tick(-1)
    stage.advance("Matching", 1, 1)


def _play_week(stage: Stage, week: int) -> None:
    first_day = 7 * week
    for hour in range(2, 29, 3):
        stage.tick(first_day, hour)
    if week in LATE_WEEKS:
        _latecomers(stage, first_day + 1, share=week)
    _some_go(stage, first_day + 2)
    talks = talks_of(stage) if week == stage.weeks - 1 else []
    for day in DAYS:
        talk_on(stage, talks, day, first_day=first_day)
        write_to_groups(stage, week, first_day + day)
        stage.tick(first_day + day, 20)
    _check_in(stage, week, first_day + 6)


def _latecomers(stage: Stage, day: int, *, share: int) -> None:
    late = [person for person in stage.cast if person.comes_late]
    half = late[: len(late) // 2] if share == 1 else late[len(late) // 2 :]
    stage.at(day, 8)
    _sign_up_some(stage, half)
    stage.tick(day, 9)
    _confirm_some(stage, half, stage.at(day, 10))
    stage.tick(day, 11)


def _some_go(stage: Stage, day: int) -> None:
    now = stage.at(day)
    ids = list(
        Enrolment.objects.filter(run=stage.run, state=Enrolment.State.LEARNING)
        .order_by("id")
        .values_list("id", flat=True)
    )
    going = [pk for pk in ids if stage.rng.random() < LEAVE_CHANCE]
    stopping = [pk for pk in ids if stage.rng.random() < STOP_CHANCE]
    for enrolment in Enrolment.objects.filter(pk__in=going).order_by("id"):
        groups.leave(enrolment=enrolment, now=now)
    for enrolment in Enrolment.objects.filter(pk__in=stopping).exclude(pk__in=going).order_by("id"):
        runs.stop_mail(enrolment=enrolment, now=now)


def _check_in(stage: Stage, week: int, day: int) -> None:
    now = stage.at(day, 10)
    by_email = {person.email: person for person in stage.cast}
    learning = (
        Enrolment.objects.filter(run=stage.run, state=Enrolment.State.LEARNING)
        .select_related("person")
        .order_by("id")
    )
    saying = []
    for enrolment in learning.iterator(chunk_size=2000):
        person = by_email[enrolment.person.email]
        if stage.rng.random() < person.energy * person.fade**week * CHECK_IN_CHANCE:
            saying.append(enrolment)
    answers = (CheckIn.Answer.DONE, CheckIn.Answer.PARTLY, CheckIn.Answer.STUCK, CheckIn.Answer.SKIPPING)
    for chunk in chunks(saying):
        with transaction.atomic():
            for enrolment in chunk:
                answer = stage.rng.choices(answers, (60, 22, 10, 8))[0]
                progress.check_in(enrolment=enrolment, week=week, answer=answer, now=now)
