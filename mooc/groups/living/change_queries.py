"""Questions about changes of groups, each in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from mooc.runs.models import Enrolment, Run

from ..errors import NoSuchChange
from ..models import ChangedSeat, ChangeWish, GroupChange, Membership
from ..queries import called

# So many are shown of what was settled, and of the ways of one change.
PAGE = 50


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change in a list. `before` and `after`: points of 100."""

    number: int
    kind: str
    state: str
    before: int
    after: int
    why: str
    people: int
    made_at: datetime
    settled_at: datetime | None
    settled_by: str
    label: str
    state_label: str


@dataclass(frozen=True, slots=True)
class Way:
    """Where a change puts one learner, or has put him."""

    enrolment_id: int
    name: str
    source: str
    target: str
    was_active: bool
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class PastGroup:
    """A group in which somebody was."""

    number: int
    name: str


def open_changes(run: Run) -> list[ChangeLine]:
    """Return what waits for a yes, the oldest first. One query."""
    return _lines(GroupChange.objects.filter(run=run, state=GroupChange.State.PROPOSED).order_by("number"))


def settled_changes(run: Run, *, limit: int = PAGE) -> list[ChangeLine]:
    """Return what was settled, the latest first. One query."""
    rows = GroupChange.objects.filter(run=run).exclude(state=GroupChange.State.PROPOSED)
    return _lines(rows.order_by("-settled_at", "-number")[:limit])


def change_numbered(run: Run, number: int) -> GroupChange:
    """Return a change of a run. Raises NoSuchChange."""
    rows = GroupChange.objects.select_related("about", "wish__enrolment__person", "settled_by", "run")
    found = rows.filter(run=run, number=number).order_by("id").first()
    if found is None:
        raise NoSuchChange(
            f"{run.slug} has no change {number}. `mooc group changes list {run.slug}` shows which there are."
        )
    return found


def line_of_change(change: GroupChange) -> ChangeLine:
    """Return one change as lists show it. One query."""
    return _lines(GroupChange.objects.filter(pk=change.pk).order_by("pk"))[0]


def ways_of(change: GroupChange, *, after: int = 0, limit: int = PAGE) -> list[tuple[int, Way]]:
    """Return who goes where by a change, each with a key to go on after. One query."""
    rows = change.seats.filter(pk__gt=after).select_related("enrolment__person", "source", "target")
    return [(seat.pk, _way(seat)) for seat in rows.order_by("id")[:limit]]


def waiting_wish(enrolment: Enrolment) -> ChangeWish | None:
    """Return the wish for another group that a learner has open. One query."""
    wishes = ChangeWish.objects.filter(enrolment=enrolment, state=ChangeWish.State.WAITING)
    return wishes.order_by("id").first()


def past_groups(enrolment: Enrolment) -> list[PastGroup]:
    """Return the groups in which a learner was before, the latest first; what was written there is his to read."""
    rows = Membership.objects.filter(enrolment=enrolment, left_at__isnull=False).order_by("-left_at", "-id")
    found = dict.fromkeys(rows.values_list("group__number", "group__name"))
    return [PastGroup(number, name) for number, name in found]


def own_seats(enrolment: Enrolment, group_number: int) -> "QuerySet[Membership]":
    """Return the times in which a learner was in a group of his run, the first one first."""
    seats = Membership.objects.filter(enrolment=enrolment, group__number=group_number)
    return seats.select_related("group__successor").order_by("joined_at", "id")


def _lines(changes: "QuerySet[GroupChange]") -> list[ChangeLine]:
    counted = changes.select_related("settled_by").annotate(
        people=Count("seats", filter=~Q(seats__state=ChangedSeat.State.STAYED)), by=F("settled_by__name")
    )
    return [
        ChangeLine(
            number=row.number,
            kind=row.kind,
            state=row.state,
            before=round(100 * row.before),
            after=round(100 * row.after),
            why=row.why,
            people=row.people,
            made_at=row.made_at,
            settled_at=row.settled_at,
            settled_by=row.by or "",
            label=row.get_kind_display(),
            state_label=row.get_state_display(),
        )
        for row in counted
    ]


def _way(seat: ChangedSeat) -> Way:
    return Way(
        enrolment_id=seat.enrolment_id,
        name=called(seat.enrolment.person.first_name),
        source=seat.source.name if seat.source else "the line",
        target=seat.target.name if seat.target else f"new group {seat.founds}",
        was_active=seat.was_active,
        state=seat.state,
        reason=seat.reason,
    )
