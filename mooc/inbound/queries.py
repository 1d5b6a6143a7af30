"""Questions about inbound mail: may it come in, where does it lead, what came."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from mooc.delivery.addresses import delivery_of_bounce_address
from mooc.groups.models import Group
from mooc.runs import tokens
from mooc.runs.errors import BadToken
from mooc.runs.models import Run

from .addresses import Split, cleaned, split
from .errors import NoSuchMail
from .models import InboundMail

OPERATOR_MAILBOXES = ("postmaster", "abuse")
RUN_PREFIX = "run-"
BOUNCES, STOP = "bounces", "stop"
PAGE = 50


@dataclass(frozen=True, slots=True)
class Accept:
    """The door may say 250."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """The door says no: a reply code (RFC 5321) and a text that begins with an enhanced code (RFC 3463)."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


@dataclass(frozen=True, slots=True)
class ToGroup:
    """A group's own address, or a member's personal one there: whatever stands behind a + (`writers`)."""

    group: Group


@dataclass(frozen=True, slots=True)
class ToOrganisers:
    """The address of a run, or the machine's own (no run): people look after both."""

    run: Run | None


@dataclass(frozen=True, slots=True)
class ToOperator:
    """postmaster or abuse, which every mail server has."""

    mailbox: str


@dataclass(frozen=True, slots=True)
class ToDelivery:
    """The signed envelope sender of one copy: what comes back to it is about that copy."""

    delivery_id: int


@dataclass(frozen=True, slots=True)
class ToStop:
    """An unsubscribe address: whoever writes there wants no more mail."""

    enrolment_id: int


Destination = ToGroup | ToOrganisers | ToOperator | ToDelivery | ToStop
ACCEPT = Accept()


def verdict(address: str) -> Accept | Refuse:
    """Answer for one RCPT TO: two queries at most."""
    destination = find_destinations([address])[address]
    return destination if isinstance(destination, Refuse) else ACCEPT


def find_destinations(addresses: Iterable[str]) -> dict[str, Destination | Refuse]:
    """Return the room that each of our addresses leads to, or why it leads nowhere; two queries at most for all."""
    found: dict[str, Destination | Refuse] = {}
    named: dict[str, str] = {}
    for address in addresses:
        ours = split(cleaned(address))
        known = _without_asking(ours, address)
        if known is None:
            named[address] = ours.local
        else:
            found[address] = known
    if not named:
        return found
    groups = _groups(set(named.values()))
    runs = _runs(set(named.values()) - groups.keys())
    for address, local in named.items():
        found[address] = groups.get(local) or runs.get(local) or _unknown()
    return found


def _without_asking(ours: Split, address: str) -> Destination | Refuse | None:
    """Answer what needs no database; None for a name to look up."""
    if _is_sender(ours):
        return ToOrganisers(None)
    if not ours.is_ours:
        return Refuse(550, "5.7.1 Not one of my addresses, and I pass nothing on to other hosts")
    if ours.local in OPERATOR_MAILBOXES:
        return ToOperator(ours.local)
    if not ours.domain or not ours.local:
        return _unknown()
    if ours.local == BOUNCES:
        delivery_id = delivery_of_bounce_address(cleaned(address))
        return _unknown() if delivery_id is None else ToDelivery(delivery_id)
    return _stop(ours.tag) if ours.local == STOP else None


def is_of_the_house(ours: Split) -> bool:
    """Say whether an address of ours can be no group's: it is the machine's, a run's, or a mail system's."""
    others = (*OPERATOR_MAILBOXES, BOUNCES, STOP)
    return ours.local in others or ours.local.startswith(RUN_PREFIX) or _is_sender(ours)


def _is_sender(ours: Split) -> bool:
    sender = split(cleaned(settings.MOOC_SENDER))
    return (ours.local, ours.domain) == (sender.local, sender.domain)


def _stop(token: str) -> Destination | Refuse:
    try:
        return ToStop(tokens.read("stop", token))
    except BadToken:
        return Refuse(550, "5.1.1 This unsubscribe address is not one that I made")


def _groups(locals_: Collection[str]) -> dict[str, Destination | Refuse]:
    groups = Group.objects.filter(local_part__in=locals_).select_related("successor")
    return {group.local_part: _group(group) for group in groups}


def _group(group: Group) -> Destination | Refuse:
    """Lead to the group, or to that into which it was merged: old addresses stand in many mailboxes."""
    now = group.successor or group
    if now.state in (Group.State.CLOSED, Group.State.MERGED):
        return Refuse(550, f"5.1.6 {group.local_part} is not a group any more")
    return ToGroup(now)


def _runs(locals_: Collection[str]) -> dict[str, Destination]:
    slugs = [local.removeprefix(RUN_PREFIX) for local in locals_ if local.startswith(RUN_PREFIX)]
    if not slugs:
        return {}
    return {RUN_PREFIX + run.slug: ToOrganisers(run) for run in Run.objects.filter(slug__in=slugs)}


def _unknown() -> Refuse:
    return Refuse(550, "5.1.1 I know nobody of this name; is the address complete?")


def inbound_mails(
    *, state: str = "", run_ids: Sequence[int] | None = None, limit: int = PAGE, before_id: int | None = None
) -> list[InboundMail]:
    """Return inbound mails, newest first, without their bytes; `run_ids` keeps to the mail of some runs."""
    mails = InboundMail.objects.order_by("-id")
    if state:
        mails = mails.filter(state=state)
    if run_ids is not None:
        mails = mails.filter(run_id__in=run_ids)
    if before_id is not None:
        mails = mails.filter(id__lt=before_id)
    return list(mails[:limit])


def inbound_numbers() -> dict[str, int]:
    """Count the mails in each state, states with none included."""
    counted = InboundMail.objects.values("state").order_by().annotate(count=Count("id"))
    return dict.fromkeys(InboundMail.State.values, 0) | {row["state"]: row["count"] for row in counted}


def inbound_mail(number: int) -> InboundMail:
    """Return one inbound mail with its bytes. Raises NoSuchMail."""
    mail = InboundMail.objects.select_related("raw").filter(id=number).order_by("id").first()
    if mail is None:
        raise NoSuchMail(f"there is no inbound mail {number}; `mooc inbound list` shows the latest")
    return mail


def read_raw(mail: InboundMail) -> bytes:
    """Return the bytes as they came; empty when retention has taken them or the door refused them."""
    return bytes(mail.raw.content) if mail.raw else b""
