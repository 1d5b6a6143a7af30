"""How a member's post reaches the others: from the group's address, in the writer's words, answerable to all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from django.conf import settings

from mooc.delivery import links
from mooc.delivery.fillers import Filling, Skip, register
from mooc.delivery.layout import Draft
from mooc.delivery.models import Delivery, Mailing
from mooc.pure.mailkit import Rich, slot
from mooc.runs import links as runs_links
from mooc.runs.links import linker

from ..models import MailWish
from .attachments import attachment_url, file_line
from .mail_wish_queries import is_away
from .post_html import for_mail
from .post_links import mute_links, own_post_links, post_url
from .post_rows import FileRow, PostRow, Reader, files_of, post_row, readers_of
from .post_words import as_html, opening
from .reply_addresses import reply_addresses

VARIANT = "post"
# A member's mail program that returns everything must not start a circle: inbound mail that carries this is dropped.
LOOP_HEADER = "X-Mooc-Loop"
# Gmail shows no more than 102 kB of a mail.
MOST_HTML = 70_000
# All that differs from post to post is in slots, so the frame is compiled once for all posts.
DRAFT = Draft(
    subject=slot("subject"),
    text=f"""{slot("words")}

The conversation on the web:
{slot("thread_url")}

Mute it:
{slot("mute_url")}

Choose which mail you get:
{slot("mail_url")}

Report this post to the organisers:
{slot("report_url")}""",
    html=f"""{slot("words")}
<hr style="margin:20px 0 14px"><p class="meta"><a href="{slot("thread_url")}">On the web</a> &#183; \
<a href="{slot("mute_url")}">Mute this conversation</a> &#183; \
<a href="{slot("mail_url")}">Choose your mail</a> &#183; <a href="{slot("report_url")}">Report this post</a></p>""",
    preheader=slot("opening"),
    machine=False,
    headers=(
        # The writer's own ids, so that an answer finds its place in everybody's mailbox.
        ("Message-ID", slot("author_message_id")),
        ("In-Reply-To", slot("in_reply_to")),
        ("References", slot("references")),
        ("List-Post", slot("list_post")),
        ("List-Archive", slot("list_archive")),
        ("List-Help", slot("list_help")),
        ("Archived-At", slot("archived_at")),
        ("Precedence", "list"),
        (LOOP_HEADER, slot("loop")),
    ),
)


