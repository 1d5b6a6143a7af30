"""What watches copies on their way: stopped addresses, copies taken back, the lease, and the sender's notes."""

import time
from collections.abc import Iterable, Mapping

from .addresses import normal
from .models import Suppression
from .senders import Lease
from .sql import still_claimed, stopped
from .transports.base import Answer, Outgoing

REFRESH_SECONDS = 1.0


def stopped_addresses(addresses: Iterable[str]) -> dict[str, str]:
    """Return which of these addresses are not to be written to, each with the reason; one query."""
    wanted = {normal(address) for address in addresses}
    return {address: str(Suppression.Reason(reason).label) for address, reason in stopped(wanted)}


class Gate:
    """Knows, to the second, which copies may still go; asked before each of them, from any thread."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._book = lease.book
        self._read_at = time.monotonic()
        self.stopped: dict[str, str] = {}
        # Copies in hand that are not ours to send any more: withdrawn, cancelled, held.
        self.taken: frozenset[int] = frozenset()

    def is_stale(self) -> bool:
        """Say whether it is time to look again."""
        return time.monotonic() - self._read_at >= REFRESH_SECONDS

    def refresh(self, at_hand: Mapping[int, str]) -> None:
        """Look again; `at_hand` gives the address of each copy not handed over yet."""
        self.stopped = stopped_addresses(at_hand.values())
        self.taken = frozenset(at_hand.keys() - still_claimed(self._lease.name, at_hand))
        self._read_at = time.monotonic()

    def is_wanted(self, outgoing: Outgoing) -> bool:
        """Say whether the copy may still go."""
        if outgoing.delivery_id in self.taken or not self._lease.holds():
            return False
        return not self.stopped or normal(outgoing.rcpt_to) not in self.stopped

    def handing(self, outgoing: Outgoing) -> None:
        """Note that the copy may have arrived from now on."""
        self._book.handing(outgoing)

    def answered(self, answer: Answer) -> None:
        """Note the answer."""
        self._book.answered(answer)

    def reason(self, address: str) -> str | None:
        """Say why an address is stopped; None when it is not."""
        return self.stopped.get(normal(address))
