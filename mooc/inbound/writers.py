"""Who wrote to a group, and may he: the address in From, as long as its owner has shown that it is his.

Asked for many mails at once, in two queries; only for those that are not a member's it looks again for the reason.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from mooc.groups.models import Group, Membership, Post
from mooc.people.addresses import BadAddress, normal_address
from mooc.people.models import Person
from mooc.pure.mailkit import scrub
from mooc.runs.models import Enrolment

from .addresses import cleaned
from .outcomes import Outcome, dropped, held
from .reading import Incoming

MOST_POSTS_AN_HOUR = 20
ToPost = tuple[Incoming, Group]


def find_writers(mails: Sequence[ToPost], *, now: datetime) -> list[Enrolment | Outcome]:
    """Return for each mail the member who wrote it, or why it is not a post of a member."""
    members = _members(mails)
    lately = _Lately(members, mails, now)
    return [
        _judged(incoming, group, members.get((group.pk, address_of(incoming))), lately)
        for incoming, group in mails
    ]


def address_of(incoming: Incoming) -> str:
    """Return the normal form of the address in From; empty where there is none that could be a person's."""
    try:
        return normal_address(incoming.letter.from_addr)
    except BadAddress:
        return ""


def shown_address(address: str) -> str:
    """Return an address to show: in its normal form where it has one, else as it came, cleaned."""
    try:
        return normal_address(address)
    except BadAddress:
        return cleaned(address)


def _members(mails: Sequence[ToPost]) -> dict[tuple[int, str], Enrolment]:
    rows = Membership.objects.filter(
        group__in={group.pk for _, group in mails},
        enrolment__person__email__in={address_of(incoming) for incoming, _ in mails},
        left_at=None,
    ).select_related("enrolment__person")
    return {(row.group_id, row.enrolment.person.email): row.enrolment for row in rows}


class _Lately:
    """What the groups have already, and how much each writer wrote in the last hour; grows as posts are let through."""

    def __init__(
        self, members: dict[tuple[int, str], Enrolment], mails: Sequence[ToPost], now: datetime
    ) -> None:
        self.known: set[tuple[int, str]] = set()
        self.posts: dict[int, int] = {}
        since = now - timedelta(hours=1)
        same = Q(message_id__in={message_id_of(incoming) for incoming, _ in mails})
        fresh = Q(author__in={enrolment.pk for enrolment in members.values()}, posted_at__gt=since)
        rows = Post.objects.filter(same | fresh, group__in={group.pk for _, group in mails})
        for group_id, author_id, message_id, at in rows.values_list(
            "group", "author", "message_id", "posted_at"
        ):
            self.add(group_id, author_id, message_id, counts=at > since)

    def add(self, group_id: int, author_id: int, message_id: str, *, counts: bool = True) -> None:
        """Count a post."""
        self.known.add((group_id, message_id))
        self.posts[author_id] = self.posts.get(author_id, 0) + counts


def message_id_of(incoming: Incoming) -> str:
    """Return the Message-ID as posts keep it."""
    return scrub(incoming.letter.message_id)[:254]


def _judged(
    incoming: Incoming, group: Group, writer: Enrolment | None, lately: _Lately
) -> Enrolment | Outcome:
    message_id = message_id_of(incoming)
    if writer is None:
        return _no_member(address_of(incoming), group)
    if not has_proved_address(writer):
        return held(
            "unproven", "The address is a member's, but nobody has confirmed it yet", run_id=group.run_id
        )
    if (group.pk, message_id) in lately.known:
        return dropped("duplicate", "The group has this message already (same Message-ID)")
    if lately.posts.get(writer.pk, 0) >= MOST_POSTS_AN_HOUR:
        reason = f"More than {MOST_POSTS_AN_HOUR} posts of one member within an hour"
        return held("too-many", reason, run_id=group.run_id)
    lately.add(group.pk, writer.pk, message_id)
    return writer


def has_proved_address(enrolment: Enrolment) -> bool:
    """Say whether a link sent to the address has come back: the confirmation's, or the button "I am in"."""
    return bool(enrolment.person.email_verified_at or enrolment.ready_at)


def _no_member(address: str, group: Group) -> Outcome:
    if not address:
        return held("stranger", "It does not say who wrote it", run_id=group.run_id)
    if not Person.objects.filter(email=address).exists():
        return held("stranger", "I do not know the address that it comes from", run_id=group.run_id)
    if Membership.objects.filter(group=group, enrolment__person__email=address).exists():
        return held("not-a-member", "Its writer has left this group", run_id=group.run_id)
    return held("not-a-member", "Its writer is not in this group", run_id=group.run_id)
