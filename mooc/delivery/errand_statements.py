"""Claiming and settling as errands: the statements of `sql`, with parameters as PostgreSQL reads them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import count

from .errand import Errand, moments, numbers, texts
from .sql import Settlement, claim_statement, settle_statement, settled_row


def begin_claim(errand: Errand, worker: str, priority: int, *, now: datetime, limit: int) -> None:
    """Let rows of one priority be taken for this worker; `sql.claims_of` reads the answer."""
    moment, urgency = now.isoformat().encode(), b"%d" % priority
    statement = _numbered(claim_statement(priority))
    errand.begin(statement, [worker.encode(), moment, urgency, moment, moment, b"%d" % limit])


def begin_settle(errand: Errand, worker: str, settlements: Sequence[Settlement], *, now: datetime) -> None:
    """Let it be written how claimed rows ended; for which of them it counts, see `sql.settle`."""
    rows = [settled_row(one._replace(not_before=None), now) for one in settlements]
    state, answer, address, edition, attempts, doubts, _, settled_at, ids = zip(*rows, strict=True)
    not_before = moments([one.not_before for one in settlements])
    errand.begin(
        _numbered(settle_statement()),
        [
            numbers(state),
            texts(answer),
            texts(address),
            numbers(edition),
            numbers(attempts),
            numbers(doubts),
            not_before,
            moments(settled_at),
            numbers(ids),
            worker.encode(),
        ],
    )


@cache
def _numbered(statement: str) -> str:
    """Return a statement with its places numbered, as a prepared one has them."""
    number = count(1)
    first, *others = statement.split("%s")
    return first + "".join(f"${next(number)}{part}" for part in others)
