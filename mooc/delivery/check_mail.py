"""The mail that `mooc doctor` sends to see whether mail arrives: planned, sent, settled and counted like any other.

Its occasion names the address, since nobody's row does: `check/1764000000/alice@example.org`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from html import escape

from django.conf import settings

from .actions.planning import cancel, plan
from .errors import DeliveryError
from .fillers import Filling, Skip
from .layout import Draft
from .models import Delivery, Mailing

NAME = "check"
LIFETIME = timedelta(minutes=10)
_LONGEST = 80
_WORDS = (
    "Somebody who looks after this machine asked whether its mail arrives. It does.",
    "Look at how it was received: SPF, DKIM and DMARC should all have passed. Nothing needs to be done.",
)


class BadCheckAddress(DeliveryError):
    """A check mail cannot be sent to that address."""


class CheckFiller:
    """Answers for check mails."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the few words of it."""
        html = "".join(f"<p>{escape(words)}</p>" for words in _WORDS)
        return Draft("Mail from this machine arrives", "\n\n".join(_WORDS), html, stops=False)

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Give the address out of the occasion."""
        shared = {"why": f"You get this because an operator of {settings.MOOC_NAME} checks its mail."}
        return {number: Filling(address_of(mailing), "", "en", {}, shared) for number in recipients}


def plan_check(address: str, *, now: datetime) -> Delivery:
    """Plan one mail to an address, ahead of all others; it is tried for ten minutes. Raises BadCheckAddress."""
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or len(address) > _LONGEST or any(sign.isspace() for sign in address):
        raise BadCheckAddress(
            f"{address!r} is no address to send a check mail to; it has {_LONGEST} signs at most."
        )
    mailing = plan(
        occasion=f"check/{now.timestamp():.3f}/{address}",
        kind=NAME,
        filler=NAME,
        title="A check of the mail set-up",
        now=now,
        recipients=[0],
        priority=0,
        lifetime=LIFETIME,
    )
    return Delivery.objects.get(mailing=mailing, recipient=0)


def give_up(check: Delivery, *, now: datetime) -> None:
    """Send it no more, where it still waits."""
    cancel(check.mailing, now=now, reason="mooc doctor has waited long enough")


def address_of(mailing: Mailing) -> str:
    """Return where a check mail goes."""
    return mailing.occasion.split("/", 2)[2]
