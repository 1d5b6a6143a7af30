"""Which thread a post belongs to: that of a mail it answers, else one of the same subject, else a new one.

    In-Reply-To, References from the nearest -> a post of the group -> its thread
                                             -> a post of a group that was merged into this one -> its subject, here
    subject, without "Re:" and its like      -> a thread of the group that was written in within six weeks
    nothing                                  -> a new thread

What answers a message of the machine (the weekly one, a welcome) names no post; the subject brings together those
who answer the same. A post and its thread are always of the same group.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from mooc.pure.mailkit import subject_key

from ..models import Group, Post, Thread

# How long after its last post a thread is found by its subject.
GOES_ON = timedelta(weeks=6)
NO_SUBJECT = "(no subject)"
# Of a long chain the nearest matter, and the first.
_NEAREST = 10


@dataclass(frozen=True, slots=True)
class Writing:
    """What is asked of a post to find its thread; ids as posts keep them, those it answers from the nearest."""

    group_id: int
    message_id: str
    answers: tuple[str, ...]
    subject: str
    at: datetime


def answered_ids(in_reply_to: str, references: Sequence[str]) -> tuple[str, ...]:
    """Return the ids that a mail answers, the nearest first, each once."""
    near = [in_reply_to, *reversed(references[-_NEAREST:]), *references[:1]]
    return tuple(dict.fromkeys(one[:254] for one in near if one))


def find_threads(new: Sequence[Writing], *, now: datetime) -> list[Thread]:
    """Return the thread of each post, new ones kept; locks the groups until the caller's transaction ends.

    Four statements at most, however many posts; they may answer each other in any order. The groups are locked so that
    two workers do not begin the same conversation twice, and one sees what the other has posted.
    """
    homes = _lock_groups({one.group_id for one in new})
    finder = Finder(new)
    wanted = {message_id for one in new for message_id in one.answers}
    if wanted:
        finder.learn_posts(_answered(homes, wanted))
    if keys := finder.keys:
        finder.learn_threads(
            Thread.objects.filter(
                group__in={one.group_id for one in new}, key__in=keys, last_at__gt=now - GOES_ON
            ).order_by("last_at", "id")
        )
    found = finder.find_all()
    Thread.objects.bulk_create(finder.begun)
    return found


def count_posts(threads: Iterable[Thread], *, now: datetime) -> None:
    """Keep how many posts threads have, and that they were written in just now. One statement."""
    rows = Post.objects.filter(thread=OuterRef("pk")).order_by().values("thread")
    Thread.objects.filter(pk__in={thread.pk for thread in threads}).update(
        posts_count=Coalesce(Subquery(rows.annotate(many=Count("pk")).values("many")), 0), last_at=now
    )


def _lock_groups(ids: set[int]) -> dict[int, int]:
    """Lock groups and those merged into them, in one order for all; return where the posts of each go on."""
    rows = Group.objects.filter(Q(pk__in=ids) | Q(successor__in=ids)).order_by("pk")
    locked = rows.select_for_update(of=("self",), no_key=True)
    return {
        pk: pk if pk in ids else successor_id
        for pk, successor_id in locked.values_list("pk", "successor_id")
        if pk in ids or successor_id
    }


def _answered(homes: dict[int, int], message_ids: set[str]) -> list[tuple[int, str, Thread]]:
    """Return (where it goes on, Message-ID, thread) of the posts that are answered."""
    rows = Post.objects.filter(group__in=homes, message_id__in=message_ids, thread__isnull=False)
    return [
        (homes[post.group_id], post.message_id, post.thread)
        for post in rows.select_related("thread").only("group_id", "message_id", "thread").order_by("id")
        if post.thread is not None
    ]


@dataclass(slots=True)
class Finder:
    """Finds threads in what it was told; asks no database, so that posts of years ago can be threaded by it, too."""

    new: Sequence[Writing]
    begun: list[Thread] = field(default_factory=list)
    make: type[Thread] = Thread
    _by_id: dict[tuple[int, str], Thread] = field(default_factory=dict)
    _by_key: dict[tuple[int, str], Thread] = field(default_factory=dict)

    @property
    def keys(self) -> set[str]:
        """Return by which subjects threads may be found."""
        of_old = {thread.key for (home, _), thread in self._by_id.items() if thread.group_id != home}
        return {_key(one.subject) for one in self.new} - {""} | of_old

    def learn_posts(self, posts: Iterable[tuple[int, str, Thread]]) -> None:
        """Take in posts that are answered; one in the group itself counts before one in a group merged into it."""
        for home, message_id, thread in posts:
            if thread.group_id == home or (home, message_id) not in self._by_id:
                self._by_id[home, message_id] = thread

    def learn_threads(self, threads: Iterable[Thread]) -> None:
        """Take in threads that may be found by their subject, the latest last."""
        self._by_key.update({(thread.group_id, thread.key): thread for thread in threads})

    def find_all(self) -> list[Thread]:
        """Return the thread of each, in their order; those that answer another of them come after it."""
        places = {(one.group_id, one.message_id): number for number, one in enumerate(self.new)}
        found: dict[int, Thread] = {}
        for number in range(len(self.new)):
            if number not in found:
                for place in reversed(self._chain(number, places, found)):
                    found[place] = self._find(self.new[place])
        return [found[number] for number in range(len(self.new))]

    def _chain(self, number: int, places: dict[tuple[int, str], int], found: Collection[int]) -> list[int]:
        """Return a post and those of the same batch that it answers, in a row; a circle ends where it began."""
        chain = [number]
        while True:
            one = self.new[chain[-1]]
            before = [places.get((one.group_id, message_id)) for message_id in one.answers]
            nearest = next((place for place in before if place is not None), None)
            if nearest is None or nearest in found or nearest in chain:
                return chain
            chain.append(nearest)

    def _find(self, one: Writing) -> Thread:
        thread = self._answered(one) or self._of_its_subject(one) or self._begin(one, _key(one.subject))
        self._by_id[one.group_id, one.message_id] = thread
        thread.last_at = max(thread.last_at, one.at)
        return thread

    def _answered(self, one: Writing) -> Thread | None:
        for message_id in one.answers:
            thread = self._by_id.get((one.group_id, message_id))
            if thread and thread.group_id == one.group_id:
                return thread
            if thread:
                return self._still_fresh(one, thread.key) or self._begin(one, thread.key)
        return None

    def _of_its_subject(self, one: Writing) -> Thread | None:
        """Return a thread of its subject: one that it says to answer, or one whose beginning comes only now."""
        thread = self._still_fresh(one, _key(one.subject))
        if thread and (one.answers or _says_re(one.subject) or _says_re(thread.subject)):
            return thread
        return None

    def _still_fresh(self, one: Writing, key: str) -> Thread | None:
        thread = self._by_key.get((one.group_id, key)) if key else None
        return thread if thread and one.at - thread.last_at < GOES_ON else None

    def _begin(self, one: Writing, key: str) -> Thread:
        thread = self.make(
            group_id=one.group_id, subject=one.subject, key=key, started_at=one.at, last_at=one.at
        )
        self.begun.append(thread)
        self._by_key[one.group_id, thread.key] = thread
        return thread


def _key(subject: str) -> str:
    """Return what a thread is found by; nothing where there is no subject that could tell."""
    return "" if subject == NO_SUBJECT else subject_key(subject)[0][:300]


def _says_re(subject: str) -> bool:
    return subject_key(subject)[1]
