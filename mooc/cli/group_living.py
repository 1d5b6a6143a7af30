"""`mooc group regroup | merge | split | changes | policy | tie`: groups that live, and what becomes of them."""

from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from django.utils import timezone

from mooc.errors import MoocError
from mooc.groups import actions
from mooc.groups.living import change_queries
from mooc.groups.living.policies import policy_of
from mooc.groups.models import GroupChange, Policy
from mooc.runs.queries import learner_of, run_of

from .group import RunName, group_app
from .moments import moment_of
from .saying import AsJson, say_json, say_table

changes_app = typer.Typer(
    no_args_is_help=True, help="What is proposed to change in groups; say yes or no to it."
)
group_app.add_typer(changes_app, name="changes")

Now = Annotated[str | None, typer.Option(help="Pretend it is this moment, such as 2026-12-07T16:00Z.")]
Number = Annotated[
    int, typer.Argument(metavar="N", help="The change's number; `mooc group changes list` shows it.")
]
Way = Annotated[Policy.Way | None, typer.Option(help="off, propose or automatic", show_default=False)]
_ALL = 10_000_000
_SHOWN = ("seats", "wishes", "merges", "splits", "regroups", "regroup_week", "fewest_active")


class Bond(StrEnum):
    """What may be said of two learners."""

    TOGETHER = "together"
    APART = "apart"
    FORGET = "forget"


