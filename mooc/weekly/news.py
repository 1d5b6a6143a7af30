"""What happened in a group since the last message, in the few words that a weekly message has room for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from mooc.delivery.sql import adapted

from .reading import as_numbers, numbers, rows_of

SINCE = timedelta(days=7)
EXCERPT = 220
_NEWS = """
    SELECT counted.group_id, counted.writers, counted.posts, person.name, post.text
    FROM (
        SELECT group_id, COUNT(DISTINCT author_id) AS writers, COUNT(*) AS posts
        FROM groups_post JOIN ({numbers}) AS wanted ON wanted.number = group_id
        WHERE posted_at > %s AND posted_at <= %s
        GROUP BY group_id
    ) AS counted
    JOIN groups_post post ON post.id = (
        SELECT latest.id FROM groups_post latest
        WHERE latest.group_id = counted.group_id AND latest.posted_at <= %s
        ORDER BY latest.posted_at DESC, latest.id DESC LIMIT 1
    )
    JOIN runs_enrolment author ON author.id = post.author_id
    JOIN people_person person ON person.id = author.person_id
"""


@dataclass(frozen=True, slots=True)
class GroupNews:
    """How many members wrote in the last seven days, and the beginning of the latest post."""

    writers: int = 0
    posts: int = 0
    latest_author: str = ""
    latest_words: str = ""


def group_news(group_ids: Collection[int], *, now: datetime) -> dict[int, GroupNews]:
    """Return the news of the groups that have any; one query, and of each group one post."""
    params = adapted([now - SINCE, now, now])
    return {
        group_id: GroupNews(writers, posts, (name.split(None, 1) or ["Somebody"])[0], shortened(text))
        for group_id, writers, posts, name, text in rows_of(
            _NEWS.format(numbers=numbers()), as_numbers(group_ids), *params
        )
    }


def shortened(text: str) -> str:
    """Return the beginning of a post on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT:
        return line
    return line[:EXCERPT].rsplit(" ", 1)[0] + " …"
