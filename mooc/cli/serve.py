"""`mooc serve`: one command that runs everything on one machine."""

import os
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string
from rich.console import Console

from mooc.delivery.transports.vendors import way_out
from mooc.people import actions as people
from mooc.people.models import Person

from .app import app
from .supervise import Part, supervise
from .web import insist_on_free_port

console = Console(soft_wrap=True)
DEFAULT_URL = "http://127.0.0.1:8000"
BIND_HELP = "Where to listen; behind a proxy leave it at loopback."


@app.command()
def serve(
    host: Annotated[str, typer.Option(help=BIND_HELP)] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port of the pages.")] = 8000,
    lmtp: Annotated[
        str | None, typer.Option(help="Where LMTP listens (MOOC_LMTP); '' for not at all.")
    ] = None,
    smtp: Annotated[
        str | None, typer.Option(help="Where SMTP listens, for trials (MOOC_SMTP); '' for not at all.")
    ] = None,
) -> None:
    """Run the pages, the worker and the mail door, and keep them running."""
    insist_on_free_port(host, port)
    lmtp = settings.MOOC_LMTP if lmtp is None else lmtp
    smtp = settings.MOOC_SMTP if smtp is None else smtp
    insist_on_free_doors(lmtp=lmtp, smtp=smtp)
    prepare_database()
    console.print(f"[bold]{settings.MOOC_NAME}[/bold] is at {settings.MOOC_URL}/")
    console.print(f"Data: {settings.MOOC_DATA}. Mail goes to {mail_goes_to()}.")
    tell_first_organiser()
    if settings.MOOC_URL != DEFAULT_URL:
        console.print(f"Commands in another window write the same links with MOOC_URL={settings.MOOC_URL}")
    console.print("Ctrl-C stops everything.")
    run_parts(host=host, port=port, lmtp=lmtp, smtp=smtp)


def insist_on_free_doors(*, lmtp: str, smtp: str) -> None:
    """Raise DoorError where mail cannot come in; nothing to insist on when no door is wanted."""
    if lmtp or smtp:
        import_string("mooc.mailin.receiving.insist_on_free_doors")(lmtp=lmtp, smtp=smtp)


def prepare_database() -> None:
    """Bring the database up to date."""
    call_command("migrate", interactive=False, verbosity=0)


def mail_goes_to() -> str:
    """Say in words where copies go; never shows a password."""
    if not settings.EMAIL_URL:
        return f"the built-in mailbox, {settings.MOOC_URL}/mailbox/"
    return way_out()


def tell_first_organiser() -> None:
    """Print the one-time link where nobody organises yet."""
    if Person.objects.filter(is_organiser=True).exists():
        console.print(f"Organisers sign in at {settings.MOOC_URL}/sign-in/")
        return
    link = people.make_first_organiser_link(now=timezone.now())
    console.print(f"Nobody organises here yet. This link makes you the first organiser, once: {link}")


def run_parts(*, host: str, port: int, lmtp: str, smtp: str) -> None:
    """Supervise web, work and, if a door is wanted, receive until told to stop."""
    parts = [Part("web", ["web", "--host", host, "--port", str(port)]), Part("work", ["work"])]
    if lmtp or smtp:
        parts.append(Part("receive", ["receive", "--lmtp", lmtp, "--smtp", smtp]))
    supervise(parts, os.environ)
