"""`mooc doctor` itself: runs the checks, shows what they found, and ends with 1 where there is a problem."""

import textwrap
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone
from rich.console import Console

from ..app import app
from ..saying import AsJson, say_json
from . import database, house, names, receiving, records, relay, sending, signatures
from .dns import Dns
from .examination import Part, Section, examine
from .finding import Finding, State, worst
from .round_trip import PATIENCE_SECONDS, round_trip
from .surroundings import Surroundings

SECONDS = 5.0
_WIDTH = 80
_STATE_WIDTH = 9
_SHOWN = {
    State.OK: typer.colors.GREEN,
    State.WARNING: typer.colors.YELLOW,
    State.PROBLEM: typer.colors.RED,
    State.SKIPPED: typer.colors.BRIGHT_BLACK,
}


@app.command()
def doctor(
    send_to: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Send a check mail to this address, too.")
    ] = "",
    wait: Annotated[
        float, typer.Option(min=0, help="How many seconds to wait for the mail that I send to myself.")
    ] = PATIENCE_SECONDS,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with this installation and what to do; sends one mail to itself where mail is set up.

    Ends with 1 where there is a problem, with 0 otherwise.
    """
    around = Surroundings(now=timezone.now(), dns=Dns(settings.MOOC_DNS, seconds=SECONDS), seconds=SECONDS)
    console = Console(stderr=True)
    with console.status("Looking") if console.is_terminal else nullcontext() as status:
        sections = examine(
            parts(send_to=send_to, wait=wait),
            around,
            progress=lambda title: status.update(f"Looking at: {title}") if status else None,
        )
    findings = [finding for section in sections for finding in section.findings]
    if as_json:
        say_json({"state": worst(findings), "findings": [_plain(finding) for finding in findings]})
    else:
        say(sections)
    raise typer.Exit(1 if worst(findings) is State.PROBLEM else 0)


def parts(*, send_to: str, wait: float) -> Sequence[Part]:
    """Return what is looked at, in the order in which it is shown."""
    return (
        Part("Database", (database.database, database.clock)),
        Part("House", (house.disk, house.secrets, house.address)),
        Part("Pages", (house.pages,), is_far=True),
        Part("Sending", (sending.worker, sending.queue, sending.trouble, sending.arrivals)),
        Part("Relay", (relay.relay, names.ptr), is_far=True),
        Part(
            "Domain", (records.mx, records.spf, signatures.dkim, signatures.dmarc, house.postal), is_far=True
        ),
        Part("Receiving", (receiving.door, receiving.exchanger), is_far=True),
        Part("Round trip", (round_trip(send_to=send_to, seconds=wait),)),
    )


def say(sections: Sequence[Section]) -> None:
    """Print what was found for people, within 80 columns."""
    for section in sections:
        if section.findings:
            typer.secho(section.title, bold=True)
        for finding in section.findings:
            _say_finding(finding)
    findings = [finding for section in sections for finding in section.findings]
    counts = {state: sum(one.state is state for one in findings) for state in State}
    print()
    print(", ".join(f"{count} {state}" for state, count in counts.items() if count) + ".")


def _say_finding(finding: Finding) -> None:
    typer.secho(f"  {finding.state:<{_STATE_WIDTH}}", fg=_SHOWN[finding.state], nl=False)
    margin = " " * (_STATE_WIDTH + 2)
    print(_wrapped(f"{finding.name}: {finding.says}", margin)[len(margin) :])
    if finding.do:
        print(_wrapped(f"-> {finding.do}", margin, deeper="   "))


def _wrapped(text: str, margin: str, *, deeper: str = "  ") -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=margin,
        subsequent_indent=margin + deeper,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _plain(finding: Finding) -> dict[str, Any]:
    return asdict(finding)
