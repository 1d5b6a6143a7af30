"""Writing to the group on the web, by the limits that hold for mail."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError

from mooc.runs.models import Enrolment

from ..discussion.posting import write_post
from ..errors import NotAMember, WroteMuch
from ..models import Group, Post

# As many as `inbound` lets through by mail; those of both ways count.
MOST_AN_HOUR = 20
_CLOSED = (Group.State.MERGED, Group.State.CLOSED)


def write_to_group(
    *,
    group: Group,
    enrolment: Enrolment,
    text: str,
    subject: str = "",
    answers: Post | None = None,
    files: Sequence[tuple[str, str, bytes]] = (),
    now: datetime,
) -> tuple[Post, bool]:
    """Post what a member typed; return the post, and whether it is new: a button pressed twice posts once.

    Raises NotAMember, NothingWritten, WroteMuch.
    """
    if group.state in _CLOSED:
        raise NotAMember(f"{group.name} is not a group any more; what it wrote stays here to be read.")
    last_before = Post.objects.filter(group=group).order_by("-id").values_list("id", flat=True).first() or 0
    _insist_on_few(enrolment, now=now)

    def write() -> Post:
        return write_post(
            group=group,
            enrolment=enrolment,
            subject=subject,
            text=text,
            answers=answers,
            files=files,
            now=now,
        )

    try:
        post = write()
    except IntegrityError:  # the same button in the same second: the other one has posted it
        return write(), False
    return post, post.pk > last_before


def _insist_on_few(enrolment: Enrolment, *, now: datetime) -> None:
    lately = Post.objects.filter(author=enrolment, posted_at__gt=now - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        raise WroteMuch(
            f"You wrote {MOST_AN_HOUR} posts within an hour, and I pass on no more than that. "
            "What you typed is kept below: send it a little later."
        )
