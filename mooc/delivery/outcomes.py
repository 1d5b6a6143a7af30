"""From an answer to the end of an attempt: which state, and when to try again."""

from datetime import datetime, timedelta

from .models import Delivery
from .sql import Claim, Settlement
from .transports.base import Answer, Verdict

State = Delivery.State

# RFC 5321, 4.5.4.1: soon at first, then every four hours, for four days.
_FIRST_WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120))
_LATER_WAIT = timedelta(hours=4)
_GIVE_UP_AFTER = timedelta(days=4)
MOST_ATTEMPTS = len(_FIRST_WAITS) + int((_GIVE_UP_AFTER - sum(_FIRST_WAITS, timedelta())) / _LATER_WAIT)

# What says nothing about the copy: no attempt is counted.
_NOT_TO_BLAME = (Verdict.UNREACHABLE, Verdict.OUR_FAULT, Verdict.STOPPED)


def outcome(
    claim: Claim,
    answer: Answer,
    *,
    address: str,
    edition_id: int | None,
    now: datetime,
    retry_at: datetime | None = None,
) -> Settlement:
    """Say how a row ends an attempt that was answered so; `retry_at` is for copies that are not to blame."""
    state, not_before = _state(claim, answer.verdict, now, retry_at)
    was_tried = answer.verdict not in _NOT_TO_BLAME
    return Settlement(
        id=claim.id,
        state=state,
        answer=answer.text,
        address=address,
        edition_id=edition_id,
        attempts=claim.attempts + was_tried,
        doubts=claim.doubts + (answer.verdict is Verdict.UNCERTAIN),
        not_before=not_before,
    )


def not_sent(claim: Claim, state: State, reason: str, *, address: str = "") -> Settlement:
    """Say that a copy will not go out, and why."""
    return Settlement(claim.id, state, reason, address, attempts=claim.attempts, doubts=claim.doubts)


def our_failure(claim: Claim, reason: str, *, now: datetime) -> Settlement:
    """Say that we could not make the copy: it waits like one that was deferred."""
    answer = Answer(claim.id, Verdict.DEFERRED, f"not sent, a fault of ours: {reason}")
    return outcome(claim, answer, address="", edition_id=None, now=now)


def next_attempt(attempts: int, *, now: datetime) -> datetime:
    """Return when to try again after so many attempts."""
    waits = _FIRST_WAITS[attempts - 1] if attempts <= len(_FIRST_WAITS) else _LATER_WAIT
    return now + waits


def _state(
    claim: Claim, verdict: Verdict, now: datetime, retry_at: datetime | None
) -> tuple[State, datetime | None]:
    if verdict is Verdict.ACCEPTED:
        return State.ACCEPTED, None
    if verdict is Verdict.REJECTED:
        return State.REJECTED, None
    if verdict is Verdict.STOPPED:
        return State.SUPPRESSED, None
    if verdict in _NOT_TO_BLAME:
        return State.DEFERRED, min(retry_at or next_attempt(1, now=now), claim.expires_at)
    if verdict is Verdict.UNCERTAIN:
        return State.UNCERTAIN, retry_at or next_attempt(1, now=now)
    if claim.attempts + 1 >= MOST_ATTEMPTS:
        return State.EXPIRED, None
    return State.DEFERRED, min(next_attempt(claim.attempts + 1, now=now), claim.expires_at)
