"""Asking for the next batch while this one travels: on PostgreSQL, where claiming takes the server its time."""

from datetime import datetime

from .errand import Errand
from .errand_statements import begin_claim
from .senders import Lease
from .sql import Claim, claims_of, first_priority

# Fewer are not worth a question of their own.
_FEWEST = 50


class Ahead:
    """At most one batch asked for. What it claims is this worker's, and goes back with whatever else nobody has."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._errand = Errand()
        self._asked: int | None = None
        self._priority = 0

    @property
    def asked(self) -> int:
        """Return how many copies are asked for; 0 when none are."""
        return self._asked or 0

    def ask(self, priority: int, *, now: datetime, limit: int) -> None:
        """Ask for more of a priority, unless something more urgent waits."""
        if self._asked is not None or limit < _FEWEST or first_priority() != priority:
            return
        begin_claim(self._errand, self._lease.name, priority, now=now, limit=limit)
        self._asked, self._priority = limit, priority

    def is_done(self) -> bool:
        """Say whether the answer has come."""
        return self._errand.is_done()

    def take(self) -> list[Claim]:
        """Return what was asked for; waits for it."""
        self._asked = None
        return claims_of(self._errand.rows(), self._priority)

    def close(self) -> None:
        """Forget what was asked for; it is claimed by the time this returns, and somebody has to give it back."""
        if self._asked is not None:
            self._errand.wait(5.0)
            self._asked = None
            self._errand.close()
