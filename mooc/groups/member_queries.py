"""Who is in a group, as its members see it: no address, and kind words for who was heard of lately."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from .living.activity import WINDOW
from .models import Group, MailWish, Membership, Post
from .queries import called

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member: the first word of the name he gave, since when he is here, and what was heard of him lately.

    `lately` is empty for who was silent: nobody is shown as such. `away_until`: the last day, by his own clock.
    """

    enrolment_id: int
    name: str
    since: datetime
    lately: str
    away_until: date | None


def member_lines(group: Group, *, now: datetime) -> list[MemberLine]:
    """Return who is in a group now, in the order in which they came. Three queries."""
    seats = list(
        Membership.objects.filter(group=group, left_at=None)
        .select_related("enrolment__person")
        .order_by("joined_at", "id")
    )
    ids = [seat.enrolment_id for seat in seats]
    written = Post.objects.filter(group=group, author__in=ids, hidden_at=None, posted_at__lte=now)
    last = dict(written.order_by().values_list("author_id").annotate(Max("posted_at")))
    away = MailWish.objects.filter(enrolment__in=ids, away_until__gt=now.date())
    until = dict(away.order_by("id").values_list("enrolment_id", "away_until"))
    return [
        MemberLine(
            enrolment_id=seat.enrolment_id,
            name=called(seat.enrolment.person.first_name),
            since=seat.joined_at,
            lately=_lately(seat, last.get(seat.enrolment_id), now),
            away_until=until.get(seat.enrolment_id),
        )
        for seat in seats
    ]


def _lately(seat: Membership, wrote_at: datetime | None, now: datetime) -> str:
    if wrote_at is not None and wrote_at > now - WEEK:
        return "wrote this week"
    if wrote_at is not None and wrote_at > now - WINDOW:
        return "wrote last week"
    if seat.joined_at > now - WEEK:
        return "is new here"
    if seat.heard_at is not None and seat.heard_at > now - WINDOW:
        return "was about lately"
    return ""
