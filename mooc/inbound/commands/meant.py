"""What a mail answers: a weekly message, a post of a member, or nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mooc.delivery.addresses import message_id
from mooc.delivery.models import Delivery
from mooc.groups.discussion.mail_wish_queries import post_answered, thread_answered
from mooc.groups.discussion.threads import answered_ids
from mooc.groups.models import Group, Thread
from mooc.pure.mailkit import subject_key
from mooc.runs.models import Enrolment

from ..reading import Incoming

_COPY = re.compile(r"<copy-([0-9]{1,18})\.[0-9a-f]{20}@[^<>\s]+>")
WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Meant:
    """Who wishes, at which group's address (None: the machine's), about what."""

    enrolment: Enrolment
    group: Group | None
    # A mail program that names no Message-ID leaves the week open.
    answers_weekly: bool = False
    week: int | None = None
    incoming: Incoming | None = None

    def thread(self) -> Thread | None:
        """Return the thread of the group that is answered. Two queries at most."""
        if self.group is None or self.incoming is None:
            return None
        letter = self.incoming.letter
        return thread_answered(
            self.group,
            in_reply_to=letter.in_reply_to,
            references=letter.references,
            subject=letter.subject,
        )


def what_is_meant(incoming: Incoming, enrolment: Enrolment, group: Group | None) -> Meant:
    """Return what a mail answers, the nearest first: some programs name the whole chain. Three queries at most."""
    letter = incoming.letter
    ids = answered_ids(letter.in_reply_to, letter.references)
    weeks = _weeks_of_copies(ids, enrolment)
    post = post_answered(group, ids) if group else None
    nearest = next((one for one in ids if one in weeks or (post and one == post.message_id)), None)
    if nearest in weeks:
        week = weeks[nearest]
        return Meant(enrolment, group, week is not None, week, incoming)
    is_weekly = not ids and group is not None and _answers_no_thread(group, letter.subject)
    return Meant(enrolment, group, is_weekly, None, incoming)


def _weeks_of_copies(ids: Sequence[str], enrolment: Enrolment) -> dict[str | None, int | None]:
    """Return the copies of ours among some Message-IDs: the week of each weekly message, None for other mail."""
    numbers = {int(match[1]): one for one in ids if (match := _COPY.fullmatch(one))}
    ours = {pk: one for pk, one in numbers.items() if message_id(pk) == one}
    if not ours:
        return {}
    rows = Delivery.objects.filter(pk__in=ours).order_by("id")
    fields = ("pk", "mailing__kind", "mailing__run_id", "mailing__subject_id")
    return {
        ours[pk]: week if kind == WEEKLY and run_id == enrolment.run_id else None
        for pk, kind, run_id, week in rows.values_list(*fields)
    }


def _answers_no_thread(group: Group, subject: str) -> bool:
    """Say whether a mail of a program that names no Message-ID answers something, and no thread of the group."""
    key, answers = subject_key(subject)
    return answers and not Thread.objects.filter(group=group, key=key[:300]).exists()
