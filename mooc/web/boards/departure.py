"""What an organiser can do about a mailing now, and when it leaves."""

from dataclasses import dataclass
from datetime import datetime

from mooc.delivery.actions import may_reopen
from mooc.delivery.models import Mailing
from mooc.delivery.progress import Progress, span_words

State = Mailing.State


@dataclass(frozen=True, slots=True)
class Departure:
    """A mailing's way out at a moment. `phase`: coming, going, resting, held, cancelled, over, empty.

    resting: some have left, and the next have a later hour.
    """

    phase: str
    leaves_at: datetime | None = None
    leaves_in: str = ""
    ends_in: str = ""
    may_hold: bool = False
    may_release: bool = False
    may_cancel: bool = False
    # Copies that would come back.
    may_reopen: int = 0

    @property
    def is_moving(self) -> bool:
        """Whether the page is worth drawing again in a moment."""
        return self.phase in ("going", "coming")


def departure_of(mailing: Mailing, progress: Progress, *, now: datetime) -> Departure:
    """Say where a mailing stands."""
    waits = progress.waiting + progress.in_hand > 0
    if mailing.state == State.CANCELLED:
        return Departure("cancelled", may_reopen=may_reopen(mailing, now=now))
    if mailing.state == State.HELD:
        return Departure("held", may_release=True, may_cancel=waits)
    if not waits:
        return Departure("over" if progress.audience else "empty")
    ends_in = span_words(progress.ends_in) if progress.ends_in else ""
    if progress.is_moving:
        return Departure("going", ends_in=ends_in, may_hold=True, may_cancel=True)
    leaves_at = progress.next_at or now
    phase = "coming" if progress.first_at is None else "resting"
    leaves_in = span_words(leaves_at - now)
    return Departure(phase, leaves_at, leaves_in, may_hold=True, may_cancel=True)
