"""What watches a batch on its way: stopped addresses, and the worker's notes."""

import time
from collections.abc import Iterable

from .addresses import normal
from .logbook import Logbook
from .models import Suppression
from .transports.base import Answer, Outgoing

REFRESH_SECONDS = 1.0


def stopped_addresses(addresses: Iterable[str]) -> dict[str, str]:
    """Return which of these addresses are not to be written to, each with the reason; one query."""
    wanted = {normal(address) for address in addresses}
    rows = Suppression.objects.filter(address__in=wanted, lifted_at=None).values_list("address", "reason")
    return {address: str(Suppression.Reason(reason).label) for address, reason in rows}


class Gate:
    """Knows, to the second, which addresses of a batch were stopped; asked before each copy, from any thread."""

    def __init__(self, addresses: Iterable[str], book: Logbook) -> None:
        self._addresses = frozenset(addresses)
        self._book = book
        self.handed: set[int] = set()
        self.stopped = stopped_addresses(self._addresses)
        self._read_at = time.monotonic()

    def refresh(self) -> None:
        """Look again when a second has passed; from the thread that owns the database connection."""
        if time.monotonic() - self._read_at >= REFRESH_SECONDS:
            self.stopped = stopped_addresses(self._addresses)
            self._read_at = time.monotonic()

    def is_wanted(self, outgoing: Outgoing) -> bool:
        """Say whether the address may still be written to."""
        return not self.stopped or normal(outgoing.rcpt_to) not in self.stopped

    def handing(self, outgoing: Outgoing) -> None:
        """Note that the copy may have arrived from now on."""
        self.handed.add(outgoing.delivery_id)
        self._book.handing(outgoing)

    def answered(self, answer: Answer) -> None:
        """Note the answer."""
        self._book.answered(answer)

    def reason(self, address: str) -> str:
        """Say why an address is stopped."""
        return self.stopped.get(normal(address), "stopped by our list")
