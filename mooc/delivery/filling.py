"""From claimed rows to messages: the rooms that own the mailings give the words, here they become bytes.

ask each mailing's room -> print the editions that the batch needs -> keep them -> fill each copy
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import InterfaceError, OperationalError

from mooc.pure.mailkit import Address, Value

from .addresses import envelope_address, sealed_addresses
from .editions import Key, Print, keep_editions, print_edition
from .fillers import Filler, Filling, Skip, filler_of
from .layout import ENVELOPE_SLOTS
from .memory import keep_freed_memory
from .models import Delivery, Mailing
from .outcomes import not_sent, our_failure
from .sql import Claim, Settlement
from .transports.base import Outgoing

log = logging.getLogger(__name__)

Copy = tuple[Claim, Filling]
_COPIES_BETWEEN = 10


@dataclass(slots=True)
class Ready:
    """A copy that can go. Not frozen, because one is made for each copy."""

    claim: Claim
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class _Work:
    """The copies of one edition in a batch."""

    mailing: Mailing
    key: Key
    printed: Print
    copies: list[Copy]


class _Ways(NamedTuple):
    """How a batch is filled."""

    now: datetime
    between: Callable[[], None]
    with_subjects: bool


def fill_batch(
    claims: Sequence[Claim],
    *,
    now: datetime,
    between: Callable[[], None] | None = None,
    with_subjects: bool = True,
) -> tuple[list[Ready], list[Settlement]]:
    """Return the copies that can go, in the order of the claims, and how the others end.

    `between` is called after some copies each, so that who fills can carry others meanwhile. `with_subjects`: the
    mailbox wants the subject beside the message.
    """
    keep_freed_memory()
    mailings = Mailing.objects.in_bulk({claim.mailing_id for claim in claims})
    ended: list[Settlement] = []
    works: list[_Work] = []
    for mailing_id, of_mailing in _by_mailing(claims).items():
        works += _asked(mailings[mailing_id], of_mailing, ended, now)
    editions = keep_editions({work.key: work.printed for work in works}, now)
    made: dict[int, Ready] = {}
    for work in works:
        ways = _Ways(now, between or _nothing, with_subjects)
        _fill_all(work, editions[work.key], made, ended, ways)
    return [made[claim.id] for claim in claims if claim.id in made], ended


def _by_mailing(claims: Sequence[Claim]) -> dict[int, list[Claim]]:
    grouped: dict[int, list[Claim]] = {}
    for claim in claims:
        grouped.setdefault(claim.mailing_id, []).append(claim)
    return grouped


def _asked(
    mailing: Mailing, claims: Sequence[Claim], ended: list[Settlement], now: datetime
) -> Iterable[_Work]:
    """Ask the room that owns the mailing; what fails there keeps no other mailing from going out."""
    try:
        filler = filler_of(mailing)
        given = filler.fill(mailing, [claim.recipient for claim in claims], now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("mailing %s: its filler %s failed", mailing.occasion, mailing.filler)
        ended.extend(our_failure(claim, _short(error), now=now) for claim in claims)
        return
    for (variant, language), copies in _by_edition(claims, given, ended).items():
        printed = _printed(filler, mailing, variant, language, copies, ended, now)
        if printed is not None:
            yield _Work(mailing, (mailing.pk, variant, language), printed, copies)


def _by_edition(
    claims: Sequence[Claim], given: Mapping[int, Filling | Skip], ended: list[Settlement]
) -> dict[tuple[str, str], list[Copy]]:
    editions: dict[tuple[str, str], list[Copy]] = {}
    for claim in claims:
        answer = given.get(claim.recipient)
        if isinstance(answer, Filling):
            editions.setdefault((answer.variant, answer.language), []).append((claim, answer))
        elif isinstance(answer, Skip):
            ended.append(not_sent(claim, answer.state, answer.reason))
        else:
            ended.append(not_sent(claim, Delivery.State.CANCELLED, "no longer here"))
    return editions


def _printed(
    filler: Filler,
    mailing: Mailing,
    variant: str,
    language: str,
    copies: Sequence[Copy],
    ended: list[Settlement],
    now: datetime,
) -> Print | None:
    """Compile an edition as of this moment."""
    try:
        draft = filler.draft(mailing, variant, language, now=now)
        return print_edition(draft, mailing, language)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("mailing %s: its edition %s cannot be written", mailing.occasion, (variant, language))
        ended.extend(our_failure(claim, _short(error), now=now) for claim, _ in copies)
        return None


def _fill_all(
    work: _Work,
    edition_id: int,
    made: dict[int, Ready],
    ended: list[Settlement],
    ways: _Ways,
) -> None:
    now, between, with_subjects = ways
    printed, kind = work.printed, work.mailing.kind
    house = (
        _of_mailing(format_datetime(now), work.mailing.run_id or 0, kind, settings.MOOC_MAIL_DOMAIN),
        _defaults(settings.MOOC_NAME, settings.MOOC_SENDER),
    )
    common: object = None
    sealed, names_itself = sealed_addresses(), printed.names_itself
    for number, (claim, filling) in enumerate(work.copies, 1):
        if not number % _COPIES_BETWEEN:
            between()
        address = envelope_address(filling.address)
        if address is None:
            ended.append(_no_address(claim, filling.address))
            continue
        if common is not filling.common:
            common = filling.common
            stencil = printed.compiled.stencil(filling.common, *house)
        mail_from, its_id = sealed(claim.id)
        values = {**filling.values, "to": Address(filling.name, address), "message_id": its_id}
        try:
            raw = stencil.fill(values, filling.shared)
            subject = stencil.header("Subject", values, filling.shared) if with_subjects else ""
            if names_itself:
                its_id = stencil.header("Message-ID", values, filling.shared)
        except Exception as error:
            log.exception("delivery %d cannot be filled", claim.id)
            ended.append(our_failure(claim, _short(error), now=now))
            continue
        outgoing = Outgoing(
            claim.id, mail_from, address, raw, subject, kind, its_id, edition_id, printed.frame
        )
        made[claim.id] = Ready(claim, outgoing)


def _nothing() -> None:
    pass


def _no_address(claim: Claim, given: str) -> Settlement:
    reason = f"553 5.1.3 not an address: {given[:200]}"
    return not_sent(claim, Delivery.State.REJECTED, reason, address=given)


@lru_cache(maxsize=64)
def _of_mailing(date: str, run_id: int, kind: str, domain: str) -> Mapping[str, Value]:
    """Return what all copies of mailings of a kind have in common besides the text; the same object for the same."""
    return {"date": date, "feedback_id": f"{run_id}:{kind}:mooc:{domain.replace('.', '-')}"}


@lru_cache(maxsize=4)
def _defaults(name: str, sender: str) -> Mapping[str, Value]:
    """Return what holds where a filling gives nothing: the machine writes, and there is nowhere to go."""
    return dict.fromkeys(ENVELOPE_SLOTS, "") | {"from_name": name, "from_addr": sender}


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
