"""`mooc group`: groups of a run and proposals of them, listed and shown."""

from typing import Annotated, Any

import typer

from mooc.groups import queries
from mooc.groups.errors import NoSuchGroup
from mooc.groups.models import Group, Proposal
from mooc.groups.placing import proposal_queries
from mooc.runs.models import Run
from mooc.runs.queries import run_of

from .app import app
from .group_words import plain_group, plain_proposal, say_group, say_proposal
from .saying import AsJson, say_json, say_table

group_app = typer.Typer(no_args_is_help=True, help="Put learners into groups, and see who is in which.")
app.add_typer(group_app, name="group")

RunName = Annotated[
    str, typer.Argument(metavar="RUN", help="The run's name in links; `mooc run list` shows it.")
]
ProposalNumber = Annotated[
    int | None,
    typer.Option(
        "--proposal", metavar="N", help="Which proposal; the one that waits, if not told", show_default=False
    ),
]


@group_app.command("list")
def list_(
    run: RunName,
    proposals: Annotated[
        bool, typer.Option("--proposals", help="List what was proposed instead, with its numbers.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the groups of a run, or the proposals of them."""
    found = run_of(run)
    if proposals:
        _list_proposals(found, as_json)
        return
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
        empty=_no_groups(found),
    )


@group_app.command()
def show(
    run: RunName,
    number: Annotated[int | None, typer.Argument(help="The group's number", show_default=False)] = None,
    proposal: ProposalNumber = None,
    as_json: AsJson = False,
) -> None:
    """Show one group: who is in it, and how each came there; with --proposal a proposal, or one group of it."""
    found = run_of(run)
    if proposal is None and number is not None:
        _show_group(queries.group_numbered(found, number), as_json)
        return
    if proposal is None:
        raise NoSuchGroup(
            f"Say which group of {found.slug}, such as `mooc group show {found.slug} 1`, or a proposal: --proposal 1."
        )
    chosen = proposal_queries.proposal_numbered(found, proposal)
    if number is None:
        say_json(plain_proposal(chosen)) if as_json else say_proposal(chosen)
        return
    group = proposal_queries.proposed_group_numbered(chosen, number)
    say_json(plain_group(chosen, group)) if as_json else say_group(chosen, group)


def _no_groups(run: Run) -> str:
    waiting = proposal_queries.shown_proposals(run).filter(state=Proposal.State.PROPOSED).count()
    if not waiting:
        return f"No groups yet. Propose some: mooc group propose {run.slug}"
    count = "1 proposal waits" if waiting == 1 else f"{waiting} proposals wait"
    return f"No groups yet; {count}: mooc group list {run.slug} --proposals"


def _list_proposals(run: Run, as_json: bool) -> None:
    rows = [_proposal_row(proposal) for proposal in proposal_queries.shown_proposals(run)]
    if as_json:
        say_json(rows)
        return
    say_table(
        ("proposal", "label", "state", "seed", "J", "placed", "wanted", "groups", "p5", "lowest", "pinned"),
        ([*row.values()][:11] for row in rows),
        empty=f"Nothing is proposed. Propose some: mooc group propose {run.slug}",
    )


def _proposal_row(proposal: Proposal) -> dict[str, Any]:
    report = proposal.report
    return {
        "proposal": proposal.number,
        "label": proposal.label,
        "state": proposal.state,
        "seed": proposal.seed,
        "J": report.get("J"),
        "placed": report.get("placed"),
        "wanted": report.get("wanted"),
        "groups": report.get("groups"),
        "p5": report.get("p5"),
        "lowest": report.get("min"),
        "pinned": proposal.placements.filter(pinned=True).count(),
        "own_rules": proposal.rules_text is not None,
        "made_at": proposal.made_at,
    }


def _show_group(group: Group, as_json: bool) -> None:
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
        ("name", "zone", "since (UTC)", "how"),
        ((seat.name, seat.zone, f"{seat.joined_at:%Y-%m-%d %H:%M}", seat.cause) for seat in seats),
        empty="Nobody is in it any more.",
    )


def _line_row(line: queries.GroupLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in queries.GroupLine.__slots__ if name != "id"}
