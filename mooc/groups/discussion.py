"""What members write to each other: posts, and who gets them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from mooc.delivery.actions import Occasion, plan_each
from mooc.journal.actions import note_many
from mooc.journal.models import Fact
from mooc.pure.mailkit import Letter, scrub
from mooc.runs.models import Enrolment

from .models import Group, Post
from .post_words import relayable_words

LIFETIME = timedelta(days=4)
PRIORITY = 4
# Those who have left, never came, or asked for no more mail get no copies.
_OTHERS = """
    SELECT post.id, membership.enrolment_id, {moment}, {moment}
    FROM groups_post post
    JOIN groups_membership membership ON membership.group_id = post.group_id AND membership.left_at IS NULL
    JOIN runs_enrolment enrolment ON enrolment.id = membership.enrolment_id
    WHERE post.id IN ({posts}) AND membership.enrolment_id <> post.author_id
      AND enrolment.mail_stopped_at IS NULL AND enrolment.state NOT IN ('pending', 'expired', 'left')
"""


@dataclass(frozen=True, slots=True)
class NewPost:
    """What a member wrote to his group."""

    group: Group
    enrolment: Enrolment
    letter: Letter


@transaction.atomic
def receive_post(*, group: Group, enrolment: Enrolment, letter: Letter, now: datetime) -> Post:
    """Keep what a member wrote and plan one copy for each other member of this moment.

    The same Message-ID in the same group is the same post: it is returned as it is and nobody gets it again.
    """
    known = Post.objects.filter(group=group, message_id=letter.message_id[:254]).order_by("id").first()
    return known or receive_posts([NewPost(group, enrolment, letter)], now=now)[0]


@transaction.atomic
def receive_posts(new: Sequence[NewPost], *, now: datetime) -> list[Post]:
    """Do the same for many posts in a handful of statements. Raises IntegrityError where a group has one already."""
    posts = Post.objects.bulk_create(_post(one, now) for one in new)
    _plan_copies(posts, new, now=now)
    _wake({one.group for one in new})
    note_many(
        Fact(
            kind="posted",
            at=now,
            run_id=one.enrolment.run_id,
            person_id=one.enrolment.person_id,
            subject_id=post.pk,
            detail={"group": one.group.pk},
        )
        for one, post in zip(new, posts, strict=True)
    )
    return posts


def shown_subject(subject: str) -> str:
    """Return a subject as kept: one line, never empty, at most 300 characters."""
    return " ".join(scrub(subject).split())[:300] or "(no subject)"


def _post(new: NewPost, now: datetime) -> Post:
    letter = new.letter
    return Post(
        group=new.group,
        author=new.enrolment,
        message_id=scrub(letter.message_id)[:254],
        in_reply_to=scrub(letter.in_reply_to)[:254],
        references=scrub(" ".join(letter.references)),
        subject=shown_subject(letter.subject),
        text=relayable_words(letter.text, len(letter.attachments)),
        posted_at=now,
    )


def _plan_copies(posts: Sequence[Post], new: Sequence[NewPost], *, now: datetime) -> None:
    moment = "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"
    plan_each(
        occasions=[
            Occasion(f"post/{post.pk}", post.pk, post.subject, one.group.run_id)
            for one, post in zip(new, posts, strict=True)
        ],
        kind="post",
        filler="post",
        priority=PRIORITY,
        now=now,
        sql=_OTHERS.format(moment=moment, posts=", ".join(["%s"] * len(posts))),
        params=[now, now + LIFETIME, *(post.pk for post in posts)],
    )


def _wake(groups: set[Group]) -> None:
    """A group that is written to is alive; one that has been closed stays closed."""
    asleep = [group for group in groups if group.state in (Group.State.FORMING, Group.State.QUIET)]
    if asleep:
        states = [Group.State.FORMING, Group.State.QUIET]
        Group.objects.filter(pk__in=[group.pk for group in asleep], state__in=states).update(
            state=Group.State.ALIVE
        )
