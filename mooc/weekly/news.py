"""What happened in a group since the last message, in the few words that a weekly message has room for."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mooc.delivery.sql import adapted

from .reading import as_numbers, numbers, rows_of

SINCE = timedelta(days=7)
EXCERPT = 220
_NEWS = """
    SELECT counted.group_id, counted.writers, counted.posts, post.author_id, person.name, post.text,
      other_person.name, other.text
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
    LEFT JOIN groups_post other ON other.id = (
        SELECT latest.id FROM groups_post latest
        WHERE latest.group_id = counted.group_id AND latest.author_id <> post.author_id
          AND latest.posted_at > %s AND latest.posted_at <= %s
        ORDER BY latest.posted_at DESC, latest.id DESC LIMIT 1
    )
    LEFT JOIN runs_enrolment other_author ON other_author.id = other.author_id
    LEFT JOIN people_person other_person ON other_person.id = other_author.person_id
"""


@dataclass(frozen=True, slots=True)
class GroupNews:
    """How many members wrote in the last seven days, and the beginning of the latest post.

    `latest_by`: the enrolment of who wrote it; what he reads himself is that of the latest who is another, if any is.
    """

    writers: int = 0
    posts: int = 0
    latest_by: int = 0
    latest_author: str = ""
    latest_words: str = ""
    other_author: str = ""
    other_words: str = ""

    def read_by(self, enrolment_id: int) -> "GroupNews":
        """Return the same without the reader's own words."""
        if enrolment_id != self.latest_by:
            return self
        return replace(self, latest_author=self.other_author, latest_words=self.other_words)


def group_news(group_ids: Collection[int], *, now: datetime) -> dict[int, GroupNews]:
    """Return the news of the groups that have any; one query, and of each group two posts at most."""
    params = adapted([now - SINCE, now, now, now - SINCE, now])
    rows = rows_of(_NEWS.format(numbers=numbers()), as_numbers(group_ids), *params)
    return {
        group_id: GroupNews(
            writers,
            posts,
            author,
            first_name(name),
            shortened(text),
            "" if other is None else first_name(other),
            shortened(other_text or ""),
        )
        for group_id, writers, posts, author, name, text, other, other_text in rows
    }


def first_name(name: str) -> str:
    """Return how the others call somebody."""
    return (name.split(None, 1) or ["Somebody"])[0]


def shortened(text: str) -> str:
    """Return the beginning of a post on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT:
        return line
    return line[:EXCERPT].rsplit(" ", 1)[0] + " …"
