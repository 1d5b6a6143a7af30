"""Simulated learners write to their groups by mail, through the same door as everybody's mail."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from mooc.groups.models import Membership, Post
from mooc.inbound import actions as inbound
from mooc.runs.models import Run

from . import voices
from .cast import Character
from .stage import Stage, chunks

POST_CHANCE = 0.1


def write_to_groups(stage: Stage, week: int, day: int) -> None:
    """Let some members write, the lively ones more often; some answer the latest post."""
    now = stage.at(day, 18)
    by_email = {person.email: person for person in stage.cast}
    latest = _latest_posts(stage.run, since=now - timedelta(days=6))
    topic = stage.course.weeks[week].title
    rows = (
        Membership.objects.filter(group__run=stage.run, left_at=None, enrolment__state="learning")
        .order_by("id")
        .values_list("group_id", "group__local_part", "enrolment__person__email")
    )
    writing = []
    for group_id, local_part, email in rows:
        person = by_email[email]
        if stage.rng.random() < person.energy * person.fade**week * POST_CHANCE:
            writing.append((group_id, local_part, person))
    for chunk in chunks(writing):
        with transaction.atomic():
            for group_id, local_part, person in chunk:
                raw = _letter(stage, person, local_part, topic, week, latest.get(group_id), now)
                inbound.ingest(
                    raw=raw,
                    mail_from=person.email,
                    rcpt_to=[f"{local_part}@{settings.MOOC_MAIL_DOMAIN}"],
                    source="demo",
                    now=now,
                )


def _letter(
    stage: Stage,
    person: Character,
    local_part: str,
    topic: str,
    week: int,
    latest: tuple[str, str] | None,
    now: datetime,
) -> bytes:
    stage.letters += 1
    answers = latest is not None and stage.rng.random() < 0.5
    if answers and latest:
        subject, text = f"Re: {latest[1].removeprefix('Re: ')}", voices.reply(latest[1], stage.rng)
    elif week == 0:
        subject, text = f"Hello from {person.name.split()[0]}", voices.introduction(person.name, stage.rng)
    else:
        subject, text = voices.sharing(topic, stage.rng)
    return voices.letter(
        name=person.name,
        sender=person.email,
        to=f"{local_part}@{settings.MOOC_MAIL_DOMAIN}",
        subject=subject,
        text=text,
        at=now,
        number=stage.letters,
        answers_to=[latest[0]] if answers and latest else (),
    )


def _latest_posts(run: Run, *, since: datetime) -> dict[int, tuple[str, str]]:
    rows = (
        Post.objects.filter(group__run=run, posted_at__gt=since)
        .order_by("posted_at", "id")
        .values_list("group_id", "message_id", "subject")
    )
    return {group_id: (message_id, subject) for group_id, message_id, subject in rows}
