"""`mooc match`: groups out of a file of learners, without a server, a database or Django."""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from mooc.errors import MoocError
from mooc.pure.matching import Id, Learner, MatchingError, Report, Rules, form_groups, load_search
from mooc.pure.matching.exact import need_solver

from .app import app
from .match_files import check_levels, read_learners, read_rules, write_result
from .saying import AsJson, say_json, say_table

# What is done after the search, for each learner: judging and writing. Taken off the time given.
_SECONDS_AFTER = 1e-4
# How long a proof is tried unless --seconds says.
_PROOF = 60.0

LearnersFile = Annotated[Path, typer.Argument(metavar="LEARNERS.jsonl", help="One JSON object a line.")]
RulesFile = Annotated[
    Path | None,
    typer.Option(
        "--rules", help="Rules as TOML; groups of 5 to 7 that meet, if not told", show_default=False
    ),
]
OutFile = Annotated[Path, typer.Option("--out", help="Where groups and unplaced are written.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same groups.")]
Effort = Annotated[
    float | None,
    typer.Option(min=0.0, max=1e4, help="4 searches four times as long; 1, if not told", show_default=False),
]
Seconds = Annotated[
    float | None,
    typer.Option(min=0.0, max=1e6, help="Search about so long, and no longer.", show_default=False),
]
Exact = Annotated[
    bool,
    typer.Option("--exact", help="Prove the best groups (60 people or so; 60 seconds unless --seconds)."),
]


@app.command()
def match(
    learners: LearnersFile,
    out: OutFile,
    rules: RulesFile = None,
    seed: Seed = 1,
    effort: Effort = None,
    seconds: Seconds = None,
    exact: Exact = False,
    as_json: AsJson = False,
) -> None:
    """Form groups of the learners of a file; nothing but the file --out is written. docs/matching.md says how.

    Same learners, rules and seed: same groups, unless --seconds has the clock end the search.
    """
    if exact:
        _check_solver()
        seconds = _PROOF if seconds is None else seconds
    started = time.monotonic()
    if out.resolve() == learners.resolve():
        raise MoocError(f"{out} is the file of the learners. Give another name with --out.")
    people, obeyed = _read(learners, rules)
    begun = time.monotonic()
    load_search(obeyed)
    loading = time.monotonic() - begun
    started += loading
    with _bar() as progress:
        result = form_groups(
            people,
            obeyed,
            seed,
            effort=effort,
            seconds=None if effort is not None else seconds,
            exact=exact,
            progress=progress,
            gone=_clock(started, seconds, len(people)),
        )
    write_result(out, result, people)
    report = _plain(result.report, seed=seed, seconds=time.monotonic() - started, loading=loading)
    if as_json:
        say_json(report)
        return
    _say(report, out)
    if exact and not report["exact"]:
        print(
            "Not proven: time ran out (--seconds gives more), or more than 63 people could be in one group."
        )


def run_alone(arguments: list[str]) -> NoReturn:
    """Run this command without the others, and without Django; ends the process."""
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command()(match)
    try:
        alone(arguments, prog_name="mooc match")
    except KeyboardInterrupt:
        sys.exit(130)
    except MoocError as error:
        print(f"mooc: {error}", file=sys.stderr)
        sys.exit(1)
    sys.exit(0)


def _check_solver() -> None:
    try:
        need_solver()
    except MatchingError as error:
        raise MoocError(str(error)) from error


def _read(path: Path, rules_path: Path | None) -> tuple[list[Learner], Rules]:
    people, faults = read_learners(path)
    rules = read_rules(rules_path, people)
    faults += check_levels(path, people, rules)
    if faults:
        print("\n".join(faults), file=sys.stderr)
        raise typer.Exit(1)
    for note in _notes(people, rules):
        print(f"note: {note}", file=sys.stderr)
    return people, rules


def _notes(people: list[Learner], rules: Rules) -> Iterator[str]:
    """Yield what is allowed, but perhaps not meant."""
    ids: set[Id] = {learner.id for learner in people}
    for name in ("keep_with", "keep_apart"):
        named = {other for learner in people for other in getattr(learner, name)}
        if missing := len(named - ids):
            yield f"{name} names {missing} who are not in the file; that counts for nothing."
    traits = {"flags", *(trait for learner in people for trait in learner.traits)}
    for item in rules.criteria:
        if people and item.weight and item.trait not in traits:
            yield f"no learner has the trait {item.trait!r}; it counts the same for every group."


def _clock(started: float, seconds: float | None, people: int) -> Callable[[], float] | None:
    """Return what tells the share of the search's time that is gone; nothing when time does not matter."""
    if seconds is None:
        return None
    begin, end = time.monotonic(), started + seconds - people * _SECONDS_AFTER

    def gone() -> float:
        now = time.monotonic()
        return 1.0 if now >= end else (now - begin) / (end - begin)

    return gone


@contextmanager
def _bar() -> Iterator[Callable[[float], None] | None]:
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Forming groups", total=1.0)
        yield lambda share: bar.update(task, completed=share)


def _plain(report: Report, *, seed: int, seconds: float, loading: float) -> dict[str, Any]:
    # Kibibytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {
        "learners": report.learners,
        "wanted": report.wanted,
        "placed": report.placed,
        "groups": report.groups,
        "J": round(report.objective, 6),
        "bound": round(report.bound, 6),
        "p5": round(report.p5, 6),
        "min": round(report.lowest, 6),
        "parts": {name: round(value, 6) for name, value in report.parts.items()},
        "seconds": round(seconds, 3),
        "loading": round(loading, 3),
        "peak_mib": round(peak / 2**20, 1),
        "seed": seed,
        "exact": report.exact,
    }


def _say(report: dict[str, Any], out: Path) -> None:
    if not report["groups"]:
        print(f"No groups of {report['wanted']} who want one; {out} says of each what would help.")
        return
    print(
        f"{report['placed']} of {report['wanted']} who want a group are in {report['groups']} groups: {out}"
    )
    best = ", which is proven to be the best" if report["exact"] else f" of at most {report['bound']:.3f}"
    print(f"J = {report['J']:.3f}{best}; the worst group scores {report['min']:.2f}.")
    say_table(("part", "mean"), [(name, f"{value:.2f}") for name, value in report["parts"].items()], empty="")
    print(f"Seed {report['seed']}, {report['seconds']} seconds, {report['peak_mib']} MiB.")
