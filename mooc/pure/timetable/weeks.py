"""The hours of a week: ticks of a form, local spans, quarter hours of UTC."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from .errors import BadAvailability, UnknownTick
from .zones import zone

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUARTERS = 7 * 24 * 4
Availability = Mapping[str, Sequence[str]]

_PARTS = {"morning": "08:00-12:00", "afternoon": "13:00-17:00", "evening": "18:00-22:00"}
_KINDS = {"weekday": DAYS[:5], "weekend": DAYS[5:]}
TICKS = tuple(f"{kind}-{part}" for kind in _KINDS for part in _PARTS)
# What somebody who did not say is taken to mean: own evenings, never "always".
_UNSAID: Availability = dict.fromkeys(DAYS, (_PARTS["evening"],))
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_DAY = 24 * 4


def slots_from_ticks(ticks: Iterable[str]) -> dict[str, list[str]]:
    """Return local spans of what was ticked, such as "weekday-evening". Raises UnknownTick."""
    ticked = set(ticks)
    if unknown := sorted(ticked - set(TICKS)):
        raise UnknownTick(f"{unknown[0]!r} is not a part of the week. Use one of {', '.join(TICKS)}.")
    week: dict[str, list[str]] = {}
    for tick in (tick for tick in TICKS if tick in ticked):
        kind, part = tick.split("-")
        for day in _KINDS[kind]:
            week.setdefault(day, []).append(_PARTS[part])
    return week


def ticks_from_slots(availability: Availability | None) -> list[str]:
    """Return the ticks whose every hour is free, in the order of `TICKS`: undoes `slots_from_ticks`."""
    free = {day: _quarters(spans) for day, spans in (availability or {}).items()}
    return [
        tick
        for tick in TICKS
        if all(
            free.get(day, frozenset()) >= _quarters([_PARTS[tick.split("-")[1]]])
            for day in _KINDS[tick.split("-")[0]]
        )
    ]


def check_availability(availability: Availability | None) -> None:
    """Raise BadAvailability unless this is None or days of the week with spans such as "18:00-22:00"."""
    if availability is None:
        return
    for day, spans in availability.items():
        _check_day(day, spans)
        for span in spans:
            _quarters_of(span)


def utc_slots(availability: Availability | None, zone_name: str, week_of: date) -> frozenset[int]:
    """Return the free quarter hours of the UTC week that begins on the Monday `week_of`, as numbers 0-671.

    None counts as evenings 18-22 of every day. Hours before Monday or after Sunday UTC wrap around,
    because the meeting is weekly; quarter hours make Kathmandu (+5:45) exact. A span that ends before it
    begins goes past midnight. An hour skipped by a clock change moves forward.
    Raises UnknownZone, BadAvailability.
    """
    bits = utc_bits(availability, zone_name, week_of)
    return frozenset(slot for slot in range(QUARTERS) if bits >> slot & 1)


def utc_bits(availability: Availability | None, zone_name: str, week_of: date) -> int:
    """Return `utc_slots` as the bits of a number: a hundred bytes instead of thousands, for many learners."""
    bits = 0
    for day, spans in (_UNSAID if availability is None else availability).items():
        _check_day(day, spans)
        for span in spans:
            bits |= _span_bits(day, span, zone_name, week_of)
    return bits


def local_spans(slots: Iterable[int], zone_name: str, week_of: date) -> dict[str, list[str]]:
    """Return quarter hours of the UTC week as local spans by day, in order: what a person reads.

    A span that reaches midnight ends at 24:00 and goes on the next day at 00:00.
    """
    by_day: dict[int, set[int]] = {}
    for slot in slots:
        at = (datetime.combine(week_of, datetime.min.time(), UTC) + slot * timedelta(minutes=15)).astimezone(
            zone(zone_name)
        )
        by_day.setdefault(at.weekday(), set()).add(at.hour * 4 + at.minute // 15)
    return {DAYS[day]: _spans(by_day[day]) for day in sorted(by_day)}


def _check_day(day: str, spans: Sequence[str]) -> None:
    if day not in DAYS:
        raise BadAvailability(f"{day!r} is not a day of the week. Use {', '.join(DAYS)}.")
    if isinstance(spans, str) or not isinstance(spans, Sequence):
        raise BadAvailability(f"{spans!r} is not a list of spans. Write a list such as ['18:00-22:00'].")


@lru_cache(maxsize=32_768)
def _span_bits(day: str, span: str, zone_name: str, week_of: date) -> int:
    ring, first = _ring(zone_name, week_of), DAYS.index(day) * _DAY
    bits = 0
    for quarter in _quarters_of(span):
        bits |= 1 << ring[first + quarter]
    return bits


@lru_cache(maxsize=1024)
def _ring(zone_name: str, week_of: date) -> tuple[int, ...]:
    """Return the quarter hour of the UTC week for each local one; one day more, for spans past midnight."""
    start, place = datetime.combine(week_of, datetime.min.time()), zone(zone_name)
    utc = start.replace(tzinfo=UTC)
    offsets = {(start + day * timedelta(days=1)).replace(tzinfo=place).utcoffset() for day in range(-1, 10)}
    if len(offsets) == 1:  # no clock changes: one look for all
        first = int((start.replace(tzinfo=place) - utc) // timedelta(minutes=15))
        return tuple((first + quarter) % QUARTERS for quarter in range(8 * _DAY))
    moments = (
        (start + quarter * timedelta(minutes=15)).replace(tzinfo=place).astimezone(UTC)
        for quarter in range(8 * _DAY)
    )
    return tuple(int((moment - utc) // timedelta(minutes=15)) % QUARTERS for moment in moments)


def _quarters(spans: Iterable[str]) -> frozenset[int]:
    """Return the quarter hours wholly inside the spans, counted from midnight; past 95 is the next day."""
    return frozenset(quarter for span in spans for quarter in _quarters_of(span))


def _quarters_of(span: str) -> range:
    found = _SPAN.fullmatch(span) if isinstance(span, str) else None
    if not found:
        raise BadAvailability(f"{span!r} is not a span of hours. Write it like 18:00-22:00.")
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    begin, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if from_minute > 59 or to_minute > 59 or begin >= 24 * 60 or end > 24 * 60 or begin == end:
        raise BadAvailability(f"{span!r} is not a span of hours of a day. Write it like 18:00-22:00.")
    return range(-(-begin // 15), (end if end > begin else end + 24 * 60) // 15)


def _spans(quarters: set[int]) -> list[str]:
    starts = sorted(quarter for quarter in quarters if quarter - 1 not in quarters)
    ends = sorted(quarter + 1 for quarter in quarters if quarter + 1 not in quarters)
    return [f"{_clock(begin)}-{_clock(end)}" for begin, end in zip(starts, ends, strict=True)]


def _clock(quarter: int) -> str:
    return f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"
