"""Groups, as an organiser reads them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from mooc.groups.fellows import groups_seen_from
from mooc.groups.models import Group, Membership, Post
from mooc.groups.queries import address_of, called
from mooc.runs.models import Run

from ..plain_words import laid_out
from .group_archive import words_of_post

PAGE = 50
LATEST_POSTS = 20
# Characters of a long post that are shown beside its group.
MOST_BEGUN = 1200


@dataclass(frozen=True, slots=True)
class Member:
    """Who sits in a group, with the way to his page."""

    enrolment_id: int
    name: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with its members and how much they write."""

    group: Group
    members: list[Member]
    posts: int
    last_post_at: datetime | None

    @property
    def address(self) -> str:
        """Where mail to all of them goes."""
        return address_of(self.group)


def group_rows(groups: Iterable[Group]) -> list[GroupRow]:
    """Return groups with members and posts; two queries for any number of them."""
    groups = list(groups)
    ids = [group.pk for group in groups]
    members: dict[int, list[Member]] = defaultdict(list)
    seats = Membership.objects.filter(group_id__in=ids, left_at=None).order_by("joined_at", "id")
    for group_id, enrolment_id, name in seats.values_list(
        "group_id", "enrolment_id", "enrolment__person__name"
    ):
        members[group_id].append(Member(enrolment_id, called(name.partition(" ")[0])))
    posts = {
        group_id: (count, last)
        for group_id, count, last in Post.objects.filter(group_id__in=ids)
        .values_list("group_id")
        .order_by("group_id")
        .annotate(Count("id"), Max("posted_at"))
    }
    return [GroupRow(group, members[group.pk], *posts.get(group.pk, (0, None))) for group in groups]


@dataclass(frozen=True, slots=True)
class LatestPost:
    """A post as organisers see it beside its group: its words as the archive has them, long ones begun only."""

    post: Post
    author: str
    words: SafeString
    goes_on: bool

    @property
    def href(self) -> str:
        """Where it stands in its thread; the archive of its group, if it is in none."""
        local_part, thread, post = self.post.group.local_part, self.post.thread_id, self.post.pk
        if thread is None:
            return reverse("web:group", args=[local_part])
        return f"{reverse('web:group_thread', args=[local_part, thread])}?post={post}#post-{post}"


def latest_posts(group: Group) -> list[LatestPost]:
    """Return the latest posts of a group, the latest first; one query."""
    posts = group.posts.select_related("author__person").order_by("-posted_at", "-id")[:LATEST_POSTS]
    return [_latest_post(post) for post in posts]


def _latest_post(post: Post) -> LatestPost:
    goes_on = len(post.text) > MOST_BEGUN
    words = laid_out(post.text[:MOST_BEGUN].rpartition("\n")[0] or post.text[:MOST_BEGUN])
    return LatestPost(
        post, called(post.author.person.name), words if goes_on else words_of_post(post), goes_on
    )


def groups_of(run: Run, *, after: int = 0) -> QuerySet[Group]:
    """Return a page of the run's groups by number, and one more when there are more."""
    return groups_seen_from(run).filter(number__gt=after).order_by("number")[: PAGE + 1]
