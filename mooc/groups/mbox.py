"""What groups wrote, as one file that mail programs open: mbox of the kind "mboxrd".

Each post is a mail again, from the group's address in the name of its writer, with the ids that make threads of them;
nobody's own address is in it. Lines that begin with "From " get one ">" more, also those that have some, so that what
was quoted can be told from what was written (https://www.loc.gov/preservation/digital/formats/fdd/fdd000385.shtml).

Posts are read by a few hundred at a time and written as they are read: a run of a million fills no memory.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, quote

from django.conf import settings
from django.db.models import QuerySet

from mooc.delivery import links
from mooc.runs.models import Run

from .attachments import open_attachment
from .errors import FileIsGone
from .fellows import groups_seen_from, leader_of
from .models import Attachment, Group, Post
from .queries import address_of, called

BATCH = 500
_FROM = re.compile(rb"^(>*From )", re.MULTILINE)
# Longer lines are against the standard (RFC 5322, 2.1.1), so a text that has some is encoded.
_LONGEST_LINE = 998
_POLICY = EmailPolicy(linesep="\n", cte_type="8bit", mangle_from_=False)


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
    yield "Subject", Header(post.subject, "utf-8" if _is_foreign(post.subject) else None).encode()
    yield "Date", format_datetime(post.posted_at.astimezone(UTC))
    yield "Message-ID", " ".join(post.message_id.split())
    if post.in_reply_to:
        yield "In-Reply-To", " ".join(post.in_reply_to.split())
    if post.references:
        yield "References", "\n ".join(post.references.split())
    yield "List-Id", f"<{group.local_part}.{settings.MOOC_MAIL_DOMAIN}>"
    if post.thread_id:
        page = links.page("web:group_thread", group.local_part, post.thread_id)
        yield "Archived-At", f"<{page}#post-{post.pk}>"


def _person(name: str, group: Group) -> str:
    quoted = Header(name, "utf-8").encode() if _is_foreign(name) else f'"{quote(name)}"'
    return f"{quoted} <{address_of(group)}>"


def _is_foreign(words: str) -> bool:
    return not words.isascii() or "=?" in words


def _body(post: Post, with_files: bool) -> EmailMessage:
    body = EmailMessage(_POLICY)
    if post.hidden_at is not None:
        body.set_content(f"[Hidden by an organiser: {post.hidden_reason}]\n", cte="8bit")
        return body
    files = list(post.attachments.all())
    words = "\n".join([post.text.rstrip("\n"), *_left_out(post, files, with_files)]) + "\n"
    body.set_content(words, cte=_encoding(words))
    if post.html:
        body.add_alternative(post.html, subtype="html", cte=_encoding(post.html))
    for one in files if with_files else []:
        _attach(body, one)
    return body


def _left_out(post: Post, files: list[Attachment], with_files: bool) -> Iterator[str]:
    """Name the files that are not in it, each with the page that has it."""
    for one in files:
        if not one.digest:
            yield f"\n[{one.name}: too large to keep]"
        elif not with_files:
            page = links.page("web:group_attachment", post.group.local_part, one.pk)
            yield f"\n[{one.name}: {page}]"


def _attach(body: EmailMessage, one: Attachment) -> None:
    kind, _, subkind = one.content_type.partition("/")
    if kind in ("message", "multipart", ""):  # these have an inner structure, which may be broken
        kind, subkind = "application", "octet-stream"
    try:
        with open_attachment(one) as opened:
            body.add_attachment(
                opened.read(), maintype=kind, subtype=subkind or "octet-stream", filename=one.name
            )
    except FileIsGone:
        return


def _encoding(words: str) -> str:
    longest = max((len(line.encode()) for line in words.split("\n")), default=0)
    return "8bit" if longest <= _LONGEST_LINE else "quoted-printable"