@group_app.command()
def regroup(
    run: RunName,
    seed: Annotated[
        int | None, typer.Option(help="The same seed gives the same groups.", show_default=False)
    ] = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Propose active people with active people; groups that are well stay as they are. Nobody moves yet."""
    found = run_of(run)
    actions.regroup(found, Policy.Way.PROPOSE, now=_moment(now), seed=seed)
    _say_open(found.slug, [GroupChange.Kind.REGROUP], as_json)


@group_app.command()
def merge(run: RunName, now: Now = None, as_json: AsJson = False) -> None:
    """Propose to join quiet groups with those with which they fit best. Nobody moves yet."""
    found = run_of(run)
    actions.merge_groups(found, Policy.Way.PROPOSE, now=_moment(now))
    _say_open(found.slug, [GroupChange.Kind.MERGE], as_json)


@group_app.command()
def split(run: RunName, now: Now = None, as_json: AsJson = False) -> None:
    """Propose to make parts of groups that grew too large, friends together. Nobody moves yet."""
    found, moment = run_of(run), _moment(now)
    actions.look_around(found, now=moment)
    actions.split_groups(found, Policy.Way.PROPOSE, now=moment)
    _say_open(found.slug, [GroupChange.Kind.SPLIT], as_json)


@group_app.command()
def policy(
    run: RunName,
    seats: Way = None,
    wishes: Way = None,
    merges: Way = None,
    splits: Way = None,
    regroups: Way = None,
    regroup_week: Annotated[
        int | None, typer.Option(help="Regroup after so many weeks.", show_default=False)
    ] = None,
    fewest_active: Annotated[
        int | None, typer.Option(help="A group with fewer active members is quiet.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show, or change, what the machine may do to groups by itself."""
    found = run_of(run)
    given = {
        "seats": seats,
        "wishes": wishes,
        "merges": merges,
        "splits": splits,
        "regroups": regroups,
        "regroup_week": regroup_week,
        "fewest_active": fewest_active,
    }
    changes: dict[str, Any] = {
        name: value.value if isinstance(value, Policy.Way) else value
        for name, value in given.items()
        if value is not None
    }
    if changes:
        actions.set_policy(found, now=timezone.now(), **changes)
    kept = policy_of(found)
    held = {name: getattr(kept, name) for name in _SHOWN}
    if as_json:
        say_json({"run": found.slug} | held)
        return
    say_table(("what", "how"), held.items(), empty="")


@group_app.command()
def tie(
    run: RunName,
    one: Annotated[str, typer.Argument(metavar="EMAIL", help="A learner's address")],
    other: Annotated[str, typer.Argument(metavar="EMAIL", help="The other's")],
    bond: Annotated[Bond, typer.Argument(help="together, apart, or forget")],
) -> None:
    """Keep two learners together, or apart, whenever groups change from now on; nobody is moved or told now."""
    found = run_of(run)
    pair = learner_of(found, one), learner_of(found, other)
    if bond == Bond.FORGET:
        print("Forgotten." if actions.untie(*pair) else "Nothing was said about the two.")
        return
    (actions.keep_together if bond == Bond.TOGETHER else actions.keep_apart)(*pair, now=timezone.now())
    print(f"Kept: {pair[0].person} and {pair[1].person} {bond}.")


@changes_app.command("list")
def list_(
    run: RunName,
    all_: Annotated[bool, typer.Option("--all", help="Those that were settled, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what waits for a yes."""
    found = run_of(run)
    lines = change_queries.open_changes(found)
    if all_:
        lines += change_queries.settled_changes(found, limit=_ALL)
    if as_json:
        say_json([asdict(line) for line in lines])
        return
    _say(lines, f"Nothing waits. What the machine may do by itself: mooc group policy {found.slug}")


@changes_app.command()
def show(run: RunName, number: Number, as_json: AsJson = False) -> None:
    """Show one change: who goes where, what it is good for, and a learner's own reason where he gave one."""
    found = change_queries.change_numbered(run_of(run), number)
    line = change_queries.line_of_change(found)
    ways = [way for _, way in change_queries.ways_of(found, limit=_ALL)]
    reason = found.wish.reason if found.wish else ""
    if as_json:
        say_json(asdict(line) | {"ways": [asdict(way) for way in ways], "reason": reason})
        return
    print(
        f"Change {line.number}, {line.label} ({line.state_label}): {line.before} -> {line.after} of 100 points"
    )
    print(line.why)
    if reason:
        print(f"For organisers alone: {reason}")
    print()
    say_table(
        ("name", "from", "to", "lately", "state"),
        (
            (
                way.name,
                way.source,
                way.target,
                "active" if way.was_active else "silent",
                way.reason or way.state,
            )
            for way in ways
        ),
        empty="Nobody moves.",
    )


@changes_app.command()
def confirm(run: RunName, number: Number, now: Now = None, as_json: AsJson = False) -> None:
    """Make a change: people move, and everybody whom it concerns is told."""
    found = change_queries.change_numbered(run_of(run), number)
    done = actions.confirm_changes([found], now=_moment(now))
    line = change_queries.line_of_change(found)
    if as_json:
        say_json(asdict(line))
        return
    if not done:
        raise MoocError(f"Change {number} is not possible any more: its people or groups have changed since.")
    print(f"Change {number} is made: {line.people} moved. `mooc work` sends the mail.")


@changes_app.command()
def dismiss(run: RunName, number: Number, as_json: AsJson = False) -> None:
    """Leave everything as it is; nobody is told, and it is not proposed again for two weeks."""
    found = change_queries.change_numbered(run_of(run), number)
    actions.dismiss_change(found, now=timezone.now())
    if as_json:
        say_json(asdict(change_queries.line_of_change(found)))
        return
    print(f"Change {number} is dismissed.")


def _say_open(slug: str, kinds: list[str], as_json: bool) -> None:
    lines = [line for line in change_queries.open_changes(run_of(slug)) if line.kind in kinds]
    if as_json:
        say_json([asdict(line) for line in lines])
        return
    _say(lines, "Nothing would get better: I propose nothing.")
    if lines:
        print(
            f"\nLook at one: mooc group changes show {slug} N. Say yes: mooc group changes confirm {slug} N"
        )


def _say(lines: list[change_queries.ChangeLine], empty: str) -> None:
    say_table(
        ("number", "kind", "state", "people", "now", "then", "why"),
        (
            (line.number, line.kind, line.state, line.people, line.before, line.after, line.why)
            for line in lines
        ),
        empty=empty,
    )


def _moment(text: str | None) -> datetime:
    return moment_of(text) if text else timezone.now()
