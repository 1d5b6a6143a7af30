"""`mooc demo`: a whole course run with simulated learners, to be watched in the browser.

`cast` says who takes part, `stage` is their world with its clock, `play` the plot from the first sign-up to today,
`writing` and `voices` what they write, `conversation` and `scenes` one exchange as it is meant, `summary` counts.
Everything goes through the actions and sweeps of real runs.
"""

import json
import shutil
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from mooc.cli.app import app
from mooc.cli.serve import insist_on_free_doors, mail_goes_to, prepare_database, run_parts
from mooc.cli.web import insist_on_free_port
from mooc.courses.actions import import_course
from mooc.courses.models import Version
from mooc.courses.queries import read_course
from mooc.errors import MoocError
from mooc.people import actions as people
from mooc.people.models import Person
from mooc.runs import actions as runs

from .play import play
from .summary import print_summary, summed_up

STARTER_COURSE = Path(__file__).resolve().parents[3] / "courses" / "gentle-introduction-to-python"
ORGANISER = "alice@example.org"
MARK = "demo.json"


@app.command()
def demo(
    learners: Annotated[int, typer.Option(min=0, help="How many sign up.")] = 240,
    weeks: Annotated[
        int | None, typer.Option(min=1, help="How many weekly messages; all, if not told.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed plays the same run.")] = 1,
    data: Annotated[Path | None, typer.Option(help="The folder of the demo; var/demo, if not told.")] = None,
    port: Annotated[int, typer.Option(help="Where the result is served.")] = 8000,
    serve: Annotated[bool, typer.Option(help="Serve the result for browsing.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
) -> None:
    """Play a whole course run with simulated learners, all mail into the mailbox, and show it."""
    console = Console(stderr=as_json, soft_wrap=True)
    if serve:
        insist_on_free_port("127.0.0.1", port)
    wanted = {"learners": learners, "weeks": weeks, "seed": seed}
    summary = _played_before(wanted)
    if summary is None:
        summary = _play(wanted, console)
    else:
        prepare_database()  # it may have been played by an older version
        console.print(f"This demo was played before; it is in {settings.MOOC_DATA}.")
    if as_json:
        typer.echo(json.dumps(summary))
    else:
        print_summary(summary, console)
    if serve:
        _show(port, console)


def _played_before(wanted: dict[str, Any]) -> dict[str, Any] | None:
    """Return the summary of the same demo in this folder; clear away another or a half-played one."""
    folder = settings.MOOC_DATA
    mark = folder / MARK
    if mark.exists():
        kept = json.loads(mark.read_text(encoding="utf-8"))
        if kept.get("wanted") == wanted and "summary" in kept:
            return dict(kept["summary"])
        _clear(folder)
    elif (folder / "mooc.sqlite3").exists() or connection.vendor == "postgresql":
        _insist_on_empty_database()
    mark.write_text(json.dumps({"wanted": wanted}), encoding="utf-8")
    return None


def _clear(folder: Path) -> None:
    connections.close_all()
    for path in folder.iterdir():
        if path.name.startswith("mooc.sqlite3") or path.name in {MARK, "static", "accepted", "journal"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _insist_on_empty_database() -> None:
    prepare_database()
    if Person.objects.exists():
        raise MoocError(
            f"{settings.MOOC_DATA} holds people who are no demo; give --data another folder, such as var/demo."
        )


def _play(wanted: dict[str, Any], console: Console) -> dict[str, Any]:
    started = time.monotonic()
    today = timezone.now().date()
    prepare_database()
    opened_at = timezone.now() - timedelta(days=365)
    organiser = people.add_organiser(email=ORGANISER, name="Alice Example", now=opened_at)
    version = import_course(STARTER_COURSE, now=opened_at)
    all_weeks = len(read_course(version.pk).weeks)
    weeks = min(wanted["weeks"] or all_weeks, all_weeks)
    with _progress(console) as progress:
        tasks: dict[str, Any] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=max(total, 1))
            progress.update(tasks[stage], completed=done)

        run = play(
            version=version,
            organiser=organiser,
            learners=wanted["learners"],
            weeks=weeks,
            seed=wanted["seed"],
            today=today,
            advance=advance,
        )
        _open_next(version, organiser)
    summary = summed_up(run, seconds=time.monotonic() - started)
    mark = settings.MOOC_DATA / MARK
    mark.write_text(json.dumps({"wanted": wanted, "summary": summary}), encoding="utf-8")
    return summary


def _open_next(version: Version, organiser: Person) -> None:
    """Leave a second run open for sign-up, so that the visitor may try it."""
    now = timezone.now()
    starts = now.date() + timedelta(days=28 - now.date().weekday())
    title = read_course(version.pk).title
    runs.open_run(
        course=version.course,
        name=f"{title}, from {starts.day} {starts:%B %Y}",
        starts_date=starts,
        now=now,
        by=organiser,
    )


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not sys.stderr.isatty() and console.stderr,
    )


def _show(port: int, console: Console) -> None:
    console.print(f"\n[bold]Look around at {settings.MOOC_URL}/[/bold]")
    console.print(f"  Every letter, as its reader got it: {mail_goes_to()}")
    console.print(
        f"  As organiser: sign in at {settings.MOOC_URL}/sign-in/ as {ORGANISER}; the code comes to the mailbox."
    )
    console.print(
        f"  By commands: MOOC_DATA={settings.MOOC_DATA} in front of them, such as `mooc inbound list`."
    )
    console.print("Ctrl-C stops it; the next start reuses what was played.")
    lmtp, smtp = _open_doors(console)
    run_parts(host="127.0.0.1", port=port, lmtp=lmtp, smtp=smtp)


def _open_doors(console: Console) -> tuple[str, str]:
    """Return where mail comes in: a demo is worth looking at without it, so a taken port closes only the door."""
    try:
        insist_on_free_doors(lmtp=settings.MOOC_LMTP, smtp=settings.MOOC_SMTP)
    except MoocError as error:
        console.print(
            f"No mail comes in: {error}".replace("--lmtp", "MOOC_LMTP").replace("--smtp", "MOOC_SMTP")
        )
        return "", ""
    return settings.MOOC_LMTP, settings.MOOC_SMTP
