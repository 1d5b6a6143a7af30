"""How many lines a relay has earned, and when it is to be left alone."""

# Lines lost in a row, each opened after the one before was lost, and no good answer between: leave the relay alone.
MOST_LOSSES = 4
# Slow start: so many good answers earn one line more.
GOOD_PER_LINE = 4


class Trust:
    """Begins with one line, earns more by good answers, and loses half of them with a line."""

    __slots__ = ("_good", "_losses", "_most", "_no_more_until", "_opened", "_opened_at_loss", "allowed")

    def __init__(self, most: int) -> None:
        self._most = most
        self._good = 0
        self._no_more_until = 0.0
        self._opened = self._opened_at_loss = self._losses = 0
        self.allowed = 1

    def opened(self) -> int:
        """Count a line, and return its number."""
        self._opened += 1
        return self._opened

    def good(self, now: float) -> None:
        """A copy was accepted."""
        self._losses = 0
        if self.allowed < self._most:
            self._good += 1
            if self._good >= GOOD_PER_LINE and now >= self._no_more_until:
                self.allowed, self._good = self.allowed + 1, 0

    def answered(self) -> None:
        """A copy was refused, by a relay that works."""
        self._losses = 0

    def lost(self, number: int) -> bool:
        """A copy was lost with the line of that number; say whether that was one line too many.

        Lines that were all open when one was lost are lost together: that is one loss.
        """
        if number > self._opened_at_loss:
            self._losses += 1
            self._opened_at_loss = self._opened
            self.allowed, self._good = max(1, self.allowed // 2), 0
        if self._losses < MOST_LOSSES:
            return False
        self._losses = MOST_LOSSES - 1  # until something goes well, one more is too many
        return True

    def only(self, there: int, until: float) -> None:
        """The relay wants no line more than there are; it is not asked again before `until`."""
        self.allowed, self._good, self._no_more_until = max(1, there), 0, until

    def begin_anew(self) -> None:
        """Everything has stopped: one line is to try first."""
        self.allowed, self._good = 1, 0
