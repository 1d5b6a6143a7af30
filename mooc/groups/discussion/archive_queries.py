"""Questions about what a group wrote, as its archive shows it; each in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Prefetch, Q, QuerySet, Subquery

from mooc.runs.models import Enrolment

from ..models import Attachment, Group, Membership, Post, Thread
from ..queries import called

# A thread is one page as long as it has no more posts than this, so that a link to a post finds it there.
POSTS = 200
NAMES = 4
# How many posts of a thread somebody wrote, when the last, what he is called, and how many of them are not hidden.
_Writer = tuple[int, datetime, str, int]


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread in the list: how many posts of it its reader may see, when the last was written, and by whom."""

    id: int
    subject: str
    posts: int
    last_at: datetime
    names: tuple[str, ...]
    more_names: int
    # Nothing in it is shown, so its subject may be what it was hidden for.
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of the posts of a thread, the oldest first, and how many stand before and after them."""

    posts: list[Post]
    before: int
    after: int


def threads_of(group: Group, *, until: datetime | None) -> "QuerySet[Thread]":
    """Return the threads of a group, the one written to last first; to who left, as they were then."""
    threads = Thread.objects.filter(group=group)
    if until is None:
        return threads.order_by("-last_at", "-id")
    seen = Max("posts__posted_at", filter=Q(posts__posted_at__lte=until))
    return threads.filter(started_at__lte=until).annotate(seen_at=seen).order_by("-seen_at", "-id")


def thread_lines(threads: Iterable[Thread], *, until: datetime | None) -> list[ThreadLine]:
    """Return threads as lines, in their order. One query for any number of posts: the database counts."""
    threads = list(threads)
    rows = _visible(Post.objects.filter(thread__in=[thread.pk for thread in threads]), until)
    shown = Count("id", filter=Q(hidden_at=None))
    writers: dict[int, list[_Writer]] = defaultdict(list)
    for thread_id, name, posts, last_at, of_them in (
        rows.values_list("thread_id", "author__person__name")
        .order_by("thread_id", "author_id")
        .annotate(Count("id"), Max("posted_at"), shown=shown)
    ):
        writers[thread_id].append((posts, last_at, called(name.partition(" ")[0]), of_them))
    return [_line(thread, writers[thread.pk]) for thread in threads if writers[thread.pk]]


def thread_posts(
    thread: Thread, *, until: datetime | None, at: int | None = None, first: int | None = None
) -> Stretch:
    """Return the latest posts of a thread, or those from number `first` (0, 1, ...), or those about the post `at`.

    Four queries at most, whatever the thread's length: how many, where `at` stands, posts and their attachments.
    """
    found = _visible(Post.objects.filter(thread=thread), until)
    many = found.count()
    if many <= POSTS:
        first = 0
    elif at is not None:
        first = _stands_at(found, at) // POSTS * POSTS
    start = max(0, min(many - POSTS if first is None else first, many - 1))
    posts = list(
        found.select_related("author__person", "hidden_by")
        .prefetch_related(Prefetch("attachments", Attachment.objects.order_by("id")))
        .order_by("posted_at", "id")[start : start + POSTS]
    )
    return Stretch(posts, start, many - start - len(posts))


def _stands_at(posts: "QuerySet[Post]", at: int) -> int:
    """Return before how many a post stands: two workers may keep posts in another order than they were written."""
    moments = Post.objects.filter(pk=at).values("posted_at")[:1]
    earlier = Q(posted_at__lt=Subquery(moments)) | Q(posted_at=Subquery(moments), pk__lt=at)
    return posts.filter(earlier).count()


def members_of(group: Group) -> list[tuple[int, str]]:
    """Return who is in a group now: the enrolment and what he is called. One query."""
    seats = Membership.objects.filter(group=group, left_at=None).order_by("joined_at", "id")
    names = seats.values_list("enrolment_id", "enrolment__person__name")
    return [(pk, called(name.partition(" ")[0])) for pk, name in names]


def other_groups(group: Group, enrolment: Enrolment | None) -> list[Group]:
    """Return the other groups in which a learner is or was, the latest first; one query.

    To an organiser, who is in none: the one into which this was merged, and those that were merged into this.
    """
    if enrolment is None:
        related = Q(successor=group) | Q(predecessors=group)
        return list(Group.objects.filter(related).distinct().order_by("-made_at", "-id"))
    seats = Membership.objects.filter(enrolment=enrolment).exclude(group=group).select_related("group")
    return list({seat.group_id: seat.group for seat in seats.order_by("-joined_at", "-id")}.values())


def found_posts(ids: Iterable[int], *, until: datetime | None) -> dict[int, Post]:
    """Return those of some posts that may be seen, by their numbers. One query."""
    posts = _visible(Post.objects.filter(pk__in=list(ids), hidden_at=None, thread__isnull=False), until)
    return {post.pk: post for post in posts.select_related("author__person", "thread").order_by("id")}


def _visible(posts: "QuerySet[Post]", until: datetime | None) -> "QuerySet[Post]":
    return posts if until is None else posts.filter(posted_at__lte=until)


def _line(thread: Thread, writers: list[_Writer]) -> ThreadLine:
    names = list(dict.fromkeys(name for _, _, name, _ in sorted(writers, key=lambda row: -row[0])))
    return ThreadLine(
        id=thread.pk,
        subject=thread.subject,
        posts=sum(posts for posts, _, _, _ in writers),
        last_at=max(last_at for _, last_at, _, _ in writers),
        names=tuple(names[:NAMES]),
        more_names=len(names[NAMES:]),
        is_hidden=not any(shown for _, _, _, shown in writers),
    )
