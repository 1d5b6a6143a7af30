"""One conversation that was worth having, in a few groups, so that a visitor sees discussion as it is meant.

In the last week that is played: a question with a program, an answer between its lines, a file, thanks; a member who
reads one digest a day; and one who writes from an address that nobody knows yet, so that it waits, and he is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from django.conf import settings
from django.db import transaction

from mooc.groups import actions as groups
from mooc.groups.discussion.reply_addresses import reply_addresses
from mooc.groups.models import Group, MailWish, Membership
from mooc.inbound import actions as inbound
from mooc.runs.models import Enrolment

from . import scenes
from .stage import Stage
from .voices import letter

# However many groups there are: what is told here costs the same in every run.
MOST_GROUPS = 2
ACTORS = 4
DAYS = (1, 3, 5)


@dataclass
class Talk:
    """Where a conversation stands: who speaks in it, and the Message-IDs so far."""

    group: Group
    actors: Sequence[Enrolment]
    ids: list[str] = field(default_factory=list)
    asked_at: datetime | None = None


def talks_of(stage: Stage) -> list[Talk]:
    """Return the conversations of the last week, not begun, and let a member of each group choose the digest."""
    found = Group.objects.filter(run=stage.run, state=Group.State.ALIVE).order_by("id")
    talks = [Talk(group, _actors(group)) for group in found[: 2 * MOST_GROUPS]]
    talks = [talk for talk in talks if len(talk.actors) == ACTORS][:MOST_GROUPS]
    for talk in talks:
        groups.choose_mail(talk.actors[-1], how=MailWish.How.DIGEST, now=stage.now)
    return talks


def _actors(group: Group) -> list[Enrolment]:
    seats = Membership.objects.filter(
        group=group, left_at=None, enrolment__state=Enrolment.State.LEARNING, enrolment__mail_stopped_at=None
    ).select_related("enrolment__person")
    return [seat.enrolment for seat in seats.order_by("id")[:ACTORS]]


def talk_on(stage: Stage, talks: Sequence[Talk], day: int, *, first_day: int) -> None:
    """Let each conversation go on by what is said on that day of the week."""
    now = stage.at(first_day + day, 17)
    for talk in talks:
        with transaction.atomic():
            if day == DAYS[0]:
                _ask(stage, talk, now)
            elif day == DAYS[1]:
                _answer(stage, talk, now)
            else:
                _thank(stage, talk, now)


def _ask(stage: Stage, talk: Talk, now: datetime) -> None:
    talk.asked_at = now
    _write(stage, talk, 0, scenes.SUBJECT, scenes.QUESTION, now)


def _answer(stage: Stage, talk: Talk, now: datetime) -> None:
    asker = talk.actors[0].person
    asked = f"On {format_datetime(talk.asked_at or now)}, {asker.first_name} wrote:"
    again = f"Re: {scenes.SUBJECT}"
    _write(stage, talk, 1, again, f"{asked}\n{scenes.ANSWER}", now)
    _write(
        stage,
        talk,
        2,
        again,
        scenes.WITH_A_FILE,
        now + timedelta(minutes=40),
        html=scenes.WITH_A_FILE_LAID_OUT,
        files=((scenes.FILE_NAME, scenes.FILE),),
    )


def _thank(stage: Stage, talk: Talk, now: datetime) -> None:
    _write(stage, talk, 0, f"Re: {scenes.SUBJECT}", scenes.THANKS, now)
    traveller = talk.actors[2]
    own_address = reply_addresses(talk.group.local_part)(traveller.pk)
    _write(
        stage,
        talk,
        2,
        f"Re: {scenes.SUBJECT}",
        scenes.ON_THE_WAY,
        now + timedelta(minutes=25),
        sender=f"on.the.way.{traveller.pk}@example.net",
        to=own_address,
    )


def _write(
    stage: Stage,
    talk: Talk,
    actor: int,
    subject: str,
    text: str,
    at: datetime,
    *,
    sender: str = "",
    to: str = "",
    html: str = "",
    files: Sequence[tuple[str, str]] = (),
) -> None:
    person = talk.actors[actor].person
    address = to or f"{talk.group.local_part}@{settings.MOOC_MAIL_DOMAIN}"
    stage.letters += 1
    message_id = f"<{stage.letters}.{int(at.timestamp())}@example.org>"
    raw = letter(
        name=person.name,
        sender=sender or person.email,
        to=address,
        subject=subject,
        text=text,
        at=at,
        number=stage.letters,
        answers_to=talk.ids,
        html=html,
        files=files,
    )
    inbound.ingest(raw=raw, mail_from=sender or person.email, rcpt_to=[address], source="demo", now=at)
    talk.ids.append(message_id)
