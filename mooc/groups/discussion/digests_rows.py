"""What a batch of digests is filled from: readers, the groups they are or were in, posts, muted threads."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Coalesce, RowNumber, Substr

from mooc.runs.models import Enrolment

from ..models import Membership, MutedThread, Post
from ..queries import called

# Of one group so many posts are read, the latest: more than one mail should hold.
MOST_READ = 80
# So much of each is read: more than is shown.
_OPENING = 4_000


@dataclass(frozen=True, slots=True)
class Told:
    """A post as a digest tells it. `thread_id` is None for one of before there were threads."""

    id: int
    group_id: int
    thread_id: int | None
    subject: str
    message_id: str
    author_id: int
    author: str
    text: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A group in which somebody is or was until `left_at`."""

    group_id: int
    name: str
    local_part: str
    number: int
    left_at: datetime | None


def readers_of(recipients: Sequence[int]) -> dict[int, Enrolment]:
    """Return the enrolments with person, run and wish. One query."""
    return Enrolment.objects.select_related("person", "run", "mail_wish").in_bulk(recipients)


def places_of(recipients: Sequence[int], *, since: datetime) -> dict[int, list[Place]]:
    """Return where each recipient is, and was since that moment, the present place first. One query."""
    lately = Q(left_at=None) | Q(left_at__gt=since)
    rows = Membership.objects.filter(lately, enrolment_id__in=recipients).order_by(
        F("left_at").desc(nulls_first=True), "id"
    )
    found: dict[int, list[Place]] = defaultdict(list)
    fields = ("enrolment_id", "group_id", "group__name", "group__local_part", "group__number", "left_at")
    for enrolment_id, *place in rows.values_list(*fields):
        found[enrolment_id].append(Place(*place))
    return found


def posts_of(group_ids: Collection[int], *, since: datetime, until: datetime) -> dict[int, list[Told]]:
    """Return what was written in groups in a window, oldest first; of each group the latest MOST_READ. One query."""
    place = Window(RowNumber(), partition_by=F("group_id"), order_by=(F("posted_at").desc(), F("id").desc()))
    posts = Post.objects.filter(
        group_id__in=group_ids, posted_at__gte=since, posted_at__lt=until, hidden_at=None
    )
    rows = posts.annotate(
        place=place, about=Coalesce("thread__subject", "subject"), opening=Substr("text", 1, _OPENING)
    ).filter(place__lte=MOST_READ)
    found: dict[int, list[Told]] = defaultdict(list)
    fields = ("id", "group_id", "thread_id", "about", "message_id", "author_id", "author__person__name")
    for row in rows.order_by("posted_at", "id").values_list(*fields, "opening", "posted_at"):
        pk, group_id, thread_id, subject, message_id, author_id, name, text, posted_at = row
        author = called((name.split(None, 1) or [""])[0])
        told = Told(pk, group_id, thread_id, subject, message_id, author_id, author, text, posted_at)
        found[told.group_id].append(told)
    return found


def muted_by(recipients: Sequence[int], thread_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return which of these threads each recipient has muted. One query."""
    rows = MutedThread.objects.filter(enrolment_id__in=recipients, thread_id__in=set(thread_ids))
    found: dict[int, set[int]] = defaultdict(set)
    for enrolment_id, thread_id in rows.order_by("id").values_list("enrolment_id", "thread_id"):
        found[enrolment_id].add(thread_id)
    return {pk: frozenset(threads) for pk, threads in found.items()}


def sizes_of(group_ids: Collection[int]) -> dict[int, int]:
    """Return how many members groups have now. One query."""
    rows = Membership.objects.filter(group_id__in=group_ids, left_at=None).values("group_id").order_by()
    return dict(rows.annotate(many=Count("id")).values_list("group_id", "many"))
