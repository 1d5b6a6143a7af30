"""`mooc inbound keep|hide|ask|reopen`: what to do with held mail."""

from typing import Annotated

import typer
from django.utils import timezone

from mooc.errors import MoocError
from mooc.inbound import deciding
from mooc.inbound.models import InboundMail
from mooc.inbound.queries import inbound_mail
from mooc.people.addresses import normal_address
from mooc.people.models import Person

from .receive import inbound
from .saying import AsJson, agrees, say_json

Number = Annotated[
    int, typer.Argument(metavar="NUMBER", help="Its number in `mooc inbound list --state held`.")
]
Reason = Annotated[str, typer.Option(help="Why, for those who ask later.")]
By = Annotated[
    str, typer.Option(metavar="ADDRESS", help="Who decides; without it, somebody at the command line.")
]


class NoSuchDecider(MoocError):
    """The address is nobody's here."""


class UnclearWhat(MoocError):
    """Neither a mail nor a kind was named, or both."""


@inbound.command()
def keep(number: Number, reason: Reason = "", by: By = "", as_json: AsJson = False) -> None:
    """Post a held mail to its group, in its writer's name."""
    outcome = deciding.keep(inbound_mail(number), by=_person(by), reason=reason, now=timezone.now())
    _say(number, "keep", f"Mail {number}: {outcome.reason}.", as_json, post=outcome.became_id)


@inbound.command()
def hide(
    number: Annotated[int | None, typer.Argument(metavar="[NUMBER]", help="Its number in the list.")] = None,
    kind: Annotated[str, typer.Option(help="All held mail of a kind, such as stranger; asks first.")] = "",
    reason: Reason = "",
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Let nobody see a held mail, or all of a kind; `reopen` takes it back."""
    if (number is None) == (not kind):
        raise UnclearWhat("name one mail by its number, or all of a kind by --kind.")
    if number is None:
        _hide_kind(kind, reason, by, as_json)
        return
    deciding.hide(inbound_mail(number), by=_person(by), reason=reason, now=timezone.now())
    _say(number, "hide", f"Mail {number} is hidden. `mooc inbound reopen {number}` takes that back.", as_json)


@inbound.command()
def ask(number: Number, reason: Reason = "", by: By = "", as_json: AsJson = False) -> None:
    """Ask whom a held mail names, at his own address, whether it is his; a yes posts it."""
    question = deciding.ask(inbound_mail(number), by=_person(by), reason=reason, now=timezone.now())
    words = f"I ask {question.person} about mail {number}. A yes posts it, a no drops it."
    _say(number, "ask", words, as_json, question=question.pk)


@inbound.command()
def reopen(number: Number, reason: Reason = "", by: By = "", as_json: AsJson = False) -> None:
    """Put a mail that was hidden back among those that wait."""
    deciding.reopen(inbound_mail(number), by=_person(by), reason=reason, now=timezone.now())
    _say(number, "reopen", f"Mail {number} waits again.", as_json)


def _hide_kind(kind: str, reason: str, by: str, as_json: bool) -> None:
    held = InboundMail.objects.filter(state=InboundMail.State.HELD, kind=kind).order_by("-id")
    latest, count = held.values_list("id", flat=True).first() or 0, held.count()
    if count and not as_json and not agrees(f"Hide {count:,} held as {kind}?"):
        raise typer.Exit(1)
    done = deciding.hide_kind(kind, by=_person(by), up_to=latest, reason=reason, now=timezone.now())
    if as_json:
        say_json({"kind": kind, "verb": "hide", "mails": done})
    else:
        print(
            f"{done:,} held as {kind} {'is' if done == 1 else 'are'} hidden."
            if done
            else f"None is held as {kind}."
        )


def _person(address: str) -> Person | None:
    if not address:
        return None
    person = Person.objects.filter(email=normal_address(address), is_active=True).order_by("id").first()
    if person is None:
        raise NoSuchDecider(
            f"nobody here has the address {address}; `mooc organiser list` shows who organises."
        )
    return person


def _say(number: int, verb: str, words: str, as_json: bool, **more: object) -> None:
    if as_json:
        say_json({"number": number, "verb": verb, **more})
    else:
        print(words)
