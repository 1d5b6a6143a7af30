"""`mooc group propose`, `compare` and `confirm`: from people to groups."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from mooc.errors import MoocError
from mooc.groups import actions, queries
from mooc.groups.models import Proposal
from mooc.groups.placing import proposal_queries
from mooc.groups.placing.comparing import Comparison
from mooc.groups.placing.comparing import compare as compare_proposals
from mooc.runs.models import Enrolment, Run
from mooc.runs.queries import run_of

from .group import ProposalNumber, RunName, group_app
from .group_words import plain_proposal, say_proposal
from .moments import moment_of
from .saying import AsJson, say_json, say_table

Seed = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="The same seed gives the same groups; the proposal's number, if not told",
        show_default=False,
    ),
]
RulesFile = Annotated[
    Path | None,
    typer.Option(
        "--rules", metavar="FILE", help="Rules as TOML; those of the run, if not told", show_default=False
    ),
]
Label = Annotated[str, typer.Option(metavar="WORDS", help="A label, to tell it from the others.")]
Base = Annotated[
    int | None,
    typer.Option(
        "--from",
        metavar="N",
        help="The proposal whose pinned learners stay; 0 for nobody; the newest with pins, if not told",
        show_default=False,
    ),
]
With = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="RUN",
        help="Match the learners of this run, too, as if they were of the first; may be given several times.",
        show_default=False,
    ),
]
Now = Annotated[str | None, typer.Option(help="Pretend it is this moment, such as 2026-12-07T16:00Z.")]
# More who would sit elsewhere are counted.
_NAMED = 40
_LONGEST_LABEL = 60


@group_app.command()
def propose(
    run: RunName,
    seed: Seed = None,
    rules: RulesFile = None,
    label: Label = "",
    base: Base = None,
    together: With = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Match everybody who wants a group and said to be in; earlier proposals stay, and nobody is told."""
    found = run_of(run)
    with _bar("Matching") as progress:
        proposal = actions.propose_groups(
            run=found,
            seed=seed,
            now=moment_of(now) if now else timezone.now(),
            progress=progress,
            rules_text=_read(rules),
            label=" ".join(label.split())[:_LONGEST_LABEL],
            based_on=_base(found, base),
            others=sorted({run_of(name) for name in together or ()}, key=lambda other: other.pk),
        )
    say_json(plain_proposal(proposal)) if as_json else say_proposal(proposal)


@group_app.command()
def compare(
    run: RunName,
    first: Annotated[int, typer.Argument(metavar="A", help="The number of a proposal")],
    second: Annotated[int, typer.Argument(metavar="B", help="The number of another")],
    as_json: AsJson = False,
) -> None:
    """Set two proposals side by side: their numbers, the rules that differ, who would sit with others."""
    found = run_of(run)
    result = compare_proposals(
        proposal_queries.proposal_numbered(found, first), proposal_queries.proposal_numbered(found, second)
    )
    say_json(_plain(result)) if as_json else _say(result)


@group_app.command()
def confirm(run: RunName, proposal: ProposalNumber = None, now: Now = None, as_json: AsJson = False) -> None:
    """Make the groups of a proposal, and welcome their members; the other proposals fall away."""
    found = run_of(run)
    chosen = proposal_queries.proposal_meant(found, proposal)
    moment = moment_of(now) if now else timezone.now()
    with _bar("Making groups") as progress:
        count = actions.confirm_proposal(proposal=chosen, now=moment, progress=progress).count()
    waiting = queries.line_of(found).count()
    if as_json:
        say_json({"run": found.slug, "proposal": chosen.number, "groups": count, "waiting": waiting})
        return
    made = "1 group" if count == 1 else f"{count} groups"
    print(f"{made} made from proposal {chosen.number}; `mooc work` sends their welcome mail.")
    if waiting:
        print(f"{waiting} wait for an open seat. They keep their place in line.")


def _base(run: Run, number: int | None) -> Proposal | None:
    if number is None:
        return proposal_queries.base_for(run)
    return proposal_queries.proposal_numbered(run, number) if number else None


def _read(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MoocError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error


@contextmanager
def _bar(words: str) -> Iterator[Callable[[float], None]]:
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def _say(found: Comparison) -> None:
    names = ("", f"proposal {found.first.number}", f"proposal {found.second.number}", "difference")
    numbers: list[tuple[object, ...]] = [("seed", found.first.seed, found.second.seed, "")]
    numbers += [(line.name, line.first, line.second, line.difference or "") for line in found.numbers]
    numbers += [
        (f"part: {line.name}", line.first, line.second, line.difference or "") for line in found.parts
    ]
    numbers += [(f"rule: {line.name}", line.first, line.second, "") for line in found.rules]
    say_table(names, numbers, empty="")
    count = len(found.elsewhere)
    print(f"\n{count} of {found.both} would sit with others; {found.same} groups are the same in both.")
    if count:
        say_table(names[:3], (_elsewhere(*row) for row in _named(found, _NAMED)), empty="")
    if count > _NAMED:
        print(f"And {count - _NAMED} more; --json names all.")


def _elsewhere(email: str, first: int | None, second: int | None) -> tuple[str, str, str]:
    return email, f"group {first}" if first else "no group", f"group {second}" if second else "no group"


def _named(found: Comparison, most: int | None = None) -> list[tuple[str, int | None, int | None]]:
    moved = found.elsewhere[:most]
    ids = [item.enrolment_id for item in moved]
    emails = dict(Enrolment.objects.filter(pk__in=ids).values_list("pk", "person__email"))
    return [
        (emails[item.enrolment_id], item.first, item.second) for item in moved if item.enrolment_id in emails
    ]


def _plain(found: Comparison) -> dict[str, Any]:
    def lines(rows: Any) -> dict[str, Any]:
        return {line.name: {"first": line.first, "second": line.second} for line in rows}

    return {
        "first": found.first.number,
        "second": found.second.number,
        "numbers": lines(found.numbers),
        "parts": lines(found.parts),
        "rules": lines(found.rules),
        "same_groups": found.same,
        "people": found.both,
        "elsewhere": [
            {"email": email, "first": first, "second": second} for email, first, second in _named(found)
        ],
    }
