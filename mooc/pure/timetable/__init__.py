"""Wall time, zones and the hours of a week. No clock: every moment is given.

People say hours as wall time of their own zone (`{"mon": ["18:00-22:00"]}`), and only a date makes them UTC:
an hour is never an offset (+0530 is not a zone), Kathmandu is 5:45 ahead, Chatham 13:45, and clocks change.
A week is a ring of 672 quarter hours of UTC from Monday 00:00, so Sunday evening in Honolulu meets Monday
morning in Auckland.
"""

from .errors import BadAvailability, TimetableError, UnknownTick, UnknownZone
from .weeks import (
    DAYS,
    QUARTERS,
    TICKS,
    check_availability,
    local_spans,
    slots_from_ticks,
    ticks_from_slots,
    utc_bits,
    utc_slots,
)
from .zones import local_moment, zone, zone_names

__all__ = [
    "DAYS",
    "QUARTERS",
    "TICKS",
    "BadAvailability",
    "TimetableError",
    "UnknownTick",
    "UnknownZone",
    "check_availability",
    "local_moment",
    "local_spans",
    "slots_from_ticks",
    "ticks_from_slots",
    "utc_bits",
    "utc_slots",
    "zone",
    "zone_names",
]
