"""Writing to the group on the web, by the limits that hold for mail."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError

from mooc.runs.models import Enrolment

from ..discussion import limits
from ..discussion.posting import write_post
from ..discussion.typed import Typed
from ..errors import NeedsALook, NotAMember, WroteMuch
from ..models import Group, Membership, Post
from ..queries import address_of

_CLOSED = (Group.State.MERGED, Group.State.CLOSED)
_KEPT = "What you typed is kept below: send it a little later."


def write_to_group(
    *,
    group: Group,
    enrolment: Enrolment,
    text: str,
    subject: str = "",
    answers: Post | None = None,
    files: Sequence[tuple[str, str, bytes]] = (),
    key: str = "",
    now: datetime,
) -> tuple[Post, bool]:
    """Post what a member typed; return the post, and whether it is new: a button pressed twice posts once.

    `key` is what the form was given when it was drawn, and tells one press from another. Raises NotAMember,
    NothingWritten, WroteMuch, NeedsALook.
    """
    if group.state in _CLOSED:
        raise NotAMember(f"{group.name} is not a group any more; what it wrote stays here to be read.")
    typed = Typed(group, enrolment, subject, text, answers, tuple(files), key)
    if posted := typed.posted(now=now):
        return posted, False
    _insist_on_few(group, enrolment, now=now)
    _insist_on_nothing_odd(group, enrolment, text, [name for name, _, _ in files])

    def write() -> Post:
        return write_post(
            group=group,
            enrolment=enrolment,
            subject=subject,
            text=text,
            answers=answers,
            files=files,
            key=key,
            now=now,
        )

    try:
        return write(), True
    except IntegrityError:  # the same button in the same second: the other one has posted it
        return write(), False


def _insist_on_few(group: Group, enrolment: Enrolment, *, now: datetime) -> None:
    lately = Post.objects.filter(author=enrolment, posted_at__gt=now - timedelta(hours=1))
    if lately.count() >= limits.MOST_AN_HOUR:
        raise WroteMuch(
            f"You wrote {limits.MOST_AN_HOUR} posts within an hour, and I pass on no more than that. {_KEPT}"
        )
    if Post.objects.filter(group=group, posted_at__gt=now - limits.BURST).count() >= limits.MOST_IN_A_BURST:
        raise WroteMuch(
            f"{group.name} wrote {limits.MOST_IN_A_BURST} posts within ten minutes, more than anybody reads. {_KEPT}"
        )


def _insist_on_nothing_odd(group: Group, enrolment: Enrolment, text: str, files: Sequence[str]) -> None:
    """Send what an organiser should look at first the way on which he can: by mail it waits for him."""
    by_mail = f"Send it by mail to {address_of(group)}, and an organiser looks at it first"
    seats = Membership.objects.filter(group=group, enrolment=enrolment, left_at=None)
    seat = seats.select_related("enrolment").order_by("id").first()
    brings = limits.what_a_stranger_brings(seat, text, has_files=bool(files)) if seat else ""
    if brings:
        raise NeedsALook(
            f"This is the first that you write here, with {brings} in it. {by_mail}; or say hello without."
        )
    if ending := limits.dangerous_ending(files):
        raise NeedsALook(
            f"A computer may run a file of the kind .{ending} when it is opened. {by_mail}; or leave it out."
        )
