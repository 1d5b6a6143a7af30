"""What happened in a group since the last message, in the few words that a weekly message has room for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mooc.groups.models import Post

SINCE = timedelta(days=7)
EXCERPT = 220


@dataclass(frozen=True, slots=True)
class GroupNews:
    """How many members wrote in the last seven days, and the beginning of the latest post."""

    writers: int = 0
    posts: int = 0
    latest_author: str = ""
    latest_words: str = ""


def group_news(group_ids: Iterable[int], *, now: datetime) -> dict[int, GroupNews]:
    """Return the news of the groups that have any; one query."""
    rows = (
        Post.objects.filter(group_id__in=list(group_ids), posted_at__gt=now - SINCE, posted_at__lte=now)
        .order_by("group_id", "-posted_at", "-id")
        .values_list("group_id", "author_id", "author__person__name", "text")
    )
    by_group: dict[int, list[tuple[int, str, str]]] = {}
    for group_id, author_id, name, text in rows:
        by_group.setdefault(group_id, []).append((author_id, name, text))
    return {group_id: _summed_up(posts) for group_id, posts in by_group.items()}


def _summed_up(posts: list[tuple[int, str, str]]) -> GroupNews:
    _, name, text = posts[0]
    return GroupNews(
        writers=len({author for author, _, _ in posts}),
        posts=len(posts),
        latest_author=(name.split() or ["Somebody"])[0],
        latest_words=shortened(text),
    )


def shortened(text: str) -> str:
    """Return the beginning of a post on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT:
        return line
    return line[:EXCERPT].rsplit(" ", 1)[0] + " …"
