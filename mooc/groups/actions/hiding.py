"""Taking a post out of a group's archive with a reason that the group reads, and bringing it back.

Nothing is deleted: the words stay with those who look after the run. Copies that have not left are stopped; those that
have cannot be called back, and the page that asks says so. The author is not written to by the machine: he reads the
reason in the place of his post, and whoever hid it may write to him in his own words.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from mooc.delivery import actions as delivery
from mooc.delivery.models import Delivery, Mailing
from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.pure.mailkit import scrub

from ..errors import NeedsReason
from ..models import Post

LONGEST_REASON = 300
_UNSENT = (Delivery.State.PENDING, Delivery.State.DEFERRED, Delivery.State.CLAIMED)


@transaction.atomic
def hide_post(post: Post, *, reason: str, by: Person, now: datetime) -> int | None:
    """Hide a post; return how many copies were stopped, or None where it was hidden already. Raises NeedsReason."""
    words = " ".join(scrub(reason).split())[:LONGEST_REASON]
    if not words:
        raise NeedsReason("Say why: the group reads it in the place of the post.")
    shown = Post.objects.filter(pk=post.pk, hidden_at=None)
    if not shown.update(hidden_at=now, hidden_by=by, hidden_reason=words):
        return None
    post.hidden_at, post.hidden_by, post.hidden_reason = now, by, words
    stopped = sum(
        delivery.cancel(mailing, now=now, reason=delivery.BY_HAND) for mailing in _on_their_way(post)
    )
    _note("post-hidden", post, by=by, now=now, stopped=stopped)
    return stopped


@transaction.atomic
def unhide_post(post: Post, *, by: Person, now: datetime) -> bool:
    """Show a hidden post again, and let go what was stopped while its time lasts; False where it was not hidden."""
    hidden = Post.objects.filter(pk=post.pk, hidden_at__isnull=False)
    if not hidden.update(hidden_at=None, hidden_by=None, hidden_reason=""):
        return False
    post.hidden_at, post.hidden_by, post.hidden_reason = None, None, ""
    for mailing in _mailings(post).filter(state=Mailing.State.CANCELLED):
        delivery.reopen(mailing, now=now)
    _note("post-unhidden", post, by=by, now=now)
    return True


def _mailings(post: Post) -> QuerySet[Mailing]:
    return Mailing.objects.filter(occasion=f"post/{post.pk}").order_by("id")


def _on_their_way(post: Post) -> QuerySet[Mailing]:
    unsent = Delivery.objects.filter(mailing=OuterRef("pk"), state__in=_UNSENT)
    return _mailings(post).filter(Exists(unsent)).exclude(state=Mailing.State.CANCELLED)


def _note(kind: str, post: Post, *, by: Person, now: datetime, **detail: int) -> None:
    """The fact is about the author; who decided stands in its detail."""
    note(
        kind,
        at=now,
        run_id=post.author.run_id,
        person_id=post.author.person_id,
        subject_id=post.pk,
        by=by.pk,
        group=post.group_id,
        **detail,
    )
