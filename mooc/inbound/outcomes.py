"""What becomes of an inbound mail: exactly one state, what it was taken for, and one sentence why."""

from dataclasses import dataclass

from mooc.people.models import Person
from mooc.runs.models import Enrolment

from .models import InboundMail

State = InboundMail.State


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a held mail asks "was this you?", and the address that a yes adds to his own; empty: none."""

    person: Person
    adds: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of the way of one mail. `became_id` is the row it turned into: a post, a delivery, a mailing.

    `writer`: who wrote it, where that is known. `answer`: the kind of `answering.answer` that he gets once the mail is
    settled ("command"), besides that every held mail tells its writer; where `must_tell`, however many he had that day.
    `asks`: who is asked whether he wrote it.
    """

    state: State
    kind: str
    reason: str
    run_id: int | None = None
    became_id: int | None = None
    writer: Enrolment | None = None
    answer: str = ""
    asks: Asked | None = None
    must_tell: bool = False


def routed(
    kind: str,
    reason: str,
    *,
    run_id: int | None = None,
    became_id: int | None = None,
    writer: Enrolment | None = None,
    answer: str = "",
) -> Outcome:
    """It went where it should."""
    return Outcome(State.ROUTED, kind, reason, run_id, became_id, writer, answer)


def held(
    kind: str,
    reason: str,
    *,
    run_id: int | None = None,
    became_id: int | None = None,
    writer: Enrolment | None = None,
    asks: Asked | None = None,
) -> Outcome:
    """A human looks at it: an organiser, or who is asked whether he wrote it."""
    return Outcome(State.HELD, kind, reason, run_id, became_id, writer, asks=asks)


def waits(kind: str, reason: str) -> Outcome:
    """It is too early for it: it stays kept until the next sweep."""
    return Outcome(State.KEPT, kind, reason)


def dropped(kind: str, reason: str, *, run_id: int | None = None, writer: Enrolment | None = None) -> Outcome:
    """Nobody needs to see it; its row and its reason stay."""
    return Outcome(State.DROPPED, kind, reason, run_id, writer=writer)
