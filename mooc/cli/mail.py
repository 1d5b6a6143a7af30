"""`mooc mail`: what went out, what waits and why, and what to do about single copies and addresses."""

from itertools import islice
from typing import Annotated, Any

import typer
from django.utils import timezone

from mooc.delivery import actions, queries
from mooc.delivery.models import Delivery, Mailing, Pause, Suppression
from mooc.delivery.pauses import pauses_on
from mooc.delivery.queries import Accounting
from mooc.delivery.transports.services import way_out
from mooc.errors import MoocError
from mooc.people.addresses import normal_address
from mooc.runs.queries import run_of

from .app import app
from .inspect import inspect
from .saying import AsJson, agrees, say_json, say_table

mail_app = typer.Typer(no_args_is_help=True, help="See what went out and what waits; stop, repeat, decide.")
app.add_typer(mail_app, name="mail")
mail_app.command()(inspect)

MailingName = Annotated[
    str, typer.Argument(metavar="MAILING", help="Its number or its occasion; `mooc mail list` shows both.")
]
Address = Annotated[str, typer.Argument(metavar="ADDRESS")]
_SHOWN = 50


class UnclearWish(MoocError):
    """The options of a command do not go together."""


@mail_app.command()
def status(as_json: AsJson = False) -> None:
    """Account for every copy: how many were planned, and in which state each is."""
    account = queries.accounting()
    answers = queries.answers_of_waiting()
    stopped = queries.suppressions().count()
    pauses = pauses_on(now=timezone.now())
    if as_json:
        report = _plain_account(account) | {"transport": way_out(), "suppressed_addresses": stopped}
        report["stopped_by"] = [_plain_pause(pause) for pause in pauses]
        say_json(report | {"waiting_because": [{"answer": text, "copies": count} for text, count in answers]})
        return
    print(f"Mail leaves by {way_out()}.")
    for pause in pauses:
        print(
            f"It is stopped since {pause.since:%Y-%m-%d %H:%M} UTC, as {pause.transport} says: {pause.reason}\n"
            f"  Next try at {pause.until:%H:%M:%S} UTC."
        )
    _say_account(account)
    for text, count in answers:
        print(f"  {_copies(count)} waiting after: {text}")
    if account.states.get(Delivery.State.UNCERTAIN):
        print("Decide on uncertain copies with: mooc mail uncertain")
    print(f"Addresses I do not write to: {stopped:,}.")


@mail_app.command("list")
def list_(
    run: Annotated[str, typer.Argument(metavar="[RUN]", help="The run; without it, mail of no run.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the mailings of a run with their accounts, newest first."""
    mailings = queries.mailings_of(run_of(run).pk if run else None)
    rows = queries.accounts_of(mailings)
    if as_json:
        say_json([_plain_mailing(mailing) | _plain_account(account) for mailing, account in rows])
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
    account = queries.accounting(found)
    copies = queries.copies_of(found).exclude(state=Delivery.State.ACCEPTED)
    if as_json:
        rows = [_plain_copy(copy) for copy in copies.iterator()]
        say_json(_plain_mailing(found) | _plain_account(account) | {"copies": rows})
        return
    print(f"{found.title} ({found.occasion}), planned {found.planned_at:%Y-%m-%d %H:%M} UTC, {found.state}")
    _say_account(account)
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
def resend(
    mailing: MailingName,
    to: Annotated[
        list[int] | None,
        typer.Option(help="Only this recipient, by the number `mooc mail show` tells; repeatable."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Send again what was rejected, expired or suppressed; with --to, also what has arrived."""
    found = queries.mailing_of(mailing)
    if found.state == Mailing.State.CANCELLED:
        raise UnclearWish(f"{found.occasion} was cancelled; what was cancelled is not sent again.")
    failed = [
        Delivery.State.REJECTED,
        Delivery.State.EXPIRED,
        Delivery.State.SUPPRESSED,
        Delivery.State.BOUNCED,
    ]
    copies = found.deliveries.filter(recipient__in=to) if to else found.deliveries.filter(state__in=failed)
    count = actions.resend(found, list(copies.values_list("recipient", flat=True)), now=timezone.now())
    if as_json:
        say_json({"mailing": found.pk, "again": count})
    else:
        print(f"{_copies(count)} of {found.occasion} will go out again.")


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
        say_json([_plain_copy(copy) | {"mailing": copy.mailing.occasion} for copy in copies])
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
        print(f"{_copies(count)} will {'count as arrived' if accept else 'go out once more'}.")


def _say_account(account: Accounting) -> None:
    print(f"Planned: {_copies(account.audience)}.")
    for state, count in account.as_dict().items():
        if count:
            print(f"  {count:>9,} {state}")
    if account.doubted:
        print(f"  ({account.doubted:,} of them were uncertain once)")
    if not account.holds:
        missing = account.audience - sum(account.states.values())
        print(f"  {missing:>9,} unaccounted for: rows were removed or added by hand")


def _copies(count: int) -> str:
    return "1 copy" if count == 1 else f"{count:,} copies"


def _plain_account(account: Accounting) -> dict[str, Any]:
    return {
        "audience": account.audience,
        "states": account.as_dict(),
        "doubted": account.doubted,
        "holds": account.holds,
    }


def _named(mailing: Mailing) -> tuple[Any, ...]:
    return mailing.pk, mailing.occasion, mailing.title, mailing.planned_at.date()


def _plain_mailing(mailing: Mailing) -> dict[str, Any]:
    names = ("id", "occasion", "kind", "title", "planned_at", "state", "priority")
    return {name: getattr(mailing, name) for name in names}


def _plain_pause(pause: Pause) -> dict[str, Any]:
    return {name: getattr(pause, name) for name in ("transport", "since", "until", "reason", "is_ours")}


def _plain_copy(copy: Delivery) -> dict[str, Any]:
    names = ("id", "recipient", "address", "attempts", "doubts", "answer", "not_before", "settled_at")
    return {name: getattr(copy, name) for name in names} | {"state": copy.get_state_display()}
