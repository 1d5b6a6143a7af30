"""What a dialogue asks and tells while it carries."""

from typing import Protocol

from ..base import Answer, Outgoing


class Desk(Protocol):
    """Where copies come from and answers go to."""

    def take(self) -> Outgoing | None:
        """Return the next copy that is due and still wanted; its MAIL FROM is written next."""
        ...

    def hand(self, copy: Outgoing) -> bool:
        """Note that the copy may have arrived from now on; False: it must not be handed over any more."""
        ...

    def answer(self, answer: Answer) -> None:
        """Take what the server said, or what we know without asking it."""
        ...

    def put_back(self, copy: Outgoing) -> None:
        """Take a copy that was not tried: it is the next one again."""
        ...

    def lose(self, answer: Answer, number: int) -> None:
        """Take what is known of a copy whose connection, the so manieth, ended before the copy had its answer."""
        ...