class PostFiller:
    """Fills the copies of one post; recipients are enrolments, and only those still in the group get one."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Return the frame of all posts."""
        return DRAFT

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Answer for some members; two queries, three where files came with the post."""
        post = post_row(mailing.subject_id or 0)
        if post is None:
            return {}
        readers = readers_of(post.group_id, post.thread_id)
        files = files_of(post.id) if post.has_files else []
        words = _words(post, files)
        runs = {(reader.run_name, reader.run_slug) for reader in readers.values()}
        shared = {
            (name, slug): _shared(replace(post, run_name=name, run_slug=slug), words, len(readers))
            for name, slug in runs
        }
        own = _own_values(post)
        return {
            recipient: _filling(readers[recipient], post, shared, own, now)
            for recipient in recipients
            if recipient in readers
        }


def _words(post: PostRow, files: Sequence[FileRow]) -> Rich:
    """Return what the post says, and which files came with it, for both parts."""
    is_laid_out = 0 < len(post.html) <= MOST_HTML
    html = for_mail(post.html) if is_laid_out else as_html(post.text)
    if not files:
        return Rich(post.text, html)
    listed = [file_line(one.name, one.size, _file_url(post, one)) for one in files]
    text = "\n".join(["Files that came with it:" if post.text else "Files:", *(line.text for line in listed)])
    items = "".join(f'<li style="margin:0 0 6px">{line.html}</li>' for line in listed)
    return Rich(
        f"{post.text}\n\n{text}".lstrip(),
        f'{html}<p class="meta" style="margin:20px 0 6px;color:#645c50;font-size:14px">Files that came with it</p>'
        f'<ul style="margin:0 0 14px;padding-inline-start:24px">{items}</ul>',
    )


def _file_url(post: PostRow, file: FileRow) -> str:
    return attachment_url(post.local_part, file.id) if file.is_kept else ""


def _shared(post: PostRow, words: Rich, members: int) -> dict[str, str | Rich]:
    """What all copies to learners of one run say; one object for all of them, so it is encoded once."""
    return {
        "from_name": f"{(post.author.split() or ['A member'])[0]} via {post.group_name}",
        "from_addr": post.address,
        "list_id": post.list_id,
        "subject": post.subject,
        "words": words,
        "opening": opening(words.text),
        "author_message_id": post.message_id,
        "in_reply_to": post.in_reply_to,
        "references": post.references,
        "list_post": f"<mailto:{post.address}>",
        "list_archive": f"<{links.page('web:group', post.local_part)}>",
        "list_help": _page("web:code_of_conduct"),
        "archived_at": f"<{post_url(post.local_part, post.thread_id, post.id)}>",
        "loop": settings.MOOC_MAIL_DOMAIN,
        "why": f"You get this because you are in {post.group_name}, a group of {post.run_name}.",
        "reply_note": _reply_note(post.group_name, members),
    }


@cache
def _page(name: str, *args: str) -> str:
    return f"<{links.page(name, *args)}>"


def _reply_note(group: str, members: int) -> str:
    if members <= 1:
        return f"A reply goes to {group}, where you are alone just now."
    readers = "both of you in" if members == 2 else f"all {members} members of"
    return f"A reply goes to {readers} {group}."


def _own_values(post: PostRow) -> Callable[[int], dict[str, str]]:
    """Return what gives the values that are one reader's own."""
    answer_to = reply_addresses(post.local_part)
    thread_url = own_post_links(post.number, post.thread_id, post.id)
    mute, mail, report = mute_links(post.thread_id), linker("mail"), linker("report", post.id)
    own_links = runs_links.own_links()
    return lambda enrolment_id: {
        "reply_to": answer_to(enrolment_id),
        "thread_url": thread_url(enrolment_id),
        "mute_url": mute(enrolment_id),
        "mail_url": mail(enrolment_id),
        "report_url": report(enrolment_id),
        **own_links(enrolment_id),
    }


def _filling(
    reader: Reader,
    post: PostRow,
    shared: Mapping[tuple[str, str], Mapping[str, str | Rich]],
    own: Callable[[int], dict[str, str]],
    now: datetime,
) -> Filling | Skip:
    if reader.has_stopped:
        return Skip(Delivery.State.SUPPRESSED, "the reader asked for no more mail")
    if reason := _not_now(reader, post, now):
        return Skip(Delivery.State.CANCELLED, reason)
    return Filling(
        address=reader.email,
        variant=VARIANT,
        language=post.language or "en",
        values=own(reader.enrolment_id),
        shared=shared[reader.run_name, reader.run_slug],
        name=reader.name,
    )


def _not_now(reader: Reader, post: PostRow, now: datetime) -> str:
    """Return why a copy that was planned is not sent after all; empty where it is."""
    if post.is_hidden:
        return "the post was hidden"
    if reader.has_muted:
        return "the reader muted the thread"
    if is_away(reader.away_until, reader.zone, now=now):
        return "the reader is away"
    if reader.enrolment_id == post.author_id and not reader.own_copy:
        return "the writer wants no copy"
    if reader.how == MailWish.How.WEEKLY:
        return "the reader wants the weekly message only"
    # What is older than the wish is in no digest.
    if reader.how == MailWish.How.DIGEST and post.posted_at >= (reader.digested_at or post.posted_at):
        return "the reader gets it in the digest"
    return ""


def register_post() -> None:
    """Make ourselves known to delivery."""
    register("post", PostFiller(), withdrawable=True)
