"""How far a mailing is: one look at its copies, however many pages, bars and commands want to know."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q

from .models import Delivery, Mailing

State = Delivery.State
# The pace of this long decides when the rest will have gone.
WINDOW = timedelta(minutes=1)
_WAITING = Q(state__in=Delivery.WAITING)


@dataclass(frozen=True, slots=True)
class Progress:
    """One mailing's copies at a moment. `due` wait though their hour has come; `later` have an hour still to come."""

    audience: int
    states: Mapping[State, int]
    # Copies by the edition that was made for them.
    editions: Mapping[int, int]
    doubted: int
    due: int
    # Copies that got their end within the last minute, and how many seconds these took.
    lately: int
    lately_seconds: float
    first_at: datetime | None
    last_at: datetime | None
    next_at: datetime | None
    last_due_at: datetime | None

    @property
    def waiting(self) -> int:
        """Copies that will be tried."""
        return sum(self.states.get(state, 0) for state in Delivery.WAITING)

    @property
    def in_hand(self) -> int:
        """Copies that a sender has claimed."""
        return self.states.get(State.CLAIMED, 0)

    @property
    def later(self) -> int:
        """Copies whose hour is still to come."""
        return self.waiting - self.due

    @property
    def done(self) -> int:
        """Copies that have come to an end."""
        return sum(self.states.values()) - self.waiting - self.in_hand

    @property
    def missing(self) -> int:
        """How many copies the states are short of the audience; negative when some are there twice."""
        return self.audience - sum(self.states.values())

    @property
    def holds(self) -> bool:
        """No copy is missing and none is there twice."""
        return self.missing == 0

    @property
    def is_moving(self) -> bool:
        """Copies leave now, or should."""
        return bool(self.due or self.in_hand)

    @property
    def per_minute(self) -> int:
        """How many came to an end in a minute, at the pace of the last one."""
        return round(self.lately * 60 / self.lately_seconds) if self.lately else 0

    @property
    def ends_in(self) -> timedelta | None:
        """How long what is due will take at this pace; None when nothing moves."""
        if not self.is_moving or not self.lately:
            return None
        return timedelta(seconds=(self.due + self.in_hand) * self.lately_seconds / self.lately)


def progress_of(mailing: Mailing, *, now: datetime) -> Progress:
    """Count a mailing's copies; one statement that reads each of them once, and sorts none."""
    since = now - WINDOW
    ended_lately = Q(state__gte=State.ACCEPTED, settled_at__gt=since)
    rows = list(
        Delivery.objects.filter(mailing=mailing)
        .order_by()
        .values_list("state", "edition_id")
        .annotate(
            Count("id"),
            doubted=Count("id", Q(doubts__gt=0)),
            due=Count("id", _WAITING & Q(not_before__lte=now)),
            lately=Count("id", ended_lately),
            began=Min("settled_at", filter=ended_lately),
            first=Min("settled_at", filter=Q(state__gte=State.ACCEPTED)),
            last=Max("settled_at", filter=Q(state__gte=State.ACCEPTED)),
            next=Min("not_before", filter=_WAITING),
            last_due=Max("not_before", filter=_WAITING),
        )
    )
    states: Counter[State] = Counter()
    editions: Counter[int] = Counter()
    for state, edition_id, count, *_ in rows:
        states[State(state)] += count
        if edition_id is not None:
            editions[edition_id] += count
    began = _least(row[6] for row in rows)
    return Progress(
        audience=mailing.audience,
        states=states,
        editions=editions,
        doubted=sum(row[3] for row in rows),
        due=sum(row[4] for row in rows),
        lately=sum(row[5] for row in rows),
        lately_seconds=max((now - began).total_seconds(), 1.0) if began else 0.0,
        first_at=_least(row[7] for row in rows),
        last_at=max((row[8] for row in rows if row[8]), default=None),
        next_at=_least(row[9] for row in rows),
        last_due_at=max((row[10] for row in rows if row[10]), default=None),
    )


def _least(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def span_words(span: timedelta) -> str:
    """Write a time as people say it: "40 seconds", "9 minutes", "3 hours", "2 days"; never less than a second."""
    seconds = max(round(span.total_seconds()), 1)
    for name, length, until in (("second", 1, 90), ("minute", 60, 5400), ("hour", 3600, 172_800)):
        if seconds < until:
            return _many(max(round(seconds / length), 1), name)
    return _many(round(seconds / 86_400), "day")


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}" if count == 1 else f"{count:,} {name}s"
