"""`mooc group`: propose groups, confirm them, list and show them."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from mooc.groups import actions, queries
from mooc.groups.errors import NothingProposed
from mooc.groups.models import Placement, Proposal, ProposedGroup
from mooc.runs.models import Run
from mooc.runs.queries import run_numbers, run_of

from .app import app
from .saying import AsJson, say_json, say_table

group_app = typer.Typer(no_args_is_help=True, help="Put learners into groups, and see who is in which.")
app.add_typer(group_app, name="group")

RunName = Annotated[
    str, typer.Argument(metavar="RUN", help="The run's name in links; `mooc run list` shows it.")
]
Seed = Annotated[
    int | None,
    typer.Option(
        help="The same seed gives the same groups [default: the proposal's number]", show_default=False
    ),
]
# Reasons are sentences; more than so many people with the same one are counted.
_NAMED = 3


@group_app.command()
def propose(run: RunName, seed: Seed = None, as_json: AsJson = False) -> None:
    """Match everybody who wants a group and said to be in; nobody is told until you confirm."""
    found = run_of(run)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Matching", total=1.0)
        proposal = actions.propose_groups(
            run=found,
            seed=seed,
            now=timezone.now(),
            progress=lambda share: bar.update(task, completed=share),
        )
    _say_proposal(proposal, as_json)


@group_app.command()
def confirm(run: RunName, as_json: AsJson = False) -> None:
    """Make the groups that were proposed last, and welcome their members."""
    found = run_of(run)
    proposal = _confirmable(found)
    groups = actions.confirm_proposal(proposal=proposal, now=timezone.now())
    waiting = queries.line_of(found).count()
    if as_json:
        say_json({"run": found.slug, "proposal": proposal.number, "groups": len(groups), "waiting": waiting})
        return
    made = "1 group" if len(groups) == 1 else f"{len(groups)} groups"
    print(f"{made} made from proposal {proposal.number}; `mooc work` sends their welcome mail.")
    if waiting:
        print(f"{waiting} wait for an open seat. They keep their place in line.")


@group_app.command("list")
def list_(run: RunName, as_json: AsJson = False) -> None:
    """List the groups of a run."""
    found = run_of(run)
    lines = queries.group_list(found)
    if as_json:
        say_json([_line_row(line) for line in lines])
        return
    say_table(
        ("number", "name", "mode", "language", "state", "members", "score", "address"),
        (
            (
                line.number,
                line.name,
                line.mode,
                line.language,
                line.state,
                line.members,
                "" if line.score is None else f"{line.score:.2f}",
                line.address,
            )
            for line in lines
        ),
        empty=f"No groups yet. Propose some: mooc group propose {found.slug}",
    )


@group_app.command()
def show(
    run: RunName, number: Annotated[int, typer.Argument(help="The group's number")], as_json: AsJson = False
) -> None:
    """Show one group: who is in it, and how each came there."""
    found = run_of(run)
    group = queries.group_numbered(found, number)
    seats = queries.seats_of(group)
    if as_json:
        say_json(
            {
                "number": group.number,
                "name": group.name,
                "address": queries.address_of(group),
                "mode": group.mode,
                "language": group.language,
                "state": group.state,
                "why": group.source.why if group.source else "",
                "parts": group.source.parts if group.source else {},
                "members": [
                    {"name": seat.name, "zone": seat.zone, "since": seat.joined_at, "cause": seat.cause}
                    for seat in seats
                ],
            }
        )
        return
    print(f"{group.number} {group.name} ({group.get_mode_display()}, {group.language}, {group.state})")
    print(queries.address_of(group))
    if group.source:
        print(group.source.why)
    print()
    say_table(
        ("name", "zone", "since", "how"),
        ((seat.name, seat.zone, f"{seat.joined_at:%Y-%m-%d %H:%M}", seat.cause) for seat in seats),
        empty="Nobody is in it any more.",
    )


def _confirmable(run: Run) -> Proposal:
    proposal = queries.latest_proposal(run)
    if proposal is None:
        raise NothingProposed(f"Nothing is proposed for {run.slug}. First: mooc group propose {run.slug}")
    return proposal


def _say_proposal(proposal: Proposal, as_json: bool) -> None:
    groups, left = queries.proposed_groups(proposal), queries.unplaced(proposal)
    if as_json:
        say_json(
            {
                "run": proposal.run.slug,
                "proposal": proposal.number,
                "seed": proposal.seed,
                "report": proposal.report,
                "groups": [_group_row(row, size) for row, size in groups],
                "unplaced": [_left_row(row) for row in left],
            }
        )
        return
    say_table(
        ("group", "mode", "people", "score", "why"),
        ((row.number, row.mode, size, f"{row.score:.2f}", row.why) for row, size in groups),
        empty="No groups: nobody who said to be in wants one, or there are too few of them.",
    )
    _say_left(left)
    report = proposal.report
    if not report["wanted"]:
        _say_nobody_is_in(proposal.run)
        return
    print(
        f"\nProposal {proposal.number}, seed {proposal.seed}: {report['placed']} of {report['wanted']} in "
        f"{report['groups']} {'group' if report['groups'] == 1 else 'groups'}, J {report['J']:.3f}. "
        f"If it looks right: mooc group confirm {proposal.run.slug}"
    )


def _say_nobody_is_in(run: Run) -> None:
    """Say why a run with many sign-ups has nobody to match: only those who said to be in are."""
    numbers = run_numbers([run])[run.pk]
    asked = "I asked" if run.ready_asked_date <= timezone.now().date() else "I ask"
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


def _line_row(line: queries.GroupLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in queries.GroupLine.__slots__ if name != "id"}


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
