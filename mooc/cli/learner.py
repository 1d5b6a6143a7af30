"""`mooc learner`: list, import, move and remove the learners of a run."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from mooc.groups import actions as groups
from mooc.runs import actions
from mooc.runs.actions.importing import ImportReport, Why
from mooc.runs.errors import BadList, RunError
from mooc.runs.models import Enrolment, Run
from mooc.runs.queries import learner_list, learner_of, run_of

from .app import app
from .moments import zone_option
from .run import RunName
from .saying import AsJson, say_json, say_table

learner_app = typer.Typer(
    no_args_is_help=True, help="See who takes part in a run, take people in, move or remove them."
)
app.add_typer(learner_app, name="learner")

Address = Annotated[str, typer.Argument(metavar="EMAIL", help="The learner's address")]
_ALL = 10_000_000


@learner_app.command("list")
def list_(
    run: RunName,
    search: Annotated[str, typer.Option(help="Part of a name or an address")] = "",
    state: Annotated[str, typer.Option(help="Only those in this state, such as ready or left")] = "",
    as_json: AsJson = False,
) -> None:
    """List the learners of a run in the order of their sign-ups."""
    found = learner_list(run_of(run), search=search, state=_checked_state(state), size=_ALL)
    if as_json:
        say_json([asdict(row) for row in found.rows])
        return
    say_table(
        ("address", "name", "state", "company", "zone", "signed up"),
        (
            (row.email, row.name, row.state, row.company, row.zone, row.signed_up_at.date())
            for row in found.rows
        ),
        empty="Nobody here. People sign up on the run's page, or come by `mooc learner import RUN FILE`.",
    )


@learner_app.command("import")
def import_(
    run: RunName,
    file: Annotated[
        Path, typer.Argument(help="CSV with a column email, or the original's JSON (docs/runs.md)")
    ],
    consent_given_elsewhere: Annotated[
        bool,
        typer.Option(
            "--consent-given-elsewhere",
            help="You say: these people agreed elsewhere to get this mail, to the code of conduct, and are old enough.",
        ),
    ] = False,
    zone: Annotated[str, zone_option("--zone", "The time zone of rows that name none")] = "UTC",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take in a list; bad rows are reported by number and left out, none of the good ones is lost."""
    found, content = run_of(run), _read(file)
    if not dry_run:
        consent_given_elsewhere = consent_given_elsewhere or _asked_for_consent(found)
    bar = _bar()
    with bar:
        task = bar.add_task("Taking in", total=None)
        report = actions.import_learners(
            run=found,
            content=content,
            now=timezone.now(),
            consent_given_elsewhere=consent_given_elsewhere,
            zone=zone,
            dry_run=dry_run,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    _say_report(found, report, as_json)
    if report.rows and not report.imported and report.count(Why.BAD) == report.rows:
        raise typer.Exit(1)


@learner_app.command()
def move(
    run: RunName,
    email: Address,
    to: Annotated[str, typer.Argument(metavar="TO_RUN", help="The run to move to")],
    as_json: AsJson = False,
) -> None:
    """Move a learner to another run, with what he said when signing up."""
    enrolment, target, now = learner_of(run_of(run), email), run_of(to), timezone.now()
    moved = actions.move_learner(enrolment, target, now=now, leave=groups.leave)
    _say_done(
        moved, as_json, f"{moved.person.email} is in {target.slug} now ({moved.state}), and has left {run}."
    )


@learner_app.command()
def remove(run: RunName, email: Address, as_json: AsJson = False) -> None:
    """Remove a learner from a run and its group; he gets no further mail of it, and may sign up again."""
    enrolment, now = learner_of(run_of(run), email), timezone.now()
    actions.remove_learner(enrolment, now=now, leave=groups.leave)
    _say_done(enrolment, as_json, f"{enrolment.person.email} is not in {run} any more.")


def _checked_state(state: str) -> str:
    if state and state not in Enrolment.State.values:
        raise RunError(f"{state!r} is no state of a learner. There are {', '.join(Enrolment.State.values)}.")
    return state


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadList(f"{file} cannot be read: {error.strerror or error}") from error


def _asked_for_consent(run: Run) -> bool:
    """Ask the organiser to vouch for the consent; where nobody can answer, say how to."""
    if not sys.stdin.isatty():
        raise RunError(
            "People on a list have to have agreed elsewhere: to this mail, to the code of conduct, and to being at"
            f" least {run.minimum_age}. If they have, say so with --consent-given-elsewhere. To look first: --dry-run."
        )
    question = (
        f"Did these people agree elsewhere to get the mail of {run.name} and to the code of conduct,"
        f" and are they at least {run.minimum_age}?"
    )
    if not typer.confirm(question):
        print("Then I take nobody in.")
        raise typer.Exit(1)
    return True


def _bar() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    return Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())


def _say_report(run: Run, report: ImportReport, as_json: bool) -> None:
    counts = {why.value: report.count(why) for why in Why}
    if as_json:
        left_out = [{"row": row.number, "why": row.why.value, "text": row.text} for row in report.left_out]
        say_json(
            {
                "run": run.slug,
                "dry_run": report.is_dry_run,
                "rows": report.rows,
                "imported": report.imported,
                **counts,
                "left_out": left_out,
                "notes": report.notes,
            }
        )
        return
    for note in report.notes:
        print(note)
    for row in report.left_out:
        print(f"row {row.number}: {row.text}")
    verb = "Would take in" if report.is_dry_run else "Took in"
    print(
        f"{verb} {report.imported} of {report.rows} rows; left out {counts['bad']} bad ones,"
        f" {counts['twice']} that came twice, {counts['already']} who are here already, {counts['left']} who had left."
    )


def _say_done(enrolment: Enrolment, as_json: bool, sentence: str) -> None:
    if as_json:
        say_json({"run": enrolment.run.slug, "email": enrolment.person.email, "state": enrolment.state})
    else:
        print(sentence)
