"""`mooc group reports`: what members told the organisers of. Who told is not among it."""

from dataclasses import asdict
from typing import Annotated, Any

import typer
from django.utils import timezone

from mooc.groups import actions
from mooc.groups.models import SafetyReport
from mooc.groups.safety import report_queries
from mooc.runs.queries import run_of

from .group import group_app
from .saying import AsJson, say_json, say_table

reports_app = typer.Typer(
    no_args_is_help=True, help="What members told the organisers of; nobody is shown who told."
)
group_app.add_typer(reports_app, name="reports")

Number = Annotated[
    int, typer.Argument(metavar="N", help="The report's number; `mooc group reports list` shows it.")
]
_ALL = 10_000_000


@reports_app.command("list")
def list_(
    run: Annotated[str | None, typer.Option(help="Only those of one run", show_default=False)] = None,
    all_: Annotated[bool, typer.Option("--all", help="Those that are settled, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what waits to be settled, of all runs or of one."""
    reports = SafetyReport.objects.all()
    if run is not None:
        reports = report_queries.of_run(reports, run_of(run))
    if not all_:
        reports = reports.filter(state=SafetyReport.State.OPEN)
    lines = report_queries.report_lines(reports, limit=_ALL)
    if as_json:
        say_json([asdict(line) for line in lines])
        return
    say_table(
        ("report", "state", "kind", "run", "group", "about", "what", "told on"),
        (
            (
                line.id,
                line.state,
                line.kind,
                line.run_slug,
                line.group_number,
                line.about,
                "a post" if line.of_post else "a person",
                f"{line.reported_at:%Y-%m-%d %H:%M} UTC",
            )
            for line in lines
        ),
        empty="Nothing waits. When somebody tells of something, the organisers get a mail at once.",
    )


@reports_app.command()
def show(number: Number, as_json: AsJson = False) -> None:
    """Show one report: what was told, and the post it is about."""
    plain = _plain(report_queries.report_numbered(number))
    if as_json:
        say_json(plain)
        return
    print(
        f"Report {plain['id']}, {plain['state']}: {plain['kind']}, in group {plain['group_number']} {plain['group']}"
    )
    print(
        f"of {plain['run_slug']}, about {plain['about'] or 'somebody without a name'} <{plain['about_email']}>"
    )
    print(f"told on {plain['reported_at']:%Y-%m-%d %H:%M} UTC; who told is not shown")
    if plain["words"]:
        print(f"\nWhat was told:\n{plain['words']}")
    if plain["post"]:
        hidden = " (hidden)" if plain["post"]["hidden"] else ""
        print(f"\nThe post{hidden}: {plain['post']['subject']}\n{plain['post']['text']}")
    if plain["settled_at"]:
        print(f"\nSettled on {plain['settled_at']:%Y-%m-%d %H:%M} UTC. {plain['outcome']}")


@reports_app.command()
def settle(
    number: Number,
    outcome: Annotated[str, typer.Option(help="What was done; organisers alone read it.")] = "",
    thank: Annotated[
        bool, typer.Option(help="Write to who told that it is settled, without saying what was done.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Say that a report is dealt with, and what was done."""
    found = report_queries.report_numbered(number)
    settled = actions.settle_report(found, outcome=outcome, thank=thank, now=timezone.now())
    if as_json:
        say_json(_plain(settled))
        return
    print(f"Report {number} is settled{' and who told is thanked' if thank else ''}.")


def _plain(report: SafetyReport) -> dict[str, Any]:
    lines = report_queries.report_lines(SafetyReport.objects.filter(pk=report.pk))
    post = report.post
    return asdict(lines[0]) | {
        "about_email": report.about.person.email,
        "words": report.words,
        "post": post
        and {
            "id": post.pk,
            "subject": post.subject,
            "text": post.text,
            "posted_at": post.posted_at,
            "hidden": post.hidden_at is not None,
        },
    }
