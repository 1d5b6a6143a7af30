"""What members write to each other: posts, by mail and on the web, and who gets them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from mooc.delivery.actions import Occasion, plan_each
from mooc.journal.actions import note_many
from mooc.journal.models import Fact
from mooc.pure.mailkit import Letter, scrub
from mooc.runs.models import Enrolment

from ..errors import NotAMember, NothingWritten
from ..models import Group, Membership, Post, Thread
from .attachments import keep_files
from .post_html import files_of, html_of
from .post_words import relayable_words, typed_words, whole_words, without_personal_links
from .search_sql import index_posts
from .threads import NO_SUBJECT, Writing, answered_ids, count_posts, find_threads
from .typed import Typed

LIFETIME = timedelta(days=4)
PRIORITY = 4
# Those who have left, never came, or asked for no more mail get no copies; nor who wants no mail of this, or not now.
# A post older than what the next digest begins with is in none: it goes by itself.
# Who may be away by his own calendar is asked again when the copy is filled: no zone is more than a day ahead of UTC.
_READERS = """
    SELECT post.id, membership.enrolment_id, {moment}, {moment}
    FROM groups_post post
    JOIN groups_membership membership ON membership.group_id = post.group_id AND membership.left_at IS NULL
    JOIN runs_enrolment enrolment ON enrolment.id = membership.enrolment_id
    LEFT JOIN groups_mailwish wish ON wish.enrolment_id = membership.enrolment_id
    WHERE post.id IN ({posts}) AND (membership.enrolment_id <> post.author_id OR wish.own_copy)
      AND enrolment.mail_stopped_at IS NULL AND enrolment.state NOT IN ('pending', 'expired', 'left')
      AND (wish.id IS NULL
        OR ((wish.how = 'each' OR (wish.how = 'digest' AND wish.digested_at > post.posted_at))
          AND (wish.away_until IS NULL OR wish.away_until <= {day})))
      AND NOT EXISTS (SELECT 1 FROM groups_mutedthread muted
                      WHERE muted.enrolment_id = membership.enrolment_id AND muted.thread_id = post.thread_id)
"""


@dataclass(frozen=True, slots=True)
class NewPost:
    """What a member wrote to his group. What is typed on the web is all new words; a mail is trimmed."""

    group: Group
    enrolment: Enrolment
    letter: Letter
    via: Post.Via = Post.Via.MAIL


@transaction.atomic
def receive_post(*, group: Group, enrolment: Enrolment, letter: Letter, now: datetime) -> Post:
    """Keep what a member wrote and plan one copy for each other member of this moment.

    The same Message-ID in the same group is the same post: it is returned as it is and nobody gets it again.
    """
    known = Post.objects.filter(group=group, message_id=_kept_id(letter.message_id)).order_by("id").first()
    return known or receive_posts([NewPost(group, enrolment, letter)], now=now)[0]


@transaction.atomic
def write_post(
    *,
    group: Group,
    enrolment: Enrolment,
    subject: str,
    text: str,
    answers: Post | None = None,
    files: Sequence[tuple[str, str, bytes]] = (),
    key: str = "",
    now: datetime,
) -> Post:
    """Post what a member wrote on the web, with the same result as by mail. `files`: (name, content type, bytes).

    `answers` is a post of the group, or of one that was merged into it; without a subject its own is taken. The same
    words from the form of the same `key` are the same post. Raises NotAMember, NothingWritten.
    """
    if not Membership.objects.filter(group=group, enrolment=enrolment, left_at=None).exists():
        raise NotAMember(f"Only who is in {group.name} can write to it.")
    if not typed_words(text) and not files:
        raise NothingWritten("There are no words in it yet. Write some, then press the button again.")
    typed = Typed(group, enrolment, subject, text, answers, tuple(files), key)
    if known := typed.posted(now=now):
        return known
    new = NewPost(group, enrolment, typed.letter(now=now), Post.Via.WEB)
    return receive_posts([new], now=now)[0]


@transaction.atomic
def receive_posts(new: Sequence[NewPost], *, now: datetime) -> list[Post]:
    """Do the same for many posts, in as many statements as for one.

    Raises IntegrityError where a group has one already.
    """
    threads = find_threads([_writing(one, now) for one in new], now=now)
    posts = Post.objects.bulk_create(
        _post(one, thread, now) for one, thread in zip(new, threads, strict=True)
    )
    count_posts(threads, now=now)
    index_posts(
        [(post.pk, post.group_id, _all_text(post, one)) for one, post in zip(new, posts, strict=True)]
    )
    keep_files([(post, files_of(one.letter)) for one, post in zip(new, posts, strict=True)])
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
    """Return a subject as kept: one line, never empty, at most 300 characters, without personal links."""
    return without_personal_links(" ".join(scrub(subject[:4_000]).split()))[:300] or NO_SUBJECT


def _writing(new: NewPost, now: datetime) -> Writing:
    letter = new.letter
    return Writing(
        group_id=new.group.pk,
        message_id=_kept_id(letter.message_id),
        answers=tuple(map(_kept_id, answered_ids(letter.in_reply_to, letter.references))),
        subject=shown_subject(letter.subject),
        at=now,
    )


def _kept_id(message_id: str) -> str:
    return scrub(message_id)[:254]


def _post(new: NewPost, thread: Thread, now: datetime) -> Post:
    letter = new.letter
    is_mail = new.via == Post.Via.MAIL
    words = relayable_words(letter.text) if is_mail else typed_words(letter.text)
    return Post(
        group=new.group,
        author=new.enrolment,
        thread=thread,
        message_id=_kept_id(letter.message_id),
        in_reply_to=_kept_id(letter.in_reply_to),
        references=scrub(" ".join(letter.references)),
        subject=shown_subject(letter.subject),
        text=words,
        html=html_of(letter.html, words) if is_mail else "",
        whole=whole_words(letter.text, words) if is_mail else "",
        via=new.via,
        posted_at=now,
    )


def _all_text(post: Post, new: NewPost) -> str:
    """Return what a post is found by."""
    return "\n".join([post.subject, post.text, *new.letter.attachments])


def _plan_copies(posts: Sequence[Post], new: Sequence[NewPost], *, now: datetime) -> None:
    is_postgres = connection.vendor == "postgresql"
    tomorrow = (now.astimezone(UTC) + timedelta(days=1)).date().isoformat()
    sql = _READERS.format(
        moment="CAST(%s AS timestamptz)" if is_postgres else "%s",
        day="CAST(%s AS date)" if is_postgres else "%s",
        posts=", ".join(["%s"] * len(posts)),
    )
    plan_each(
        occasions=[
            Occasion(f"post/{post.pk}", post.pk, post.subject, one.group.run_id)
            for one, post in zip(new, posts, strict=True)
        ],
        kind="post",
        filler="post",
        priority=PRIORITY,
        now=now,
        sql=sql,
        params=[now, now + LIFETIME, *(post.pk for post in posts), tomorrow],
    )


def _wake(groups: set[Group]) -> None:
    """A group that is written to is alive; one that has been closed stays closed."""
    asleep = [group for group in groups if group.state in (Group.State.FORMING, Group.State.QUIET)]
    if asleep:
        states = [Group.State.FORMING, Group.State.QUIET]
        Group.objects.filter(pk__in=[group.pk for group in asleep], state__in=states).update(
            state=Group.State.ALIVE
        )
