"""`mooc mail hold`, `release`, `cancel`, `reopen`, `resend`, `test-send`: an organiser's hand on a mailing."""

from typing import Annotated

import typer
from django.utils import timezone

from mooc.delivery import actions, queries
from mooc.delivery.models import Delivery, Mailing
from mooc.delivery.progress import progress_of
from mooc.errors import MoocError
from mooc.people.addresses import normal_address

from .mail_words import copies_words, departure_words
from .saying import AsJson, agrees, say_json

MailingName = Annotated[
    str, typer.Argument(metavar="MAILING", help="Its number or its occasion; `mooc mail list` shows both.")
]
State = Delivery.State
# What `resend` sends again unless it is told which.
FAILED = (State.REJECTED, State.EXPIRED, State.SUPPRESSED, State.BOUNCED)
_AGAIN = {state.label: state for state in State if state >= State.ACCEPTED}


class UnclearWish(MoocError):
    """The options of a command do not go together, or the mailing is in no state for it."""


def hold(mailing: MailingName, as_json: AsJson = False) -> None:
    """Send no further copies of a mailing until it is released; at once, in the middle of a send too."""
    found = queries.mailing_of(mailing)
    if not actions.hold(found) and found.state != Mailing.State.HELD:
        raise UnclearWish(f"{found.occasion} is {found.state}, so there is nothing to hold.")
    _say_state(found, as_json)


def release(mailing: MailingName, as_json: AsJson = False) -> None:
    """Let a mailing go on that was held."""
    found = queries.mailing_of(mailing)
    if not actions.release(found) and found.state != Mailing.State.OPEN:
        raise UnclearWish(f"{found.occasion} is {found.state}. `mooc mail reopen` brings it back.")
    _say_state(found, as_json)


def cancel(mailing: MailingName, as_json: AsJson = False) -> None:
    """Send no further copies of a mailing; `reopen` brings back what has not gone, while its time lasts."""
    found = queries.mailing_of(mailing)
    if found.state == Mailing.State.CANCELLED:
        raise UnclearWish(f"{found.occasion} was cancelled before.")
    now = timezone.now()
    waiting = progress_of(found, now=now).waiting
    if not as_json and not agrees(f"Cancel {found.title!r}? {copies_words(waiting)} will not go out."):
        raise typer.Exit(1)
    count = actions.cancel(found, now=now, reason=actions.BY_HAND)
    if as_json:
        say_json({"mailing": found.pk, "state": found.state, "cancelled": count})
    else:
        print(
            f"{copies_words(count)} of {found.occasion} will not go out. To bring them back: mooc mail reopen"
        )


def reopen(mailing: MailingName, as_json: AsJson = False) -> None:
    """Bring back a mailing that was cancelled by hand; copies that are due leave at once."""
    found = queries.mailing_of(mailing)
    now = timezone.now()
    count = actions.may_reopen(found, now=now)
    if not count:
        raise UnclearWish(
            f"Nothing of {found.occasion} can be brought back: it was not cancelled by hand, or is over."
        )
    if not as_json and not agrees(f"Bring back {copies_words(count)} of {found.title!r}?"):
        raise typer.Exit(1)
    count = actions.reopen(found, now=now)
    if as_json:
        say_json({"mailing": found.pk, "state": found.state, "again": count})
    else:
        print(f"{copies_words(count)} of {found.occasion} will go out after all.")


def resend(
    mailing: MailingName,
    to: Annotated[
        list[int] | None,
        typer.Option(help="Only this recipient, by the number `mooc mail show` tells; repeatable."),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(help="Copies in this state, such as rejected or bounced; repeatable."),
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only say how many.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send again what was rejected, expired, suppressed or came back; with --to, also what has arrived."""
    found = queries.mailing_of(mailing)
    if found.state == Mailing.State.CANCELLED:
        raise UnclearWish(f"{found.occasion} was cancelled; what was cancelled is not sent again.")
    readers = _readers(found, to or [], state or [])
    if preview or (not as_json and readers and not agrees(f"Send {copies_words(len(readers))} again?")):
        if as_json:
            say_json({"mailing": found.pk, "would_go_again": len(readers)})
        else:
            print(f"{copies_words(len(readers))} of {found.occasion} would go out again.")
        return
    count = actions.resend(found, readers, now=timezone.now())
    if as_json:
        say_json({"mailing": found.pk, "again": count})
    else:
        print(f"{copies_words(count)} of {found.occasion} will go out again.")


def _readers(mailing: Mailing, to: list[int], states: list[str]) -> list[int]:
    unknown = [name for name in states if name not in _AGAIN]
    if unknown:
        raise UnclearWish(f"--state {unknown[0]!r} is none of: {', '.join(_AGAIN)}.")
    copies = mailing.deliveries.order_by("recipient")
    if states or not to:
        copies = copies.filter(state__in=[_AGAIN[name] for name in states] or FAILED)
    if to:
        copies = copies.filter(recipient__in=to)
    return list(copies.values_list("recipient", flat=True))


def test_send(
    mailing: MailingName,
    to: Annotated[str, typer.Option(metavar="ADDRESS", help="Where the test goes.")],
    variant: Annotated[
        str, typer.Option(help="Such as group or soloist; the first reader's by default.")
    ] = "",
    language: Annotated[str, typer.Option(help="A language of its readers.")] = "",
    as_json: AsJson = False,
) -> None:
    """Send one copy to an address as a reader would get it, marked [Test], with links that act for nobody."""
    found = queries.mailing_of(mailing)
    address = normal_address(to)
    question = f"Send a test of {found.title!r} to {address}? It shows the names that one reader would see."
    if not as_json and not agrees(question):
        raise typer.Exit(1)
    trial = actions.try_mailing(
        found, address=address, variant=variant, language=language, now=timezone.now()
    )
    if as_json:
        say_json({"mailing": found.pk, "test": trial.pk, "to": address})
    else:
        print(f"A test is on its way to {address}; see `mooc mail show {trial.pk}`.")


def _say_state(mailing: Mailing, as_json: bool) -> None:
    now = timezone.now()
    progress = progress_of(mailing, now=now)
    if as_json:
        say_json({"mailing": mailing.pk, "state": mailing.state, "waiting": progress.waiting})
    else:
        print(f"{mailing.title}: {departure_words(mailing, progress, now=now)}")
