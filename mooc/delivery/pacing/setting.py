"""Limits as people set and see them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ..errors import DeliveryError
from ..models import Pace
from ..providers import KNOWN, provider_of_domain
from .pacer import provider_key, transport_key
from .rates import WARM_UP_A_DAY, PaceRow, interval_of, rate_of, slowed_rate, warm_up_a_day
from .reserving import moment, read_snapshot
from .slots import Clock


class WrongPace(DeliveryError):
    """A limit that nobody could keep, or one for nobody."""


@dataclass(frozen=True, slots=True)
class PaceShown:
    """One row as it is now; rates are copies a minute. `warm_up_a_day`: what this day of a warm-up allows."""

    key: str
    limit: float | None
    slowed_to: float | None
    warm_up_a_day: int | None
    rate: float | None
    next_at: datetime | None
    reason: str

    @property
    def whom(self) -> str:
        """The provider or transport without its kind."""
        return self.key.partition(":")[2]


def paces(*, clock: Clock | None = None) -> list[PaceShown]:
    """Return what limits mail now, transports first."""
    snapshot = read_snapshot(clock or Clock())
    reasons = dict(Pace.objects.values_list("key", "reason"))
    shown = [_shown(row, reasons.get(row.key, ""), at=snapshot.wall) for row in snapshot.rows]
    return sorted(shown, key=lambda one: (not one.key.startswith("transport:"), one.key))


@transaction.atomic
def set_limit(key: str, per_minute: float | None, *, now: datetime) -> None:
    """Limit a provider or transport to so many copies a minute, or no longer."""
    if per_minute is not None and not 0.01 <= per_minute <= 10_000_000:
        raise WrongPace(
            f"{per_minute:g} copies a minute is no limit that I can keep; give 0.01 to 10,000,000, or none."
        )
    row, _ = Pace.objects.get_or_create(key=key, defaults={"changed_at": now})
    row.limit = per_minute
    row.save(update_fields=["limit"])
    _drop_empty()


@transaction.atomic
def begin_warm_up(key: str, *, now: datetime) -> None:
    """Begin the first day of a warm-up; one that goes on begins anew."""
    row, _ = Pace.objects.get_or_create(key=key, defaults={"changed_at": now})
    row.warm_from = now
    row.save(update_fields=["warm_from"])


@transaction.atomic
def end_warm_up(key: str) -> None:
    """Take a sender for an old one from now on."""
    Pace.objects.filter(key=key).update(warm_from=None)
    _drop_empty()


def key_of(whom: str, *, transport: str) -> str:
    """Return the key of what somebody calls "transport", "google", "gmail.com" or "transport:host:25".

    `transport`: the name of the one in use. Raises WrongPace.
    """
    if whom == "transport":
        return transport_key(transport)
    if whom.startswith("transport:") and whom != "transport:":
        return transport_key(whom.removeprefix("transport:"))
    name = whom.removeprefix("provider:").strip().lower()
    if name in KNOWN:
        return provider_key(name)
    if "." not in name or "@" in name:
        raise WrongPace(
            f"{whom!r} is no provider that I know; give transport, a domain such as example.org, or one of"
            f" {', '.join(sorted(KNOWN))}."
        )
    return provider_key(provider_of_domain(name))


def warm_up_plan(limit: float | None) -> tuple[int, ...]:
    """Return how many copies may go on each day of a warm-up until the full rate."""
    return tuple(a_day for a_day in WARM_UP_A_DAY if limit is None or a_day < limit * 1440)


def _shown(row: PaceRow, reason: str, *, at: float) -> PaceShown:
    rate = rate_of(row, at=at)
    next_at = None if rate is None else moment(min(max(row.next_at, at), at + 2.0 + interval_of(rate)))
    slowed_to = slowed_rate(row, at=at)
    return PaceShown(
        key=row.key,
        limit=row.limit,
        slowed_to=slowed_to,
        warm_up_a_day=warm_up_a_day(row, at=at),
        rate=rate,
        next_at=next_at,
        reason=reason if slowed_to is not None else "",
    )


def _drop_empty() -> None:
    Pace.objects.filter(limit=None, slowed_to=None, warm_from=None).delete()
