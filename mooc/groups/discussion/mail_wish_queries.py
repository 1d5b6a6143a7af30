"""Questions about how a learner wants the mail of his group, and which thread a mail of his is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from mooc.pure.mailkit import subject_key
from mooc.pure.timetable import UnknownZone, zone
from mooc.runs.models import Enrolment

from ..models import Group, MailWish, MutedThread, Post, Thread
from .threads import answered_ids

# When the digest comes to who has no hour of his own.
DIGEST_HOUR = 17
# Away without an end: until he says so.
FOREVER = date(9999, 1, 1)
How = MailWish.How


@dataclass(frozen=True, slots=True)
class Habit:
    """How a learner gets mail now; `away_until` is None for who is not away today."""

    how: str = How.EACH.value
    own_copy: bool = False
    away_until: date | None = None
    hour: int = DIGEST_HOUR

    @property
    def is_away_for_good(self) -> bool:
        """Say whether the absence has no end yet."""
        return self.away_until == FOREVER


def habit_of(enrolment: Enrolment, *, now: datetime) -> Habit:
    """Return how a learner gets the mail of his group. One query."""
    wish = MailWish.objects.filter(enrolment=enrolment).order_by("id").first()
    hour = DIGEST_HOUR if enrolment.send_hour is None else enrolment.send_hour
    if wish is None:
        return Habit(hour=hour)
    away = wish.away_until if is_away(wish.away_until, enrolment.person.zone, now=now) else None
    return Habit(wish.how, wish.own_copy, away, hour)


def is_away(until: date | None, zone_name: str, *, now: datetime) -> bool:
    """Say whether somebody who is away until a day is away still, by his own calendar."""
    return until is not None and local_date(zone_name, now) < until


def local_date(zone_name: str, now: datetime) -> date:
    """Return what day it is in a zone; one that nobody knows counts as UTC."""
    try:
        return now.astimezone(zone(zone_name)).date()
    except UnknownZone:
        return now.astimezone(UTC).date()


def muted_threads(enrolment: Enrolment) -> list[Thread]:
    """Return the threads of which a learner wants no mail, the one muted last first. One query."""
    rows = MutedThread.objects.filter(enrolment=enrolment).select_related("thread__group")
    return [row.thread for row in rows.order_by("-muted_at", "-id")]


def thread_answered(
    group: Group, *, in_reply_to: str, references: Sequence[str], subject: str
) -> Thread | None:
    """Return the thread that a mail answers: by the ids that it names, or else by its subject. Two queries at most."""
    ids = answered_ids(in_reply_to, references)
    if found := post_answered(group, ids):
        return found.thread
    key, answers = subject_key(subject)
    if not answers or not key:
        return None
    return Thread.objects.filter(group=group, key=key[:300]).order_by("-last_at", "-id").first()


def post_answered(group: Group, ids: Sequence[str]) -> Post | None:
    """Return the nearest post of a group that one of these Message-IDs names, the nearest first. One query."""
    posts = Post.objects.filter(group=group, message_id__in=ids, thread__isnull=False).select_related(
        "thread"
    )
    found = {post.message_id: post for post in posts.order_by("id")} if ids else {}
    return next((found[one] for one in ids if one in found), None)
