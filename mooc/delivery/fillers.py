"""What delivery asks of the rooms above: who gets which edition, and with which words, at the moment of sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mooc.pure.mailkit import Rich

from .layout import Draft
from .models import Delivery, Mailing

Values = Mapping[str, str | Rich]
NO_VALUES: Values = {}


@dataclass(slots=True)
class Filling:
    """One recipient's words; where a slot is named in several mappings, the first of the three gives it.

    values: his own. shared: one object for all members of a group. common: one object for all recipients of a batch.
    What is shared is encoded once per object, so few own values make a cheap copy. Not frozen, because one is made
    for each copy. Slots every filling gives (the envelope and the layout use them): see `layout.ENVELOPE_SLOTS`.
    """

    address: str
    variant: str
    language: str
    values: Values
    shared: Values = field(default_factory=lambda: NO_VALUES)
    # The display name of To; may be empty.
    name: str = ""
    common: Values = field(default_factory=lambda: NO_VALUES)


@dataclass(frozen=True, slots=True)
class Skip:
    """This copy is not to be sent: SUPPRESSED (the reader stopped it) or CANCELLED (no longer for this reader)."""

    state: Delivery.State
    reason: str


class Filler(Protocol):
    """Registered once by the room that owns the occasion, under the name that its mailings carry."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition, with slots; called once per batch and edition at most, so cache what is slow."""
        ...

    def fill(
        self, mailing: Mailing, recipients: Sequence[int], *, now: datetime
    ) -> Mapping[int, Filling | Skip]:
        """Answer for each recipient (one that is missing is cancelled: "no longer here"); fixed number of queries."""
        ...


_fillers: dict[str, Filler] = {}
_withdrawable: set[str] = set()
_confidential: set[str] = set()


def register(name: str, filler: Filler, *, withdrawable: bool = False, confidential: bool = False) -> None:
    """Make `filler` answer for mailings that name it; called from `AppConfig.ready`.

    `withdrawable`: its recipients are the readers of the mailing's run, by the same numbers in all such mailings, and
    one who stops the mail of the run gets no copy of it (see `actions.withdraw`). `confidential`: that somebody got
    such a mail is nobody's business, so that no list of copies and no mailbox shows it.
    """
    _fillers[name] = filler
    if withdrawable:
        _withdrawable.add(name)
    if confidential:
        _confidential.add(name)


def withdrawable() -> list[str]:
    """Return the names of the fillers whose copies a reader may stop."""
    return sorted(_withdrawable)


def confidential() -> list[str]:
    """Return the names of the fillers whose recipients are shown to nobody."""
    return sorted(_confidential)


def filler_of(mailing: Mailing) -> Filler:
    """Return the filler a mailing names. Raises LookupError with the name when no room registered it."""
    try:
        return _fillers[mailing.filler]
    except KeyError:
        raise LookupError(
            f"mailing {mailing.occasion} names the filler {mailing.filler!r}, which no room registered"
        ) from None
