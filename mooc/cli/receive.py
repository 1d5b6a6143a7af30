"""`mooc receive`: the mail door, and `mooc inbound`: what came through it."""

from typing import Annotated

import typer
from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from mooc.errors import MoocError
from mooc.inbound.decision_words import decision_words, why
from mooc.inbound.models import Decision, InboundMail
from mooc.inbound.queries import inbound_mail, inbound_mails, inbound_numbers, read_raw
from mooc.pure.mailkit import read_letter

from .app import app
from .saying import AsJson, harmless, say_json, say_table

inbound = typer.Typer(help="See what came in by mail, and where it went.", no_args_is_help=True)
app.add_typer(inbound, name="inbound")


class NoSuchState(MoocError):
    """Inbound mail has other states."""


@app.command()
def receive(
    lmtp: Annotated[
        str | None, typer.Option(help="Where LMTP listens (MOOC_LMTP); '' for not at all.")
    ] = None,
    smtp: Annotated[
        str | None, typer.Option(help="Where SMTP listens (MOOC_SMTP); '' for not at all.")
    ] = None,
) -> None:
    """Receive mail: LMTP behind a mail server, SMTP on loopback for trials."""
    # Doors do not import each other; this one is named, as the web server names its application.
    open_doors = import_string("mooc.mailin.receiving.receive")
    open_doors(
        lmtp=settings.MOOC_LMTP if lmtp is None else lmtp,
        smtp=settings.MOOC_SMTP if smtp is None else smtp,
        say=lambda line: print(line, flush=True),
    )


@inbound.command("list")
def list_(
    state: Annotated[str, typer.Option(help="Only kept, routed, refused, held or dropped.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 30,
    as_json: AsJson = False,
) -> None:
    """List what came in, newest first."""
    states = InboundMail.State.values
    if state and state not in states:
        raise NoSuchState(f"{state!r} is no state of inbound mail. Choose one of {', '.join(states)}.")
    mails = inbound_mails(state=state, limit=limit)
    numbers, reasons = inbound_numbers(), why(mails)
    if as_json:
        say_json({"numbers": numbers, "mails": [_plain(mail) | {"why": reasons[mail.pk]} for mail in mails]})
        return
    say_table(
        ("number", "came (UTC)", "state", "to", "from", "why"),
        (
            (
                mail.pk,
                f"{mail.received_at:%m-%d %H:%M}",
                mail.state,
                mail.rcpt_to,
                _writer(mail),
                harmless(reasons[mail.pk]),
            )
            for mail in mails
        ),
        empty=f"No mail is {state}." if state else "No mail has come in yet.",
    )
    if mails:
        print(", ".join(f"{count:,} {name}" for name, count in numbers.items()) + ".")


@inbound.command()
def show(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Its number in the list.")],
    as_json: AsJson = False,
) -> None:
    """Show one mail: what became of it, its headers and its words."""
    mail = inbound_mail(number)
    letter = read_letter(read_raw(mail))
    if as_json:
        decisions = [decision_words(one) for one in _decisions(mail)]
        say_json(_plain(mail) | {"decisions": decisions, "headers": letter.headers, "text": letter.text})
        return
    for name, value in _plain(mail).items():
        print(f"{name}: {'-' if value in (None, '') else value}")
    for decision in _decisions(mail):
        print(harmless(f"decision: {decision_words(decision)}"))
    print()
    for name, value in letter.headers:
        print(harmless(f"{name}: {value}"))
    print(f"\n{harmless(letter.text)}")


def _decisions(mail: InboundMail) -> QuerySet[Decision]:
    return mail.decisions.select_related("by").order_by("id")


def _writer(mail: InboundMail) -> str:
    return mail.from_addr or mail.mail_from or "<>"


def _plain(mail: InboundMail) -> dict[str, object]:
    return {
        "number": mail.pk,
        "received_at": mail.received_at.isoformat(),
        "source": mail.source,
        "mail_from": mail.mail_from,
        "rcpt_to": mail.rcpt_to,
        "from": mail.from_addr,
        "subject": harmless(mail.subject),
        "message_id": harmless(mail.message_id),
        "state": mail.state,
        "kind": mail.kind,
        "reason": harmless(mail.reason),
        "became": mail.became_id,
    }
