"""`mooc organiser`: who organises this server, or one run."""

from typing import Annotated

import typer
from django.utils import timezone

from mooc.people.actions import add_organiser, make_sign_in_link, remove_organiser
from mooc.people.queries import organisers
from mooc.runs.actions import add_run_organiser, remove_run_organiser
from mooc.runs.queries import run_of, run_organisers

from .app import app
from .saying import AsJson, say_json, say_table

organiser_app = typer.Typer(no_args_is_help=True, help="Say who organises: every run of this server, or one.")
app.add_typer(organiser_app, name="organiser")

Address = Annotated[str, typer.Argument(metavar="EMAIL", help="The organiser's address")]
OneRun = Annotated[str, typer.Option("--run", metavar="RUN", help="Only this run, not the whole server")]


@organiser_app.command()
def add(
    email: Address,
    name: Annotated[str, typer.Option(help="What learners may call this person")] = "",
    run: OneRun = "",
    as_json: AsJson = False,
) -> None:
    """Let somebody organise; he signs in on the web by a code sent to this address."""
    now = timezone.now()
    if run:
        person = add_run_organiser(run_of(run), email=email, name=name, now=now)
    else:
        person = add_organiser(email=email, name=name, now=now)
    _say(person.email, run, "organises", as_json)


@organiser_app.command("sign-in")
def sign_in(email: Address, as_json: AsJson = False) -> None:
    """Print a link that signs an organiser in once: the way in when no mail leaves this server yet."""
    link = make_sign_in_link(email=email)
    if as_json:
        say_json({"email": email, "link": link})
    else:
        print(f"Good for an hour and for one sign-in: {link}")


@organiser_app.command()
def remove(email: Address, run: OneRun = "", as_json: AsJson = False) -> None:
    """Take the right back. What the person learns here stays."""
    now = timezone.now()
    here = run_of(run) if run else None
    person = (
        remove_run_organiser(here, email=email, now=now) if here else remove_organiser(email=email, now=now)
    )
    _say(person.email, run, "no longer organises", as_json)


@organiser_app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List who organises what."""
    rows = [(person.email, person.name, "") for person in organisers()]
    rows += [(row.person.email, row.person.name, row.run.slug) for row in run_organisers()]
    if as_json:
        say_json([{"email": email, "name": name, "run": run or None} for email, name, run in rows])
        return
    say_table(
        ("address", "name", "organises"),
        ((email, name, run or "every run") for email, name, run in rows),
        empty="Nobody organises yet: mooc organiser add EMAIL",
    )


def _say(email: str, run: str, verb: str, as_json: bool) -> None:
    if as_json:
        say_json({"email": email, "run": run or None, "organises": verb == "organises"})
    else:
        print(f"{email} {verb} {run or 'every run of this server'}.")
