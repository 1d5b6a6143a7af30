"""What a search in a group's archive found."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from mooc.groups.discussion.archive_queries import found_posts
from mooc.groups.discussion.search_sql import matching_posts
from mooc.groups.models import Post
from mooc.groups.queries import called

from ..group_door import Reader

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A post in which the words stand, with a piece of it."""

    post: Post
    author: str
    snippet: SafeString
    href: str


def search_page(reader: Reader, words: str, *, first: int) -> tuple[list[Found], bool]:
    """Return what was found from number `first` on, and whether there is more. Two queries."""
    rows = matching_posts([reader.group.pk], words, limit=SHOWN + 1, offset=first, until=reader.until)
    posts = found_posts([post_id for post_id, _ in rows], until=reader.until)
    found = [
        Found(
            post=posts[post_id],
            author=called(posts[post_id].author.person.first_name),
            snippet=snippet,
            href=f"{reader.href('thread', posts[post_id].thread_id or 0)}?post={post_id}#post-{post_id}",
        )
        for post_id, snippet in rows[:SHOWN]
        if post_id in posts
    ]
    return found, len(rows) > SHOWN
