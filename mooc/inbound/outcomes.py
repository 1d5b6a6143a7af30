"""What becomes of an inbound mail: exactly one state, what it was taken for, and one sentence why."""

from dataclasses import dataclass

from .models import InboundMail

State = InboundMail.State


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of the way of one mail. `became_id` is the row it turned into: a post, a delivery, a mailing."""

    state: State
    kind: str
    reason: str
    run_id: int | None = None
    became_id: int | None = None


def routed(kind: str, reason: str, *, run_id: int | None = None, became_id: int | None = None) -> Outcome:
    """It went where it should."""
    return Outcome(State.ROUTED, kind, reason, run_id, became_id)


def held(kind: str, reason: str, *, run_id: int | None = None, became_id: int | None = None) -> Outcome:
    """A human looks at it."""
    return Outcome(State.HELD, kind, reason, run_id, became_id)


def waits(kind: str, reason: str) -> Outcome:
    """It is too early for it: it stays kept until the next sweep."""
    return Outcome(State.KEPT, kind, reason)


def dropped(kind: str, reason: str) -> Outcome:
    """Nobody needs to see it; its row and its reason stay."""
    return Outcome(State.DROPPED, kind, reason)
