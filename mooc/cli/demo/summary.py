"""What a demo comes to, in numbers and in words."""

from statistics import median
from typing import Any

from django.db.models import Count, Q
from rich.console import Console
from rich.table import Table

from mooc.delivery.models import Delivery, Mailing
from mooc.groups.models import Group, Membership, Placement, Post, Proposal
from mooc.runs.models import Enrolment, Run

State = Enrolment.State


def summed_up(run: Run, *, seconds: float) -> dict[str, Any]:
    """Return the numbers of a played run as plain JSON values."""
    enrolments = Enrolment.objects.filter(run=run).aggregate(
        sign_ups=Count("id"),
        confirmed=Count("id", filter=Q(confirmed_at__isnull=False)),
        ready=Count("id", filter=Q(ready_at__isnull=False)),
        left=Count("id", filter=Q(state=State.LEFT)),
    )
    members = Membership.objects.filter(group__run=run)
    grouped = members.values("enrolment").distinct().count()
    sizes = _sizes(run)
    deliveries = {str(state.label): 0 for state in Delivery.State}
    for row in Delivery.objects.values("state").annotate(many=Count("id")).order_by("state"):
        deliveries[str(Delivery.State(row["state"]).label)] = row["many"]
    unplaced = Placement.objects.filter(
        proposal__run=run, proposal__state=Proposal.State.CONFIRMED, group=None
    ).count()
    return {
        **enrolments,
        "soloists": enrolments["confirmed"] - grouped,
        "grouped": grouped,
        "unplaced": unplaced,
        "groups": len(sizes),
        "group_sizes": {
            "min": min(sizes, default=0),
            "median": median(sizes) if sizes else 0,
            "max": max(sizes, default=0),
        },
        "posts": Post.objects.filter(group__run=run).count(),
        "mailings": Mailing.objects.count(),
        "audience": sum(deliveries.values()),
        "deliveries": deliveries,
        "seconds": round(seconds, 1),
    }


def _sizes(run: Run) -> list[int]:
    """Return how many each group had when it was formed, latecomers included."""
    rows = Group.objects.filter(run=run).annotate(size=Count("memberships__enrolment", distinct=True))
    return sorted(rows.values_list("size", flat=True))


def print_summary(summary: dict[str, Any], console: Console) -> None:
    """Say the same in words."""
    sizes, deliveries = summary["group_sizes"], summary["deliveries"]
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row(
        "Sign-ups", f"{summary['sign_ups']}, of whom {summary['confirmed']} confirmed their address"
    )
    table.add_row("Said “I am in”", f"{summary['ready']}")
    table.add_row(
        "Groups",
        f"{summary['groups']} of {sizes['min']} to {sizes['max']} (median {sizes['median']:g}) "
        f"with {summary['grouped']} learners; {summary['soloists']} on their own, {summary['unplaced']} unplaced",
    )
    table.add_row("Posts", f"{summary['posts']} written to groups")
    states = ", ".join(f"{count} {state}" for state, count in deliveries.items() if count)
    table.add_row("Mail", f"{summary['mailings']} mailings to {summary['audience']} = {states}")
    table.add_row("Took", f"{summary['seconds']:.0f} s")
    console.print(table)
