"""What a digest says: the posts of a day by thread, each with its way to the archive and to an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

from mooc.delivery.layout import Draft
from mooc.people.prose import prose
from mooc.pure.mailkit import Rich, section, slot
from mooc.pure.timetable import UnknownZone, zone

from ..mails import enumerated
from .digests_rows import Place, Told
from .post_links import post_url
from .post_mails import LOOP_HEADER
from .post_words import as_html, opening

# More than this is left to the archive, so that no mail program cuts the mail off (Gmail does at 102 kB).
MOST_POSTS, MOST_CHARACTERS = 40, 1_200
_HEADING = (
    "style=\"margin:28px 0 8px;font-family:'Iowan Old Style',Palatino,'Palatino Linotype',Georgia,serif;"
    'font-size:20px;font-weight:600;line-height:1.3"'
)
_POST = 'class="post" style="margin:0 0 18px;padding:2px 16px;border-inline-start:3px solid #8a5a0b"'
_META = 'class="meta" style="margin:0 0 6px;color:#645c50;font-size:14px;line-height:1.45"'
_WAYS = 'class="meta" style="margin:0 0 28px;color:#645c50;font-size:14px;line-height:1.45"'
_LINK = 'style="color:#0f6460;text-decoration:underline"'


@dataclass(frozen=True, slots=True)
class DigestWords:
    """What differs from digest to digest."""

    subject: str
    preheader: str
    words: Rich


def draft() -> Draft:
    """Return the frame of all digests."""
    wish = "One mail a day with what your group wrote, because you wished it so."
    other = "Each post as it comes, the weekly message only, or nothing for a while"
    end_text, end_html = prose(f"{wish} {other}: {slot('mail_url')}")
    end_html = f'<p class="meta">{wish} <a href="{slot("mail_url")}">{other}</a>.</p>'
    more_text, more_html = prose("More was written than fits into a mail. The archive has all of it.")
    return Draft(
        subject=slot("subject"),
        text=f"{slot('words')}\n{section('more', more_text)}\n{end_text}",
        html=f"{slot('words')}{section('more', more_html)}{end_html}",
        preheader=slot("opening"),
        button=("Read it in the archive", slot("archive_url")),
        headers=(
            ("List-Post", slot("list_post")),
            ("List-Archive", slot("list_archive")),
            ("Precedence", "list"),
            (LOOP_HEADER, slot("loop")),
        ),
    )


def digest_words(
    place: Place, posts: Sequence[Told], *, since: datetime, zone_name: str, address: str
) -> DigestWords:
    """Write the digest of a group for readers of a zone; `posts` oldest first, at least one."""
    threads = _by_thread(posts)
    names = list(dict.fromkeys(post.author for post in posts))
    many = "1 new post" if len(posts) == 1 else f"{len(posts)} new posts"
    since_when = _day_and_hour(since, zone_name)
    heading = f"{enumerated(names)} wrote in {place.name} since {since_when}: {_counted(posts, threads)}."
    parts = [_thread(place, thread, zone_name, address) for thread in threads]
    return DigestWords(
        subject=f"{place.name}: {many}",
        preheader=f"{posts[0].author}: {opening(posts[0].text)}",
        words=Rich(
            "\n\n\n".join([heading, *(text for text, _ in parts)]),
            "".join([f'<p style="margin:0 0 14px">{escape(heading)}</p>', *(html for _, html in parts)]),
        ),
    )


def thread_page(place: Place, post: Told) -> str:
    """Return the address of a post in the archive, the same for all members."""
    return post_url(place.local_part, post.thread_id, post.id)


def _counted(posts: Sequence[Told], threads: Sequence[Sequence[Told]]) -> str:
    many = "1 post" if len(posts) == 1 else f"{len(posts)} posts"
    return many if len(threads) == 1 else f"{many} in {len(threads)} threads"


def _by_thread(posts: Sequence[Told]) -> list[list[Told]]:
    """Return posts by thread, in the order in which the threads were first written in."""
    threads: dict[tuple[str, int], list[Told]] = {}
    for post in posts:
        key = ("post", post.id) if post.thread_id is None else ("thread", post.thread_id)
        threads.setdefault(key, []).append(post)
    return list(threads.values())


def _thread(place: Place, posts: Sequence[Told], zone_name: str, address: str) -> tuple[str, str]:
    subject, href = posts[0].subject, thread_page(place, posts[0])
    answer = f"Re: {subject}"
    mailto = f"mailto:{address}?subject={quote(answer)}&In-Reply-To={quote(posts[-1].message_id)}"
    told = [_post(post, zone_name) for post in posts]
    text = "\n\n".join(
        [
            f"{subject}\n{'-' * min(len(subject), 60)}",
            *(text for text, _ in told),
            f"In the archive: {href}\nTo answer, write to {address} with the subject: {answer}",
        ]
    )
    ways = (
        f'<p {_WAYS}><a {_LINK} href="{escape(mailto)}">Answer this thread</a> · '
        f'<a {_LINK} href="{escape(href)}">Open it in the archive</a></p>'
    )
    return text, f"<h2 {_HEADING}>{escape(subject)}</h2>{''.join(html for _, html in told)}{ways}"


def _post(post: Told, zone_name: str) -> tuple[str, str]:
    words, when = _shortened(post.text), _day_and_hour(post.posted_at, zone_name)
    text = f"{post.author}, {when}:\n\n{_indented(words)}"
    head = f"<p {_META}><strong>{escape(post.author)}</strong>, {escape(when)}</p>"
    return text, f"<div {_POST}>{head}{as_html(words)}</div>"


def _indented(words: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in words.splitlines())


def _shortened(text: str) -> str:
    """Return the beginning of a post, cut between lines or words."""
    words = text.strip()
    if len(words) <= MOST_CHARACTERS:
        return words
    cut = words[:MOST_CHARACTERS]
    end = max(cut.rfind("\n", MOST_CHARACTERS // 2), cut.rfind(" ", MOST_CHARACTERS * 3 // 4))
    return f"{cut[:end] if end > 0 else cut} [...]"


def _day_and_hour(moment: datetime, zone_name: str) -> str:
    try:
        local = moment.astimezone(zone(zone_name))
    except UnknownZone:
        local = moment.astimezone(UTC)
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"
