"""From claimed rows to messages: the rooms that own the mailings give the words, here they become bytes."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from django.conf import settings
from django.db import InterfaceError, OperationalError

from mooc.pure.mailkit import Address, Value

from .addresses import bounce_address, message_id
from .editions import Key, Print, keep_editions, print_edition
from .fillers import Filling, Skip, filler_of
from .layout import ENVELOPE_SLOTS
from .models import Delivery, Mailing
from .outcomes import not_sent, our_failure
from .sql import Claim, Settlement
from .transports.base import Outgoing

log = logging.getLogger(__name__)

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f]+@[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Ready:
    """A copy that can go."""

    claim: Claim
    outgoing: Outgoing


def fill_batch(claims: Sequence[Claim], *, now: datetime) -> tuple[list[Ready], list[Settlement]]:
    """Return the copies that can go, in the order of the claims, and how the others end."""
    mailings = Mailing.objects.in_bulk({claim.mailing_id for claim in claims})
    fillings: dict[int, Filling] = {}
    ended: list[Settlement] = []
    for mailing_id, of_mailing in _by_mailing(claims).items():
        fillings |= _answers(mailings[mailing_id], of_mailing, ended, now)
    prints = _prints(mailings, claims, fillings, ended, now)
    editions = keep_editions(prints, now)
    kinds = {mailing.pk: _Mailing(mailing, now) for mailing in mailings.values()}
    ready: list[Ready] = []
    for claim in claims:
        filling = fillings.get(claim.id)
        if filling is None:
            continue
        key = (claim.mailing_id, filling.variant, filling.language)
        if key not in prints:
            continue
        made = _fill(claim, filling, kinds[claim.mailing_id], prints[key], editions[key], now)
        if isinstance(made, Outgoing):
            ready.append(Ready(claim, made))
        else:
            ended.append(made)
    return ready, ended


def _by_mailing(claims: Sequence[Claim]) -> dict[int, list[Claim]]:
    grouped: dict[int, list[Claim]] = {}
    for claim in claims:
        grouped.setdefault(claim.mailing_id, []).append(claim)
    return grouped


def _answers(
    mailing: Mailing, claims: Sequence[Claim], ended: list[Settlement], now: datetime
) -> dict[int, Filling]:
    """Ask the room that owns the mailing; what fails there keeps no other mailing from going out."""
    try:
        given = filler_of(mailing).fill(mailing, [claim.recipient for claim in claims], now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("mailing %s: its filler %s failed", mailing.occasion, mailing.filler)
        ended.extend(our_failure(claim, _short(error), now=now) for claim in claims)
        return {}
    fillings: dict[int, Filling] = {}
    for claim in claims:
        answer = given.get(claim.recipient)
        if isinstance(answer, Filling):
            fillings[claim.id] = answer
        elif isinstance(answer, Skip):
            ended.append(not_sent(claim, answer.state, answer.reason))
        else:
            ended.append(not_sent(claim, Delivery.State.CANCELLED, "no longer here"))
    return fillings


def _prints(
    mailings: Mapping[int, Mailing],
    claims: Sequence[Claim],
    fillings: Mapping[int, Filling],
    ended: list[Settlement],
    now: datetime,
) -> dict[Key, Print]:
    """Compile each edition that the batch needs, as of this moment."""
    users: dict[Key, list[Claim]] = {}
    for claim in claims:
        if claim.id in fillings:
            filling = fillings[claim.id]
            users.setdefault((claim.mailing_id, filling.variant, filling.language), []).append(claim)
    prints: dict[Key, Print] = {}
    for key, of_edition in users.items():
        mailing = mailings[key[0]]
        try:
            draft = filler_of(mailing).draft(mailing, key[1], key[2], now=now)
            prints[key] = print_edition(draft, mailing, key[2])
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.exception("mailing %s: its edition %s cannot be written", mailing.occasion, key[1:])
            ended.extend(our_failure(claim, _short(error), now=now) for claim in of_edition)
    return prints


class _Mailing:
    """What all copies of a mailing have in common besides the text."""

    def __init__(self, mailing: Mailing, now: datetime) -> None:
        self.kind = mailing.kind
        self.defaults = _defaults(settings.MOOC_NAME, settings.MOOC_SENDER)
        sender = settings.MOOC_MAIL_DOMAIN.replace(".", "-")
        self.values: dict[str, Value] = {
            "date": format_datetime(now),
            "feedback_id": f"{mailing.run_id or 0}:{mailing.kind}:mooc:{sender}",
        }


def _fill(
    claim: Claim, filling: Filling, mailing: _Mailing, made: Print, edition_id: int, now: datetime
) -> Outgoing | Settlement:
    address = _envelope_address(filling.address)
    if address is None:
        reason = f"553 5.1.3 not an address: {filling.address[:200]}"
        return not_sent(claim, Delivery.State.REJECTED, reason, address=filling.address)
    values = {**filling.values, "to": Address(filling.name, address), "message_id": message_id(claim.id)}
    layers = (values, filling.shared, mailing.values, mailing.defaults)
    try:
        raw = made.compiled.fill(*layers)
        subject, its_id = (made.compiled.header(name, *layers) for name in ("Subject", "Message-ID"))
    except Exception as error:
        log.exception("delivery %d cannot be filled", claim.id)
        return our_failure(claim, _short(error), now=now)
    return Outgoing(
        delivery_id=claim.id,
        mail_from=bounce_address(claim.id),
        rcpt_to=address,
        raw=raw,
        subject=subject,
        kind=mailing.kind,
        message_id=its_id,
        edition_id=edition_id,
        frame=made.frame,
    )


def _envelope_address(address: str) -> str | None:
    """Return an address as it goes over the wire, its domain in ASCII; None for what is none."""
    if not _ADDRESS.fullmatch(address) or len(address) > 254:
        return None
    if address.isascii():
        return address
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None


@lru_cache(maxsize=4)
def _defaults(name: str, sender: str) -> Mapping[str, Value]:
    """Return what holds where a filling gives nothing: the machine writes, and there is nowhere to go."""
    return dict.fromkeys(ENVELOPE_SLOTS, "") | {"from_name": name, "from_addr": sender}


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
