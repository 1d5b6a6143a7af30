"""Zones by name, and wall time made UTC."""

import difflib
import re
import zoneinfo
from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from .errors import UnknownZone

_OFFSET = re.compile(r"(?:UTC|GMT|Z)?\s*[+\-−]\s*\d.*", re.IGNORECASE)
# What a form offers. `zone` also takes what old programs say: links and offsets in disguise.
_AREAS = "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific"
_PLACES = tuple(f"{area}/" for area in _AREAS.split())


@cache
def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name. Raises UnknownZone with a hint; an offset is never a zone."""
    if name not in _all_names():
        raise UnknownZone(_complaint(name))
    return ZoneInfo(name)


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names a form offers: places in alphabetical order, then UTC."""
    return (*sorted(name for name in _all_names() if name.startswith(_PLACES)), "UTC")


def local_moment(day: date, hour: int, zone_name: str) -> datetime:
    """Return in UTC when it is `hour` o'clock (0-23) on `day` in the zone.

    An hour that a clock change skips moves forward by the gap; of an hour that comes twice it is the first
    (PEP 495, fold 0).
    """
    return datetime.combine(day, time(hour), zone(zone_name)).astimezone(UTC)


@cache
def _all_names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones()) - {"localtime", "Factory", "posixrules"}


def _complaint(name: str) -> str:
    if _OFFSET.fullmatch(name.strip()):
        return f"{name!r} is an offset: it knows no clock changes. Give a place, such as Europe/Berlin."
    close = _close(name)
    hint = f"Did you mean {close}?" if close else "Give a place, such as Europe/Berlin or Asia/Kolkata."
    return f"There is no time zone {name[:80]!r}. {hint}"


def _close(name: str) -> str | None:
    by_fold = {known.casefold(): known for known in zone_names()}
    wanted = name[:80].strip().casefold().replace(" ", "_")
    cities = {known.rsplit("/", 1)[-1]: known for known in by_fold}
    if wanted in by_fold or wanted in cities:
        return by_fold[cities.get(wanted, wanted)]
    found = difflib.get_close_matches(wanted, by_fold, 1, 0.75) or difflib.get_close_matches(
        wanted, cities, 1, 0.75
    )
    return by_fold[cities.get(found[0], found[0])] if found else None
