"""Full-text search in posts: FTS5 on SQLite, a tsvector on PostgreSQL, one table on both, by `search_words`.

The table is ours and not Django's; `receive_posts` writes it, and what became of a post (hidden, gone) is asked of the
post itself. Each row holds its group as one word more, which nobody can type: so the index alone finds the posts of a
group, however many others there are.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.utils.safestring import SafeString

from mooc.delivery.sql import adapted

from .search_words import Term, asked_terms, indexed_words, snippet

_MAKE_SQLITE = (
    "CREATE VIRTUAL TABLE groups_post_words USING fts5(words, tokenize = 'ascii', prefix = '2 3')",
)
_MAKE_POSTGRES = (
    "CREATE TABLE groups_post_words (post_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX groups_post_words_found ON groups_post_words USING gin (words)",
)
_DROP = ("DROP TABLE groups_post_words",)
_GROUP = "§{}"
# The last place that a tsvector can name.
_MOST_WORDS = 16_000


def make_index() -> None:
    """Make the table; a migration does it."""
    _execute(_MAKE_POSTGRES if _is_postgres() else _MAKE_SQLITE)


def drop_index() -> None:
    """Drop the table."""
    _execute(_DROP)


def index_posts(posts: Sequence[tuple[int, int, str]]) -> None:
    """Make posts findable: (post, group, all its text). One statement; again is the same as once."""
    if not posts:
        return
    rows = [
        value
        for pk, group_id, text in posts
        for value in (pk, _kept([_GROUP.format(group_id), *indexed_words(text)]))
    ]
    if _is_postgres():
        places = ", ".join(["(%s, %s::tsvector)"] * len(posts))
        sql = (
            f"INSERT INTO groups_post_words (post_id, words) VALUES {places}"  # noqa: S608
            " ON CONFLICT (post_id) DO UPDATE SET words = EXCLUDED.words"
        )
    else:
        places = ", ".join(["(%s, %s)"] * len(posts))
        sql = f"INSERT OR REPLACE INTO groups_post_words (rowid, words) VALUES {places}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, rows)


def matching_posts(
    group_ids: Iterable[int], words: str, *, limit: int, offset: int = 0, until: datetime | None = None
) -> list[tuple[int, SafeString]]:
    """Return the posts of some groups in which all words stand, the latest first, each with a piece as safe HTML.

    A word may go on ("loop" finds "loops"), what stands in quotes is found as it stands. Any text may be given. Hidden
    posts are not found, nor those after `until`. One statement.
    """
    terms, groups = asked_terms(words), sorted(set(group_ids))
    if not terms or not groups:
        return []
    question = (_tsquery if _is_postgres() else _match)(terms, groups)
    where = "words.words @@ %s::tsquery" if _is_postgres() else "groups_post_words MATCH %s"
    table = "groups_post_words words" if _is_postgres() else "groups_post_words"
    key = "words.post_id" if _is_postgres() else "groups_post_words.rowid"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT post.id, post.subject, post.text FROM {table} JOIN groups_post post ON post.id = {key} "  # noqa: S608
            f"WHERE {where} AND post.hidden_at IS NULL AND post.group_id IN ({', '.join(['%s'] * len(groups))}) "
            f"{'AND post.posted_at <= %s ' if until else ''}"
            "ORDER BY post.id DESC LIMIT %s OFFSET %s",
            adapted([question, *groups, *([until] if until else []), limit, offset]),
        )
        rows = cursor.fetchall()
    return [(pk, snippet(text or subject, terms)) for pk, subject, text in rows]


def _match(terms: Sequence[Term], groups: Sequence[int]) -> str:
    """Return the question in the language of FTS5: every word in quotes, and none holds any."""
    here = " OR ".join(f'"{_GROUP.format(pk)}"' for pk in groups)
    asked = ['"' + " ".join(term.words) + '"' + " *" * term.is_begun for term in terms]
    return " AND ".join([f"({here})", *asked])


def _tsquery(terms: Sequence[Term], groups: Sequence[int]) -> str:
    """Return the question as a tsquery: every word in quotes, and none holds any."""
    here = " | ".join(f"'{_GROUP.format(pk)}'" for pk in groups)
    asked = [" <-> ".join(f"'{word}'" for word in term.words) + ":*" * term.is_begun for term in terms]
    return " & ".join([f"({here})", *(f"({one})" for one in asked)])


def _kept(words: Sequence[str]) -> str:
    """Return words as the table keeps them; for PostgreSQL each with its place."""
    few = words[:_MOST_WORDS]
    if not _is_postgres():
        return " ".join(few)
    return " ".join(f"'{word}':{place}" for place, word in enumerate(few, start=1))


def _execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"
