"""What comes back: delivery reports, complaints, automatic answers, read from any bytes.

`read_bounce` takes the standard form first (RFC 3464), then the forms of mail systems that have their own, and judges
each recipient by code (RFC 3463) and, where no code says enough, by a table of phrases. It knows formats, not senders,
and says that an address is dead only where nothing speaks against it. No Django, no clock.
"""

from .reading import read_bounce
from .report import BounceReport, Kind, Recipient

__all__ = ["BounceReport", "Kind", "Recipient", "read_bounce"]
