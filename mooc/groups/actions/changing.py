"""Changes of groups that live: kept as proposals, carried out by a yes or by themselves, or dismissed.

planned seats -> GroupChange (proposed) -> confirmed: old seats end, new ones begin, everybody is told
                                        -> dismissed | outdated, when what it stood on has changed
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from mooc.journal.actions import note
from mooc.people.models import Person
from mooc.runs.models import Run

from ..errors import AlreadySettled, RunHasEnded
from ..living.policies import UNDER_WAY
from ..models import ChangedSeat, ChangeWish, GroupChange
from .moving import carry_out
from .telling import tell

log = logging.getLogger("mooc.groups")
State = GroupChange.State
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Planned:
    """One learner's way in a planned change; `founds` numbers the new groups of the change from 1."""

    enrolment_id: int
    source_id: int | None = None
    target_id: int | None = None
    founds: int | None = None
    was_active: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """A change as somebody thought it out, before it is kept."""

    kind: GroupChange.Kind
    seats: Sequence[Planned]
    before: float
    after: float
    why: str
    about_id: int | None = None
    wish_id: int | None = None


@transaction.atomic
def keep_plans(run: Run, plans: Iterable[Plan], *, now: datetime) -> list[GroupChange]:
    """Keep plans as proposals. Raises IntegrityError where one about the same is open already."""
    found = list(plans)
    if not found:
        return []
    Run.objects.select_for_update().get(pk=run.pk)
    first = 1 + (GroupChange.objects.filter(run=run).aggregate(Max("number"))["number__max"] or 0)
    changes = GroupChange.objects.bulk_create(
        GroupChange(
            run=run,
            number=number,
            kind=plan.kind,
            about_id=plan.about_id,
            wish_id=plan.wish_id,
            before=plan.before,
            after=plan.after,
            why=plan.why,
            made_at=now,
        )
        for number, plan in enumerate(found, start=first)
    )
    seats = [
        ChangedSeat(
            change=change,
            enrolment_id=seat.enrolment_id,
            source_id=seat.source_id,
            target_id=seat.target_id,
            founds=seat.founds,
            was_active=seat.was_active,
        )
        for change, plan in zip(changes, found, strict=True)
        for seat in plan.seats
    ]
    ChangedSeat.objects.bulk_create(seats, batch_size=_BATCH)
    return changes


@transaction.atomic
def confirm_changes(
    changes: Sequence[GroupChange], *, now: datetime, by: Person | None = None
) -> list[GroupChange]:
    """Carry out proposed changes of one run and tell everybody concerned; returns those that came to something.

    Who left, moved, or found a seat meanwhile stays where he is; where nothing of a change is possible any more it is
    outdated. Raises AlreadySettled where one is not open, RunHasEnded.
    """
    if not changes:
        return []
    run = Run.objects.select_for_update().get(pk=changes[0].run_id)
    if run.state not in UNDER_WAY:
        raise RunHasEnded(f"The run {run.slug} is {run.get_state_display()}: its groups stay as they are.")
    done = []
    for change in changes:
        _settle(change, State.CONFIRMED, now, by)
        if carry_out(change, now=now):
            done.append(change)
        else:
            GroupChange.objects.filter(pk=change.pk).update(state=State.OUTDATED)
            change.state = State.OUTDATED
    tell(run, done, now=now)
    for change in done:
        _note(change, now, by)
    if done:
        log.info("run %s: %d changes of groups carried out", run.slug, len(done))
    return done


@transaction.atomic
def dismiss_change(change: GroupChange, *, now: datetime, by: Person | None = None) -> None:
    """Leave things as they are; nobody is told, and the same is not proposed again soon. Raises AlreadySettled.

    A learner's wish is declined with it: his page says so and names the organisers.
    """
    _settle(change, State.DISMISSED, now, by)
    if change.wish_id:
        waiting = ChangeWish.objects.filter(pk=change.wish_id, state=ChangeWish.State.WAITING)
        waiting.update(state=ChangeWish.State.DECLINED, settled_at=now)
    _note(change, now, by)


def outdate(changes: Iterable[GroupChange], *, now: datetime) -> int:
    """Take back proposals whose ground has gone; returns how many were open."""
    ids = [change.pk for change in changes]
    return GroupChange.objects.filter(pk__in=ids, state=State.PROPOSED).update(
        state=State.OUTDATED, settled_at=now
    )


def _settle(change: GroupChange, state: GroupChange.State, now: datetime, by: Person | None) -> None:
    """Turn the proposal once, whoever presses the button twice."""
    waiting = GroupChange.objects.filter(pk=change.pk, state=State.PROPOSED)
    turned = waiting.update(state=state, settled_at=now, settled_by=by)
    change.refresh_from_db()
    if not turned:
        raise AlreadySettled(
            f"Change {change.number} is {change.get_state_display()} already"
            + (f", since {change.settled_at:%Y-%m-%d %H:%M} UTC." if change.settled_at else ".")
        )


def _note(change: GroupChange, now: datetime, by: Person | None) -> None:
    note(
        f"groups {change.state}",
        at=now,
        run_id=change.run_id,
        person_id=by.pk if by else None,
        subject_id=change.pk,
        change=change.kind,
        before=round(change.before, 4),
        after=round(change.after, 4),
        moved=change.seats.filter(state=ChangedSeat.State.MOVED).count(),
    )
