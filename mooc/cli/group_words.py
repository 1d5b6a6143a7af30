"""How a proposal and its groups are said, to people and to programs."""

from collections.abc import Sequence
from typing import Any

from mooc.groups import queries
from mooc.groups.fellows import named
from mooc.groups.models import Placement, Proposal, ProposedGroup
from mooc.groups.placing import proposal_queries
from mooc.runs.queries import run_numbers

from .saying import say_table

# Reasons are sentences; more than so many people with the same one are counted.
_NAMED = 3


def plain_proposal(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal for programs."""
    return {
        "run": proposal.run.slug,
        "with": [other.slug for other in proposal.others.order_by("id")],
        "proposal": proposal.number,
        "label": proposal.label,
        "state": proposal.state,
        "seed": proposal.seed,
        "report": proposal.report,
        "groups": [_group_row(row, size) for row, size in proposal_queries.sizes_of(proposal)],
        "unplaced": [_left_row(row) for row in queries.unplaced(proposal)],
    }


def say_proposal(proposal: Proposal) -> None:
    """Print a proposal: its groups, who is left over, and what to do next."""
    say_table(
        ("group", "mode", "people", "score", "why"),
        (
            (row.number, row.mode, size, f"{row.score:.2f}", row.why)
            for row, size in proposal_queries.sizes_of(proposal)
        ),
        empty="No groups: nobody who said to be in wants one, or there are too few of them.",
    )
    _say_left(queries.unplaced(proposal))
    report, run = proposal.report, proposal.run
    if not report.get("wanted"):
        _say_nobody_is_in(proposal)
        return
    which_one = f"Proposal {proposal.number}{f' ({proposal.label})' if proposal.label else ''}"
    print(
        f"\n{which_one}, seed {proposal.seed}: {report['placed']} of {report['wanted']} in "
        f"{report['groups']} {'group' if report['groups'] == 1 else 'groups'}, J {report['J']:.3f}, "
        f"p5 {report['p5']:.3f}, lowest {report['min']:.3f}."
    )
    if together := list(proposal.others.order_by("id")):
        print(f"It is over {named([run, *together])} as one; the groups will belong to {run.slug}.")
    if proposal.state == Proposal.State.PROPOSED:
        others = proposal_queries.shown_proposals(run).filter(state=Proposal.State.PROPOSED).count() - 1
        which = f" --proposal {proposal.number}" if others else ""
        print(f"If it looks right: mooc group confirm {run.slug}{which}")


def plain_group(proposal: Proposal, group: ProposedGroup) -> dict[str, Any]:
    """Return one proposed group for programs."""
    seats = proposal_queries.seats_in(group)
    common = proposal_queries.common_hours(proposal, group, seats)
    return _group_row(group, len(seats)) | {
        "proposal": proposal.number,
        "common_hours": common.hours,
        "members": [
            {
                "email": one.enrolment.person.email,
                "name": one.enrolment.person.name,
                "zone": one.enrolment.person.zone,
                "common_hours": common.by_clock_of(one.enrolment.person.zone),
                "pinned": one.pinned,
                "reason": one.reason,
            }
            for one in seats
        ],
    }


def say_group(proposal: Proposal, group: ProposedGroup) -> None:
    """Print one proposed group: why it is so, its score by parts, its people and their common hours."""
    seats = proposal_queries.seats_in(group)
    common = proposal_queries.common_hours(proposal, group, seats)
    print(f"Group {group.number} of proposal {proposal.number} ({group.mode}), score {group.score:.3f}")
    print(group.why)
    print(", ".join(f"{name} {value:.2f}" for name, value in group.parts.items()) + "\n")
    names = ("name", "email", "zone", *(("common hours, own clock",) if common.slots else ()), "pinned")
    say_table(names, (_seat_cells(one, common) for one in seats), empty="Nobody is in it any more.")


def _seat_cells(one: Placement, common: proposal_queries.CommonHours) -> Sequence[object]:
    person = one.enrolment.person
    hours = (common.by_clock_of(person.zone),) if common.slots else ()
    return (person.name, person.email, person.zone, *hours, "pinned" if one.pinned else "")


def _say_nobody_is_in(proposal: Proposal) -> None:
    """Say why a run with many sign-ups has nobody to match: only those who said to be in are."""
    run = proposal.run
    numbers = run_numbers([run])[run.pk]
    asked = "I asked" if run.ready_asked_date <= proposal.made_at.date() else "I ask"
    print(
        f"{numbers.confirmed:,} confirmed their address, {numbers.ready:,} said to be in; "
        f"{asked} everybody on {run.ready_asked_date}."
    )


def _say_left(left: Sequence[Placement]) -> None:
    reasons: dict[tuple[str, str], list[str]] = {}
    for row in left:
        reasons.setdefault((row.reason, row.help), []).append(row.enrolment.person.email)
    for (reason, help_), people in reasons.items():
        more = f" and {len(people) - _NAMED} more" if len(people) > _NAMED else ""
        print(f"\nNo group: {', '.join(people[:_NAMED])}{more}\n  {reason}\n  What would help: {help_}")


def _group_row(row: ProposedGroup, size: int) -> dict[str, Any]:
    return {
        "number": row.number,
        "mode": row.mode,
        "people": size,
        "score": round(row.score, 4),
        "parts": row.parts,
        "why": row.why,
    }


def _left_row(row: Placement) -> dict[str, Any]:
    return {"email": row.enrolment.person.email, "reason": row.reason, "help": row.help}
