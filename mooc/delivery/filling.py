"""From claimed rows to messages: the rooms that own the mailings give the words, here they become bytes.

ask each mailing's room -> print the editions that the batch needs -> keep them -> fill some copies, and some more
"""

import logging
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import InterfaceError, OperationalError

from mooc.pure.mailkit import Address, Stencil, Value

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


class _Waiting(NamedTuple):
    """A copy whose words are known and whose message is not made yet."""

    claim: Claim
    filling: Filling
    address: str
    work: _Work


class Batch:
    """Claimed copies whose rooms have answered; their messages are made when they are wanted, some at a time.

    A message of ten thousand bytes that is sent while it is still in the processor's cache costs half of one that is
    not; and fewer of them lie in memory.
    """

    def __init__(self, claims: Sequence[Claim], *, now: datetime, with_subjects: bool = False) -> None:
        """Ask the rooms. `with_subjects`: the mailbox wants the subject beside the message."""
        keep_freed_memory()
        # How those copies end that get no message.
        self.ended: list[Settlement] = []
        self._now, self._with_subjects = now, with_subjects
        self._date, self._domain = format_datetime(now), settings.MOOC_MAIL_DOMAIN
        self._sealed = sealed_addresses()
        mailings = Mailing.objects.in_bulk({claim.mailing_id for claim in claims})
        works: list[_Work] = []
        for mailing_id, of_mailing in _by_mailing(claims).items():
            works += _asked(mailings[mailing_id], of_mailing, self.ended, now)
        self._editions = keep_editions({work.key: work.printed for work in works}, now)
        place = {claim.id: number for number, claim in enumerate(claims)}
        waiting = [one for work in works for one in self._addressed(work)]
        self._waiting = deque(sorted(waiting, key=lambda one: place[one.claim.id]))

    def __len__(self) -> int:
        """Return how many messages are still to be made."""
        return len(self._waiting)

    @property
    def addresses(self) -> list[tuple[Claim, str]]:
        """Return to whom the copies go whose messages are still to be made."""
        return [(one.claim, one.address) for one in self._waiting]

    def drop(self, ids: Collection[int]) -> None:
        """Make no messages of these."""
        if ids:
            self._waiting = deque(one for one in self._waiting if one.claim.id not in ids)

    def fill(self, limit: int) -> tuple[list[Ready], list[Settlement]]:
        """Make so many messages; return those copies, in the order of the claims, and how others end."""
        taken = [self._waiting.popleft() for _ in range(min(limit, len(self._waiting)))]
        runs: dict[tuple[int, int], list[_Waiting]] = {}
        for one in taken:
            runs.setdefault((id(one.work), id(one.filling.common)), []).append(one)
        made: dict[int, Ready] = {}
        ended: list[Settlement] = []
        for run in runs.values():
            self._fill_run(run, made, ended)
        if len(runs) == 1:
            return [*made.values()], ended
        return [made[one.claim.id] for one in taken if one.claim.id in made], ended

    def _addressed(self, work: _Work) -> Iterator[_Waiting]:
        for claim, filling in work.copies:
            address = envelope_address(filling.address)
            if address is None:
                self.ended.append(_no_address(claim, filling.address))
            else:
                yield _Waiting(claim, filling, address, work)

    def _fill_run(self, run: Sequence[_Waiting], made: dict[int, Ready], ended: list[Settlement]) -> None:
        """Fill copies of one edition that have the same values in common."""
        work = run[0].work
        stencil = work.printed.compiled.stencil(run[0].filling.common, *self._house(work.mailing))
        seals = [self._sealed(one.claim.id) for one in run]
        readers: list[tuple[dict[str, Value], Mapping[str, Value]]] = [
            (
                {**one.filling.values, "to": Address(one.filling.name, one.address), "message_id": its_id},
                one.filling.shared,
            )
            for one, (_, its_id) in zip(run, seals, strict=True)
        ]
        raws = _filled(stencil, run, readers, ended, now=self._now)
        kind, frame, edition_id = work.mailing.kind, work.printed.frame, self._editions[work.key]
        named = "Message-ID" if work.printed.names_itself else ""
        for one, reader, (mail_from, its_id), raw in zip(run, readers, seals, raws, strict=True):
            if raw is None:
                continue
            subject = stencil.header("Subject", *reader) if self._with_subjects else ""
            if named:
                its_id = stencil.header(named, *reader)
            outgoing = Outgoing(
                one.claim.id, mail_from, one.address, raw, subject, kind, its_id, edition_id, frame, 0.0, True
            )
            made[one.claim.id] = Ready(one.claim, outgoing)

    def _house(self, mailing: Mailing) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
        return (
            _of_mailing(self._date, mailing.run_id or 0, mailing.kind, self._domain),
            _defaults(settings.MOOC_NAME, settings.MOOC_SENDER),
        )


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


def _filled(
    stencil: Stencil,
    run: Sequence[_Waiting],
    readers: Sequence[tuple[Mapping[str, Value], Mapping[str, Value]]],
    ended: list[Settlement],
    *,
    now: datetime,
) -> Sequence[bytes | None]:
    """Fill all at once; where that fails, one by one, to find whose copy it is."""
    try:
        return stencil.fill_all(readers)
    except Exception:
        log.exception("a copy among %d cannot be filled", len(run))
    found: list[bytes | None] = []
    for one, reader in zip(run, readers, strict=True):
        try:
            found.append(stencil.fill(*reader))
        except Exception as error:
            log.exception("delivery %d cannot be filled", one.claim.id)
            ended.append(our_failure(one.claim, _short(error), now=now))
            found.append(None)
    return found


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
