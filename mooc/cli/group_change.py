"""`mooc group pin`, `unpin`, `move` and `undo`: changing a proposal by hand."""

from collections.abc import Callable
from typing import Annotated

import typer
from django.utils import timezone

from mooc.errors import MoocError
from mooc.groups import actions
from mooc.groups.errors import NoSuchGroup
from mooc.groups.models import Placement, Proposal
from mooc.groups.placing import proposal_queries
from mooc.groups.placing.shifting import Shift
from mooc.runs.errors import NoSuchLearner
from mooc.runs.models import Run
from mooc.runs.queries import learner_of, run_of

from .group import ProposalNumber, RunName, group_app
from .saying import AsJson, say_json

Addresses = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ADDRESS]...", help="Whom, by e-mail address", show_default=False),
]
GroupNumbers = Annotated[
    list[int] | None,
    typer.Option("--group", metavar="N", help="All who are in this group", show_default=False),
]


@group_app.command()
def pin(
    run: RunName,
    who: Addresses = None,
    group: GroupNumbers = None,
    proposal: ProposalNumber = None,
    as_json: AsJson = False,
) -> None:
    """Keep learners, or whole groups, where they are when groups are proposed again."""
    _set_pins(run, who, group, proposal, as_json, actions.pin, "pinned")


@group_app.command()
def unpin(
    run: RunName,
    who: Addresses = None,
    group: GroupNumbers = None,
    proposal: ProposalNumber = None,
    as_json: AsJson = False,
) -> None:
    """Let learners, or whole groups, go again."""
    _set_pins(run, who, group, proposal, as_json, actions.unpin, "let go")


@group_app.command()
def move(
    run: RunName,
    who: Annotated[str, typer.Argument(metavar="ADDRESS", help="Whom, by e-mail address")],
    to: Annotated[
        int | None, typer.Option(metavar="N", help="Into this group of the proposal", show_default=False)
    ] = None,
    out: Annotated[bool, typer.Option("--out", help="Out of all groups, into the line.")] = False,
    swap: Annotated[
        str | None,
        typer.Option(
            "--in-exchange-with", metavar="ADDRESS", help="Who gets the free seat", show_default=False
        ),
    ] = None,
    insist: Annotated[
        bool, typer.Option("--insist", help="Also where the groups fit less well then.")
    ] = False,
    proposal: ProposalNumber = None,
    as_json: AsJson = False,
) -> None:
    """Put a learner into another group of a proposal, or out of all; hard rules are never broken."""
    if (to is None) != out:
        raise MoocError("Say where to: either --to and the number of a group, or --out.")
    found = run_of(run)
    chosen = proposal_queries.proposal_meant(found, proposal)
    shift = actions.move_placement(
        placement=_placement(chosen, found, who),
        to=None if to is None else proposal_queries.proposed_group_numbered(chosen, to),
        now=timezone.now(),
        instead_of=_placement(chosen, found, swap) if swap else None,
        insist=insist,
    )
    chosen.refresh_from_db(fields=["report"])
    _say_move(chosen, shift, as_json)


@group_app.command()
def undo(run: RunName, proposal: ProposalNumber = None, as_json: AsJson = False) -> None:
    """Take back the last move in a proposal; once more takes back the one before."""
    chosen = proposal_queries.proposal_meant(run_of(run), proposal)
    taken = actions.undo_move(proposal=chosen, now=timezone.now())
    chosen.refresh_from_db(fields=["report"])
    email, group = taken.enrolment.person.email, taken.left_group.number if taken.left_group else None
    if as_json:
        say_json({"proposal": chosen.number, "email": email, "group": group, "J": chosen.report["J"]})
        return
    print(
        f"{email} is back {f'in group {group}' if group else 'without a group'}; J {chosen.report['J']:.4f}."
    )


def _set_pins(
    run: str,
    who: list[str] | None,
    groups: list[int] | None,
    number: int | None,
    as_json: bool,
    act: Callable[..., int],
    words: str,
) -> None:
    if not who and not groups:
        raise MoocError("Say whom: addresses, or --group and the number of a group.")
    found = run_of(run)
    proposal = proposal_queries.proposal_meant(found, number)
    people = {_placement(proposal, found, address).enrolment_id for address in who or ()}
    for group in groups or ():
        seats = proposal_queries.seats_in(proposal_queries.proposed_group_numbered(proposal, group))
        people |= {seat.enrolment_id for seat in seats}
    changed = act(proposal=proposal, enrolments=people, now=timezone.now())
    pinned = Placement.objects.filter(proposal=proposal, pinned=True).count()
    if as_json:
        say_json({"proposal": proposal.number, "changed": changed, "pinned": pinned})
        return
    print(f"{changed} {words} in proposal {proposal.number}; {pinned} pinned in all.")


def _placement(proposal: Proposal, run: Run, address: str) -> Placement:
    """Return where a proposal puts who has this address, in the run named or another one of the proposal."""
    for other in proposal.others.order_by("id"):
        try:
            return proposal_queries.placement_of(proposal, learner_of(other, address))
        except (NoSuchLearner, NoSuchGroup):
            continue
    return proposal_queries.placement_of(proposal, learner_of(run, address))


def _say_move(proposal: Proposal, shift: Shift, as_json: bool) -> None:
    email, score = shift.placement.enrolment.person.email, proposal.report["J"]
    if as_json:
        say_json(
            {
                "proposal": proposal.number,
                "email": email,
                "group": shift.to.number if shift.to else None,
                "in_exchange_with": shift.instead_of.enrolment.person.email if shift.instead_of else None,
                "gain": round(shift.gain, 6),
                "losses": shift.losses,
                "J": score,
            }
        )
        return
    where = f"in group {shift.to.number}" if shift.to else "in no group"
    print(f"{email} is {where} now: J {score:.4f} ({shift.gain:+.4f}).")
    for loss in shift.losses:
        print(f"  less: {loss}")
