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
from mooc.runs.links import link, stop_address

from .post_rows import PostRow, Reader, post_row, readers_of
from .post_words import as_html, opening
from .reply_addresses import reply_addresses

VARIANT = "post"
# A member's mail program that returns everything must not start a circle: inbound mail that carries this is dropped.
LOOP_HEADER = "X-Mooc-Loop"
# All that differs from post to post is in slots, so the frame is compiled once for all posts.
DRAFT = Draft(
    subject=slot("subject"),
    text=slot("words"),
    html=slot("words"),
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
        """Answer for some members; two queries."""
        post = post_row(mailing.subject_id or 0)
        if post is None:
            return {}
        readers = readers_of(post.group_id)
        runs = {(reader.run_name, reader.run_slug) for reader in readers.values()}
        shared = {
            (name, slug): _shared(replace(post, run_name=name, run_slug=slug), len(readers))
            for name, slug in runs
        }
        answer_to = reply_addresses(post.local_part)
        return {
            recipient: _filling(readers[recipient], post, shared, answer_to)
            for recipient in recipients
            if recipient in readers
        }


def _shared(post: PostRow, members: int) -> dict[str, str | Rich]:
    """What all copies to learners of one run say; one object for all of them, so it is encoded once."""
    return {
        "from_name": f"{(post.author.split() or ['A member'])[0]} via {post.group_name}",
        "from_addr": post.address,
        "list_id": post.list_id,
        "subject": post.subject,
        "words": Rich(post.text, as_html(post.text)),
        "opening": opening(post.text),
        "author_message_id": post.message_id,
        "in_reply_to": post.in_reply_to,
        "references": post.references,
        "list_post": f"<mailto:{post.address}>",
        "list_archive": _page("web:archive", post.run_slug),
        "list_help": _page("web:code_of_conduct"),
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
    readers = "both of you" if members == 2 else f"all {members} members"
    return f"A reply goes to {readers} in {group}."


def _filling(
    reader: Reader,
    post: PostRow,
    shared: Mapping[tuple[str, str], Mapping[str, str | Rich]],
    answer_to: Callable[[int], str],
) -> Filling | Skip:
    if reader.has_stopped:
        return Skip(Delivery.State.SUPPRESSED, "the reader asked for no more mail")
    return Filling(
        address=reader.email,
        variant=VARIANT,
        language=post.language or "en",
        values={
            "reply_to": answer_to(reader.enrolment_id),
            "home_url": link("home", reader.enrolment_id),
            "stop_url": link("stop", reader.enrolment_id),
            "stop_address": stop_address(reader.enrolment_id),
        },
        shared=shared[reader.run_name, reader.run_slug],
        name=reader.name,
    )


def register_post() -> None:
    """Make ourselves known to delivery."""
    register("post", PostFiller(), withdrawable=True)
