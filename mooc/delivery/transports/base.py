"""What a transport takes and gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Frame:
    """What copies of one edition have in common, filled with nothing: no word in it is about a reader."""

    digest: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One copy, ready to go: lines end in CRLF, dots are not stuffed."""

    delivery_id: int
    mail_from: str
    rcpt_to: str
    raw: bytes
    subject: str
    kind: str
    message_id: str
    edition_id: int
    frame: Frame


class Verdict(Enum):
    """What became of a copy."""

    ACCEPTED = "accepted"
    # Refused for now, for a reason of this copy or its recipient.
    DEFERRED = "deferred"
    REJECTED = "rejected"
    # Handed over whole, and the answer never came: it may have arrived.
    UNCERTAIN = "uncertain"
    # The relay refuses us, not this copy: it waits like one that was deferred, and the stream pauses.
    OUR_FAULT = "our fault"
    # No relay to speak to: nothing was tried, and the stream pauses.
    UNREACHABLE = "unreachable"
    # Somebody stopped mail to this address after the copy was claimed.
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered for one copy, in the other side's words or ours."""

    delivery_id: int
    verdict: Verdict
    text: str


class Watch(Protocol):
    """What a transport reports while it works; called from any thread."""

    def is_wanted(self, outgoing: Outgoing) -> bool:
        """Say whether the address may still be written to; asked directly before a copy's turn."""
        ...

    def handing(self, outgoing: Outgoing) -> None:
        """Note that from now on the copy may have arrived."""
        ...

    def answered(self, answer: Answer) -> None:
        """Note what was answered, before anything else is done with it."""
        ...


class Transport(Protocol):
    """Carries copies. One object lives as long as a pass of the worker."""

    name: str
    # Copies that are claimed and carried at a time.
    batch_size: int
    # It stores in our own database, so that a copy and its answer are one transaction.
    transactional: bool

    def send(self, batch: Sequence[Outgoing], watch: Watch) -> Iterator[Answer | None]:
        """Carry the batch, in any order; None now and then while waiting. A copy without an answer was not tried."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
