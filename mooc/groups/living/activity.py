"""Who is there: signs of life of members, and how many of a group gave one lately.

A sign of life is a post, a check-in, or asking for a seat. The journal knows the first two whichever room they happened
in, so this asks it, and keeps the latest with each membership.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from mooc.delivery.sql import adapted
from mooc.runs.models import Run

from ..fellows import followers_of
from ..models import Group, Membership

# Who says something once a week, now and then a day or two late, is active all the time.
WINDOW = timedelta(days=14)
SIGNS = ("posted", "checked-in")
IN_USE = (Group.State.FORMING, Group.State.ALIVE, Group.State.QUIET)

_HEAR = """
    UPDATE groups_membership SET heard_at = sign.at
    FROM (
        SELECT person_id, MAX(at) AS at FROM journal_fact
        WHERE run_id = %s AND kind IN (%s, %s) AND at > %s AND at <= %s
        GROUP BY person_id
    ) AS sign
    JOIN runs_enrolment enrolment ON enrolment.person_id = sign.person_id AND enrolment.run_id = %s
    WHERE groups_membership.enrolment_id = enrolment.id AND groups_membership.left_at IS NULL
      AND (groups_membership.heard_at IS NULL OR groups_membership.heard_at < sign.at)
"""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How many are in a group, and how many of them gave a sign of life lately."""

    members: int
    active: int


def hear(run: Run, *, now: datetime) -> int:
    """Keep the latest sign of life of each member; returns how many gave a new one. One statement a run."""
    heard = 0
    with connection.cursor() as cursor:
        for one in (run, *followers_of(run)):
            cursor.execute(_HEAR, adapted([one.pk, *SIGNS, now - WINDOW, now, one.pk]))
            heard += int(cursor.rowcount)
    return heard


def active(now: datetime) -> Q:
    """Return what holds for active memberships."""
    return Q(heard_at__gt=now - WINDOW)


def with_pulse(groups: QuerySet[Group], now: datetime) -> QuerySet[Any]:
    """Annotate groups with `members` and `alive`: how many are in them, and how many of those are active."""
    here = Q(memberships__left_at=None)
    return groups.annotate(
        members=Count("memberships", filter=here),
        alive=Count("memberships", filter=here & Q(memberships__heard_at__gt=now - WINDOW)),
    )


def pulses(group_ids: Iterable[int], now: datetime) -> dict[int, Pulse]:
    """Return the pulse of some groups. One query."""
    found = with_pulse(Group.objects.filter(pk__in=list(group_ids)), now)
    return {
        pk: Pulse(members, alive)
        for pk, members, alive in found.order_by("id").values_list("pk", "members", "alive")
    }


def turn_quiet_and_alive(run: Run, *, fewest: int, now: datetime) -> int:
    """Set the state of each group by how many are active in it; returns how many turned. Two statements."""
    rows = Membership.objects.filter(active(now), left_at=None, group__run=run).values("group_id").order_by()
    enough = rows.annotate(many=Count("id")).filter(many__gte=fewest).values("group_id")
    groups = Group.objects.filter(run=run)
    woken = groups.filter(state=Group.State.QUIET, pk__in=enough).update(state=Group.State.ALIVE)
    fallen = (
        groups.filter(state__in=(Group.State.FORMING, Group.State.ALIVE))
        .exclude(pk__in=enough)
        .update(state=Group.State.QUIET)
    )
    return woken + fallen
