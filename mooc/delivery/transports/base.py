"""What a transport takes and gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Frame:
    """What copies of one edition have in common, filled with nothing: no word in it is about a reader."""

    digest: str
    body: bytes


@dataclass(slots=True)
class Outgoing:
    """One copy, ready to go: lines end in CRLF, dots are not stuffed. Not frozen, because that costs a microsecond."""

    delivery_id: int
    mail_from: str
    rcpt_to: str
    raw: bytes
    # Told to the mailbox only.
    subject: str
    kind: str
    message_id: str
    edition_id: int
    frame: Frame
    # The moment by `time.monotonic` before which it must not be handed over; 0: at once.
    at: float = 0.0
    # No line of `raw` begins with a dot: nobody has to look.
    is_dotless: bool = False


class Verdict(Enum):
    """What became of a copy."""

    ACCEPTED = "accepted"
    # Refused for now, for a reason of this copy or its recipient.
    DEFERRED = "deferred"
    REJECTED = "rejected"
    # Handed over whole, and the answer never came: it may have arrived.
    UNCERTAIN = "uncertain"
    # The relay refuses us, not this copy: the stream pauses, and it waits for the end of the pause.
    OUR_FAULT = "our fault"
    # No relay to speak to: nothing was tried, and the stream pauses.
    UNREACHABLE = "unreachable"
    # Somebody stopped mail to this address after the copy was claimed.
    STOPPED = "stopped"


@dataclass(slots=True)
class Answer:
    """What was answered for one copy, in the other side's words or ours. Not frozen: one is made for each copy."""

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


class Carrier(Protocol):
    """Carries copies over the wire, many at a time: while `answers` is asked, or in threads of its own.

    No two methods are called at once, the watch's from any thread. After an answer OUR_FAULT or UNREACHABLE the carrier
    hands over nothing more until it is offered copies again; what it still has is given back by `recall`.
    """

    name: str
    # Copies it can have on the wire at the same time.
    connections: int

    def start(self, watch: "Watch") -> None:
        """Begin; once, before anything is offered."""
        ...

    def offer(self, copies: Sequence[Outgoing]) -> None:
        """Take copies to carry, in this order, each not before its `at`; returns at once."""
        ...

    def answers(self, timeout: float) -> list[Answer]:
        """Return what was answered since last asked; wait up to `timeout` seconds while there is nothing.

        Raises RuntimeError when it has ended by a fault of ours: nothing more will be answered.
        """
        ...

    def recall(self) -> list[int]:
        """Hand over nothing more; return the ids of copies that were not, for good. Others are answered yet."""
        ...

    def close(self) -> None:
        """Let go of connections; what is on its way is answered UNCERTAIN by nobody: its owner has noted it."""
        ...
