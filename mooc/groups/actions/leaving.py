"""Leaving the run and with it the group, coming back, and a soloist's one button."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mooc.people.models import Person
from mooc.runs import actions as runs
from mooc.runs.models import Enrolment

from ..models import Group, Membership, Tie
from ..placing.matching_rules import rules_of
from .making import seat

_MAY_JOIN = (Enrolment.State.CONFIRMED, Enrolment.State.READY, Enrolment.State.LEARNING)
_CLOSED = (Group.State.CLOSED, Group.State.MERGED)
CAME_BACK = "came back"


@transaction.atomic
def leave(enrolment: Enrolment, *, now: datetime, by: Person | None = None, reason: str = "") -> bool:
    """Take a learner out of the run and his group; False when he was out. `reason`: see `runs.reasons.packed`."""
    Membership.objects.filter(enrolment=enrolment, left_at=None).update(left_at=now)
    return runs.leave_run(enrolment, now=now, by=by, reason=reason)


@transaction.atomic
def undo_leave(enrolment: Enrolment, *, now: datetime) -> bool:
    """Bring a learner back into the run, and into his group where the seat is free; False when he had not left.

    A group that was merged meanwhile is the one it became. Otherwise, and where he is kept apart from somebody in it,
    he stands in line, if he wants a group. A seat given up for another group earlier stays given up.
    """
    left_at = enrolment.left_at
    if not runs.undo_leave_run(enrolment, now=now):
        return False
    last = (
        Membership.objects.select_related("group__run", "group__successor__run")
        .filter(enrolment=enrolment, left_at=left_at)
        .order_by("-joined_at", "-id")
        .first()
    )
    group = (last.group.successor or last.group) if last else None
    if group is not None and _has_a_seat(group) and not _is_kept_apart(enrolment, group):
        seat([(group, enrolment, CAME_BACK)], now=now)
        enrolment.waiting_since = None
    return True


@transaction.atomic
def join_a_group(enrolment: Enrolment, *, now: datetime) -> bool:
    """Put a soloist in line for a group; the next sweep seats him. False when he has one, or cannot.

    Who asks before groups are made has thereby said to be in. A wish to meet is kept: where no hours fit, he is
    seated among those who write.
    """
    if Membership.objects.filter(enrolment=enrolment, left_at=None).exists():
        return False
    row = Enrolment.objects.select_for_update().select_related("run").get(pk=enrolment.pk)
    if row.state not in _MAY_JOIN or row.waiting_since:
        return False
    runs.say_ready(row, now=now)
    if row.company == Enrolment.Company.ALONE:
        row.company = Enrolment.Company.WRITE
    # Before groups are made the line has no use yet, but his page can say that he wants one.
    row.waiting_since = now
    row.save(update_fields=["company", "waiting_since"])
    enrolment.refresh_from_db(fields=["state", "company", "ready_at", "waiting_since"])
    return True


def _has_a_seat(group: Group) -> bool:
    taken = Membership.objects.filter(group=group, left_at=None).count()
    return group.state not in _CLOSED and taken < rules_of(group.run, group.mode).size.maximum  # type: ignore[arg-type]


def _is_kept_apart(enrolment: Enrolment, group: Group) -> bool:
    here = Membership.objects.filter(group=group, left_at=None).values("enrolment_id")
    either = Q(one=enrolment, other__in=here) | Q(other=enrolment, one__in=here)
    return Tie.objects.filter(either, kind=Tie.Kind.APART).exists()
