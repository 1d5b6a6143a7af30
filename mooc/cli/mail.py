"""`mooc mail`: what went out, what waits and why, and what to do about single copies and addresses."""

from itertools import islice
from typing import Annotated, Any

import typer
from django.utils import timezone

from mooc.delivery import actions, queries
from mooc.delivery.models import Delivery, Mailing, Suppression
from mooc.delivery.progress import progress_of
from mooc.delivery.queries import Accounting
from mooc.delivery.transports.vendors import way_out
from mooc.people.addresses import normal_address
from mooc.runs.queries import run_of

from .app import app
from .inspect import inspect
from .mail_health import health_lines, plain_health
from .mail_ingest import ingest
from .mail_steering import MailingName, UnclearWish, cancel, hold, release, reopen, resend, test_send
from .mail_trace import trace
from .mail_watch import watch
from .mail_words import (
    copies_words,
    departure_words,
    plain_account,
    plain_copy,
    plain_mailing,
    plain_progress,
    say_account,
)
from .saying import AsJson, agrees, say_json, say_table

mail_app = typer.Typer(no_args_is_help=True, help="See what went out and what waits; stop, repeat, decide.")
app.add_typer(mail_app, name="mail")
mail_app.command()(inspect)
for steer in (hold, release, cancel, reopen, resend, ingest, trace, watch):
    mail_app.command()(steer)
mail_app.command("test-send")(test_send)

Address = Annotated[str, typer.Argument(metavar="ADDRESS")]
_SHOWN = 50


@mail_app.command()
def status(as_json: AsJson = False) -> None:
    """Account for every copy, and say whether mail moves: who sends, what pauses or is slowed, what waits longest."""
    now = timezone.now()
    account = queries.accounting()
    if as_json:
        answers = [{"answer": text, "copies": count} for text, count in queries.answers_of_waiting()]
        report = plain_account(account) | {"transport": way_out(), "waiting_because": answers}
        report["suppressed_addresses"] = queries.suppressions().count()
        say_json(report | plain_health(now))
        return
    print(f"Mail leaves by {way_out()}.")
    say_account(account)
    for text, count in queries.answers_of_waiting():
        print(f"  {copies_words(count)} waiting after: {text}")
    if account.states.get(Delivery.State.UNCERTAIN):
        print("Decide on uncertain copies with: mooc mail uncertain")
    for line in health_lines(now):
        print(line)
    print(f"Addresses I do not write to: {queries.suppressions().count():,}.")


@mail_app.command("list")
def list_(
    run: Annotated[str, typer.Argument(metavar="[RUN]", help="The run; without it, mail of no run.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the mailings of a run with their accounts, newest first."""
    mailings = queries.mailings_of(run_of(run).pk if run else None)
    rows = queries.accounts_of(mailings)
    if as_json:
        say_json([plain_mailing(mailing) | plain_account(account) for mailing, account in rows])
        return
    say_table(
        ("id", "occasion", "title", "planned", "copies", "waiting", "arrived", "neither", "state"),
        (
            (*_named(one), account.audience, account.waiting, account.arrived, _neither(account), one.state)
            for one, account in rows
        ),
        empty="Nothing was written yet. Mailings appear here as soon as they are planned."
        if run
        else "Nothing was written outside of runs yet. `mooc mail list RUN` shows the mail of one.",
    )


def _neither(account: Accounting) -> int:
    """Return how many copies are settled without having arrived: rejected, suppressed, expired, cancelled, in doubt."""
    return account.audience - account.waiting - account.arrived


@mail_app.command()
def show(mailing: MailingName, as_json: AsJson = False) -> None:
    """Show one mailing: its account, and the copies that did not arrive, with the answers."""
    found = queries.mailing_of(mailing)
    account, now = queries.accounting(found), timezone.now()
    progress = progress_of(found, now=now)
    copies = queries.copies_of(found).exclude(state=Delivery.State.ACCEPTED)
    if as_json:
        rows = [plain_copy(copy) for copy in copies.iterator()]
        say_json(plain_mailing(found) | plain_account(account) | plain_progress(progress) | {"copies": rows})
        return
    print(f"{found.title} ({found.occasion}), planned {found.planned_at:%Y-%m-%d %H:%M} UTC, {found.state}")
    print(departure_words(found, progress, now=now))
    say_account(account)
    say_table(
        ("recipient", "address", "state", "attempts", "answer"),
        (
            (copy.recipient, copy.address, copy.get_state_display(), copy.attempts, copy.answer)
            for copy in islice(copies.iterator(), _SHOWN)
        ),
        empty="Every copy was taken.",
    )
    if copies.count() > _SHOWN:
        print(f"... {copies.count() - _SHOWN:,} more; --json prints all.")


@mail_app.command()
def suppress(
    address: Address, why: Annotated[str, typer.Option(help="A word for those who ask later")] = ""
) -> None:
    """Write to an address no more, whatever is waiting for it."""
    now = timezone.now()
    normal_address(address)  # only to refuse what is none
    done = actions.suppress(address=address, reason=Suppression.Reason.OPERATOR, detail=why, now=now)
    print(f"I will not write to {address}." if done else f"I do not write to {address} already.")


@mail_app.command()
def allow(address: Address) -> None:
    """Write to an address again."""
    done = actions.lift_suppression(address=address, now=timezone.now())
    print(f"I will write to {address} again." if done else f"Nothing kept me from writing to {address}.")


@mail_app.command()
def uncertain(
    accept: Annotated[bool, typer.Option("--accept", help="Take them all for arrived.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Send them all once more, with the same Message-ID.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the copies of which nobody knows whether they arrived, or decide what to do with them."""
    if accept and again:
        raise UnclearWish("--accept and --again contradict each other; give one of them.")
    if accept or again:
        _decide(accept=accept, as_json=as_json)
        return
    copies = Delivery.objects.filter(state=Delivery.State.UNCERTAIN).select_related("mailing").order_by("id")
    if as_json:
        say_json([plain_copy(copy) | {"mailing": copy.mailing.occasion} for copy in copies])
        return
    say_table(
        ("mailing", "recipient", "address", "doubts", "answer"),
        ((one.mailing.occasion, one.recipient, one.address, one.doubts, one.answer) for one in copies),
        empty="No copy is uncertain.",
    )


def _decide(*, accept: bool, as_json: bool) -> None:
    question = "Take every uncertain copy for arrived?" if accept else "Send every uncertain copy once more?"
    if not as_json and not agrees(question):
        raise typer.Exit(1)
    now = timezone.now()
    count = actions.accept_uncertain(now=now) if accept else actions.repeat_uncertain(now=now)
    if as_json:
        say_json({"accepted" if accept else "again": count})
    else:
        print(f"{copies_words(count)} will {'count as arrived' if accept else 'go out once more'}.")


def _named(mailing: Mailing) -> tuple[Any, ...]:
    return mailing.pk, mailing.occasion, mailing.title, mailing.planned_at.date()
