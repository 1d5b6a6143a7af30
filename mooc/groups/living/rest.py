"""Groups and people that rest: whom the machine moved once it leaves where they are for two weeks."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from mooc.runs.models import Run

from ..models import ChangedSeat, Group, GroupChange, Membership

REST = timedelta(days=14)
State = GroupChange.State


def moved_lately(run: Run, now: datetime) -> "QuerySet[ChangedSeat, int]":
    """Return the enrolments that a change of groups moved in the last two weeks, as a subquery."""
    moved = ChangedSeat.objects.filter(
        change__run=run,
        change__settled_at__gt=now - REST,
        state=ChangedSeat.State.MOVED,
        source__isnull=False,
    )
    return moved.order_by().values_list("enrolment_id", flat=True)


def resting(run: Run, groups: Iterable[Group], now: datetime) -> set[int]:
    """Return which of these groups hold somebody who was moved lately. One query."""
    ids = [group.pk for group in groups]
    seats = Membership.objects.filter(left_at=None, group_id__in=ids, enrolment_id__in=moved_lately(run, now))
    return set(seats.order_by().values_list("group_id", flat=True))


def at_rest(run: Run, kind: str, now: datetime) -> "QuerySet[GroupChange, int | None]":
    """Return the groups about which such a change is open, or was dismissed lately, as a subquery."""
    dismissed = Q(state=State.DISMISSED, settled_at__gt=now - REST)
    found = GroupChange.objects.filter(
        Q(state=State.PROPOSED) | dismissed, run=run, kind=kind, about__isnull=False
    )
    return found.order_by().values_list("about_id", flat=True)
