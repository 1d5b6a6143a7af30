"""Who hears of a change: whoever was moved, and those who were there before."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from mooc.delivery import actions as delivery
from mooc.delivery.window import leaves_at
from mooc.people.models import Person
from mooc.runs.models import Run

from ..models import ChangedSeat, GroupChange, Membership

# Who hears of it late can still write to his group.
LIFETIME = timedelta(days=14)
Kind = GroupChange.Kind


def tell(run: Run, changes: Sequence[GroupChange], *, now: datetime) -> None:
    """Plan one mailing to all who moved by these changes, and one to those who get new company or part from some.

    What a learner asked for he hears at once; for the rest organisers have MOOC_HOLD_MINUTES to look.
    """
    if not changes:
        return
    ids = [change.pk for change in changes]
    start = now if all(change.kind == Kind.WISH for change in changes) else leaves_at(now)
    moved = ChangedSeat.objects.filter(change__in=ids, state=ChangedSeat.State.MOVED).order_by("enrolment_id")
    targets = moved.filter(founds=None).order_by().values("target_id")
    parted = [change.about_id for change in changes if change.kind == Kind.SPLIT]
    here = Membership.objects.filter(left_at=None).exclude(
        enrolment_id__in=moved.order_by().values("enrolment_id")
    )
    staying = here.filter(group_id__in=targets) | here.filter(group_id__in=parted)
    late = moved.filter(source=None)
    for kind, title, recipients in (
        ("welcome", f"Your group in {run.name} (open seats)", late),
        ("moved", f"Your new group in {run.name}", moved.exclude(source=None)),
        ("company", f"Who joins your group in {run.name}", staying.order_by("enrolment_id")),
    ):
        if not recipients.exists():
            continue
        delivery.plan(
            occasion=f"{kind}/change/{min(ids)}",
            kind=kind,
            filler=kind,
            title=title,
            now=now,
            recipients=recipients.values_list("enrolment_id", flat=True),
            run_id=run.pk,
            subject_id=min(ids),
            priority=3,
            not_before=start,
            lifetime=LIFETIME,
        )


def tell_organisers(
    run: Run, changes: Sequence[GroupChange], *, now: datetime, once: str | None = None
) -> None:
    """Ask the organisers of the run to look at what is proposed: one mail for all of it, or for all of `once`."""
    if not changes:
        return
    own = Person.objects.filter(is_active=True, organised_runs__run=run)
    every = Person.objects.filter(is_active=True, is_organiser=True)
    people = own if own.exists() else every
    first = min(change.pk for change in changes)
    delivery.plan(
        occasion=f"changes/{once or first}",
        kind="changes",
        filler="changes",
        title=f"Changes of groups proposed for {run.name}",
        now=now,
        recipients=people.order_by("id").values_list("id", flat=True),
        run_id=run.pk,
        subject_id=first,
        priority=3,
    )
