"""What other mail servers say that we do wrong, as their bounces tell it: somebody who looks after this one must know.

One row for each kind of fault and each provider that names it. It is shown until nobody has said it for a week, and
forgotten with the mails that said it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from mooc.delivery.providers import provider_of
from mooc.pure.mailkit.bounces import Recipient

from .models import Fault

SHOWN = timedelta(days=7)
_LONGEST = 300

_DNS = "`mooc doctor` says which record of SPF, DKIM or DMARC is missing"
_CONTENT = "Look at what the copy says and where it links to, and ask that provider's postmaster"
# What each reason of a bounce comes to in words for people: what is wrong, and what to do now.
_MEANINGS = {
    "authfailure": ("cannot verify that our mail is ours", f"{_DNS}."),
    "requireptr": (
        "miss a name for our address",
        "Give the relay's address a PTR record that leads back to it.",
    ),
    "badreputation": (
        "do not trust our address yet",
        "Send less for some days (`mooc mail pace`), and see what their postmaster pages say of it.",
    ),
    "blocked": (
        "block our address",
        "The answer names the list; look up there why and ask to be taken off, or send by another relay (EMAIL_URL).",
    ),
    "spamdetected": ("take our mail for spam", f"{_CONTENT}; {_DNS}."),
    "virusdetected": ("take our mail for dangerous", f"{_CONTENT}."),
    "policyviolation": ("do not take our mail by a rule of theirs", f"{_CONTENT}; {_DNS}."),
    "rejected": (
        "do not take MOOC_SENDER as a sender",
        "Its domain must exist, take mail and name an MX; `mooc doctor` looks.",
    ),
    "norelaying": (
        "do not relay for us",
        "EMAIL_URL must name a relay that knows us: look at its user and password.",
    ),
    "notcompliantrfc": (
        "find our mail malformed",
        "Is something between us and them changing it? Report the answer to us.",
    ),
    "securityerror": (
        "want encryption or a sign-in",
        "Look at EMAIL_URL: smtps:// or ?starttls=1, user and password.",
    ),
    "speeding": (
        "get our mail too fast",
        "Slow it down: `mooc mail pace` limits copies a minute for a provider.",
    ),
    "toomanyconn": ("see too many connections of ours", "Use fewer: `?connections=2` in EMAIL_URL."),
}
_SENDER_CODES = ("5.1.7", "5.1.8")
# Codes 5.7 that speak of the address for all that, in the words beside them.
_OF_THE_ADDRESS = frozenset(
    {"delivered", "hostunknown", "mailboxfull", "notaccept", "suspend", "userunknown", "filtered"}
)


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A fault in words: who says what, how often, what to do."""

    kind: str
    provider: str
    count: int
    since: datetime
    last_at: datetime
    answer: str

    @property
    def words(self) -> str:
        """One sentence that says what is wrong, one that quotes, one that says what to do."""
        wrong, now_do = _MEANINGS[self.kind]
        times = "once" if self.count == 1 else f"{self.count:,} times"
        said = f" It says: {self.answer.rstrip('.')}." if self.answer else ""
        return f"The servers of {self.provider} {wrong} ({times} since {self.since:%-d %B}).{said} {now_do}"


def fault_of(one: Recipient) -> str:
    """Return the kind of fault of ours that a bounce tells of; empty where it lies with the address, or passes."""
    if one.hard or one.action in ("delayed", "delivered", "relayed", "expanded"):
        return ""
    if one.status in _SENDER_CODES:
        return "rejected"
    if one.reason in _MEANINGS:
        return one.reason
    is_policy = one.status.startswith("5.7.") and one.reason not in _OF_THE_ADDRESS
    return "policyviolation" if is_policy else ""


def note_fault(kind: str, *, address: str, delivery_id: int, answer: str, now: datetime) -> None:
    """Count a fault that the provider of an address has told; after a week of silence it begins anew."""
    with transaction.atomic():
        row, is_new = Fault.objects.select_for_update().get_or_create(
            kind=kind, provider=provider_of(address)[:200], defaults={"since": now, "last_at": now}
        )
        begins = is_new or row.last_at < now - SHOWN
        row.since, row.count = (now, 1) if begins else (row.since, F("count") + 1)
        row.last_at, row.delivery_id = max(row.last_at, now), delivery_id
        row.answer = answer.replace(address, "...")[:_LONGEST] if address else answer[:_LONGEST]
        row.save()


def faults(*, now: datetime) -> list[ShownFault]:
    """Return what was said of us within a week, most often said first. One query."""
    rows = Fault.objects.filter(last_at__gt=now - SHOWN, kind__in=_MEANINGS).order_by("-count", "id")
    return [ShownFault(row.kind, row.provider, row.count, row.since, row.last_at, row.answer) for row in rows]


def forget_faults(*, before: datetime) -> None:
    """Delete what nobody has said since."""
    Fault.objects.filter(last_at__lt=before).delete()
