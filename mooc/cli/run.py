"""`mooc run`: open, list, show, edit and cancel runs."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from mooc.delivery.links import page
from mooc.runs import actions
from mooc.runs.errors import BadRules
from mooc.runs.models import Run
from mooc.runs.queries import RunNumbers, organiser_addresses, run_list, run_numbers, run_of

from .app import app
from .moments import date_option, hour_option
from .saying import AsJson, agrees, say_json, say_table

run_app = typer.Typer(
    no_args_is_help=True, help="Open a run of a course, see how it does, change or cancel it."
)
app.add_typer(run_app, name="run")

RunName = Annotated[
    str, typer.Argument(metavar="RUN", help="The run's name in links; `mooc run list` shows it.")
]


Closes = Annotated[
    date | None,
    date_option(
        "--sign-up-closes", "Until when those sign up of whom groups are made; the day before, if not told"
    ),
]
Asked = Annotated[
    date | None,
    date_option("--ready-asked", "When to ask “are you in?”; 7 days before the start, if not told"),
]
Formed = Annotated[
    date | None,
    date_option("--groups-formed", "When to propose groups; 2 days before the start, if not told"),
]
Hour = Annotated[int | None, hour_option("--send-hour", "Local hour of the weekly message; 16, if not told")]
Age = Annotated[
    int | None, typer.Option(help="Minimum age; the course's, or 16, if not told", show_default=False)
]
Rules = Annotated[
    Path | None,
    typer.Option(
        help="A TOML file with matching rules (docs/matching.md)", show_default=False, dir_okay=False
    ),
]


@run_app.command("open")
def open_(
    course: Annotated[str, typer.Argument(help="The course; `mooc course list` shows them.")],
    name: Annotated[str, typer.Option(help="What people call the run, such as “Python, spring 2027”")],
    starts: Annotated[date, date_option("--starts", "The local date of the first weekly message")],
    sign_up_closes: Closes = None,
    ready_asked: Asked = None,
    groups_formed: Formed = None,
    send_hour: Hour = None,
    minimum_age: Age = None,
    rules: Rules = None,
    as_json: AsJson = False,
) -> None:
    """Open a run: from now on people can sign up."""
    run = actions.open_run(
        course=course,
        name=name,
        starts_date=starts,
        sign_up_closes_date=sign_up_closes,
        ready_asked_date=ready_asked,
        groups_formed_date=groups_formed,
        send_hour=16 if send_hour is None else send_hour,
        minimum_age=minimum_age,
        rules=_read(rules) or "",
        now=timezone.now(),
    )
    _say_run(run, as_json)


@run_app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List all runs with their numbers."""
    runs = list(run_list())
    numbers = run_numbers(runs)
    if as_json:
        say_json([_as_dict(run, numbers[run.pk]) for run in runs])
        return
    say_table(
        ("run", "course", "state", "starts", "ends", "sign-ups", "confirmed", "ready", "learning", "left"),
        (
            (run.slug, run.course.slug, run.state, run.starts_date, run.ends_date, *_counts(numbers[run.pk]))
            for run in runs
        ),
        empty="No runs yet. Open one: mooc run open COURSE --name NAME --starts DATE",
    )


@run_app.command()
def show(run: RunName, as_json: AsJson = False) -> None:
    """Show one run: dates, organisers, numbers."""
    _say_run(run_of(run), as_json)


@run_app.command()
def edit(
    run: RunName,
    name: Annotated[str | None, typer.Option(help="Another name; links stay", show_default=False)] = None,
    starts: Annotated[
        date | None, date_option("--starts", "Another start; dates not given move with it")
    ] = None,
    sign_up_closes: Closes = None,
    ready_asked: Asked = None,
    groups_formed: Formed = None,
    send_hour: Hour = None,
    minimum_age: Age = None,
    rules: Rules = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given, as long as the run has not ended."""
    edited = actions.edit_run(
        run_of(run),
        now=timezone.now(),
        name=name,
        starts_date=starts,
        sign_up_closes_date=sign_up_closes,
        ready_asked_date=ready_asked,
        groups_formed_date=groups_formed,
        send_hour=send_hour,
        minimum_age=minimum_age,
        rules=_read(rules),
    )
    _say_run(edited, as_json)


@run_app.command()
def cancel(
    run: RunName,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Cancel a run: everybody who confirmed is told by mail, and nothing else goes out."""
    found = run_of(run)
    numbers = run_numbers([found])[found.pk]
    count = numbers.wants_group + numbers.alone
    if not yes and not agrees(f"Cancel {found.name} and tell its {count} confirmed learners?"):
        raise typer.Exit(1)
    is_new = actions.cancel_run(found, now=timezone.now())
    if as_json:
        say_json({"run": found.slug, "cancelled": True, "told": count if is_new else 0})
    elif is_new:
        print(
            f"{found.slug} is cancelled. Its confirmed learners ({count}) are told in {settings.MOOC_HOLD_MINUTES}"
            f" minutes; `mooc mail hold cancelled/{found.pk}` keeps that back."
        )
    else:
        print(f"{found.slug} was cancelled before. I changed nothing.")


def _read(rules: Path | None) -> str | None:
    if rules is None:
        return None
    try:
        return rules.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRules(f"{rules} cannot be read: {error}") from error


def _counts(numbers: RunNumbers) -> tuple[int, ...]:
    return numbers.sign_ups, numbers.confirmed, numbers.ready, numbers.learning, numbers.left


def _as_dict(run: Run, numbers: RunNumbers) -> dict[str, object]:
    dates = ("sign_up_closes_date", "ready_asked_date", "groups_formed_date", "starts_date", "ends_date")
    return {
        "run": run.slug,
        "name": run.name,
        "course": run.course.slug,
        "version": run.version.number,
        "state": run.state,
        **{name: getattr(run, name) for name in dates},
        "send_hour": run.send_hour,
        "minimum_age": run.minimum_age,
        "url": page("web:run", run.slug),
        "numbers": asdict(numbers),
    }


def _say_run(run: Run, as_json: bool) -> None:
    found = _as_dict(run, run_numbers([run])[run.pk]) | {"organisers": organiser_addresses(run)}
    if as_json:
        say_json(found)
        return
    numbers = found.pop("numbers")
    organisers = ", ".join(organiser_addresses(run)) or "nobody yet: mooc organiser add EMAIL"
    lines = found | {"organisers": organisers} | (numbers if isinstance(numbers, dict) else {})
    say_table(
        ("run", run.slug),
        [(name.replace("_", " "), value) for name, value in lines.items() if name != "run"],
        empty="",
    )
