"""What groups wrote, as one file that mail programs open: mbox of the kind "mboxrd".

Each post is a mail again, from the group's address in the name of its writer, with the ids that make threads of them;
nobody's own address is in it. Lines that begin with "From " get one ">" more, also those that have some, so that what
was quoted can be told from what was written (https://www.loc.gov/preservation/digital/formats/fdd/fdd000385.shtml).

Posts are read by a few hundred at a time and written as they are read: a run of a million fills no memory.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, quote
from functools import lru_cache

from django.conf import settings
from django.db.models import QuerySet

from mooc.delivery import links
from mooc.runs.models import Run

from ..errors import FileIsGone
from ..fellows import groups_seen_from, leader_of
from ..models import Attachment, Group, Post
from ..queries import address_of, called
from .attachments import open_attachment
from .post_links import place_of

BATCH = 500
_FROM = re.compile(rb"^(>*From )", re.MULTILINE)
# Longer lines are against the standard (RFC 5322, 2.1.1), so a text that has some is encoded.
_LONGEST_LINE = 998


def mbox_of_group(
    group: Group, *, until: datetime | None, with_files: bool, now: datetime
) -> Iterator[bytes]:
    """Yield the posts of a group, the oldest first, as far as they were written by `now` and, if given, `until`."""
    posts = Post.objects.filter(group=group, posted_at__lte=min(now, until or now))
    return _written(posts, with_files)


def mbox_of_run(run: Run, *, with_files: bool, now: datetime) -> Iterator[bytes]:
    """Yield the posts of all groups that are seen from a run, the oldest first."""
    return _written(_of_run(run).filter(posted_at__lte=now), with_files)


def posts_to_write(run: Run, group: Group | None, *, now: datetime) -> int:
    """Return how many posts the file of a run, or of one group of it, will hold: one piece of bytes each."""
    posts = _of_run(run) if group is None else Post.objects.filter(group=group)
    return posts.filter(posted_at__lte=now).count()


def _of_run(run: Run) -> "QuerySet[Post]":
    """Ask for the posts of one's own groups simply: a run has a million of them."""
    if leader_of(run).pk == run.pk:
        return Post.objects.filter(group__run=run)
    return Post.objects.filter(group__in=groups_seen_from(run))


def _written(posts: "QuerySet[Post]", with_files: bool) -> Iterator[bytes]:
    rows = posts.select_related("group", "author__person").prefetch_related("attachments").order_by("id")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        for post in batch:
            yield _entry(post, with_files)
        last = batch[-1].pk


def _entry(post: Post, with_files: bool) -> bytes:
    """Return a post between its "From " line and the empty line that ends it."""
    at = post.posted_at.astimezone(UTC)
    first = f"From {address_of(post.group)} {at:%a %b} {at.day:>2} {at:%H:%M:%S %Y}\n"
    head = "".join(f"{name}: {value}\n" for name, value in _headers(post))
    mail = head.encode("ascii", "replace") + _body(post, with_files).as_bytes()
    return first.encode("ascii", "replace") + _FROM.sub(rb">\1", mail).rstrip(b"\n") + b"\n\n"


def _headers(post: Post) -> Iterator[tuple[str, str]]:
    """Return the lines of the head, as they are sent: each broken only where it may be."""
    group = post.group
    yield "From", _person(called(post.author.person.first_name), group)
    yield "To", _person(group.name, group)
    subject = "(hidden)" if post.hidden_at else post.subject
    yield "Subject", Header(subject, "utf-8" if _is_foreign(subject) else None).encode()
    yield "Date", format_datetime(post.posted_at.astimezone(UTC))
    yield "Message-ID", " ".join(post.message_id.split())
    if post.in_reply_to:
        yield "In-Reply-To", " ".join(post.in_reply_to.split())
    if post.references:
        yield "References", "\n ".join(post.references.split())
    yield "List-Id", f"<{group.local_part}.{settings.MOOC_MAIL_DOMAIN}>"
    if post.thread_id:
        yield "Archived-At", f"<{_thread_page(group.local_part, post.thread_id)}{place_of(post.pk)}>"


def _person(name: str, group: Group) -> str:
    quoted = Header(name, "utf-8").encode() if _is_foreign(name) else f'"{quote(name)}"'
    return f"{quoted} <{address_of(group)}>"


def _is_foreign(words: str) -> bool:
    return not words.isascii() or "=?" in words


def _body(post: Post, with_files: bool) -> Message:
    """Return the words and what came with them, with the headers that tell how they are written."""
    if post.hidden_at is not None:
        return _words(f"[Hidden by an organiser: {post.hidden_reason}]\n", "plain")
    files = list(post.attachments.all())
    plain = "\n".join([post.text.rstrip("\n"), *_left_out(post, files, with_files)]) + "\n"
    words: Message = _words(plain, "plain")
    if post.html:
        words = MIMEMultipart("alternative", _subparts=[words, _words(post.html, "html")], policy=_POLICY)
    attached = [part for one in files if (part := _attached(one))] if with_files else []
    return MIMEMultipart("mixed", _subparts=[words, *attached], policy=_POLICY) if attached else words


def _words(words: str, kind: str) -> Message:
    longest = max(len(line.encode()) for line in words.split("\n"))
    charset = _AS_IT_IS if longest <= _LONGEST_LINE else _QUOTED
    return MIMEText(words, kind, charset, policy=_POLICY)  # type: ignore[arg-type]  # (a Charset is welcome)


def _left_out(post: Post, files: list[Attachment], with_files: bool) -> Iterator[str]:
    """Name the files that are not in it, each with the page that has it."""
    for one in files:
        if not one.digest:
            yield f"\n[{one.name}: too large to keep]"
        elif not with_files:
            page = links.page("web:group_attachment", post.group.local_part, one.pk)
            yield f"\n[{one.name}: {page}]"


def _attached(one: Attachment) -> Message | None:
    """Return a file as a part; None where it is not kept. Of what has parts of its own nobody vouches for these."""
    kind, _, subkind = one.content_type.partition("/")
    if kind in ("message", "multipart", ""):
        kind, subkind = "application", "octet-stream"
    try:
        with open_attachment(one) as opened:
            part = MIMEBase(kind, subkind or "octet-stream", policy=_POLICY)
            part.set_payload(opened.read())
    except FileIsGone:
        return None
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", one.name))
    return part


@lru_cache(maxsize=1000)
def _thread_page(local_part: str, thread_id: int) -> str:
    return links.page("web:group_thread", local_part, thread_id)


def _charset(encoding: int | None) -> Charset:
    charset = Charset("utf-8")
    charset.body_encoding = encoding  # type: ignore[assignment]  # (None is 8bit)
    return charset


_POLICY = compat32.clone(mangle_from_=False)
_AS_IT_IS, _QUOTED = _charset(None), _charset(QP)
