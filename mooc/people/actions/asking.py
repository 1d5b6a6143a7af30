"""Mail that asks one address, or tells it, of one row: of an address that somebody changes or adds."""

from datetime import datetime, timedelta

from mooc.delivery.actions import plan


def write_of(row_id: int, *, kind: str, title: str, lifetime: timedelta, now: datetime) -> None:
    """Plan the one mail of a kind about a row; it is worth nothing after its lifetime."""
    plan(
        occasion=kind,
        kind=kind,
        filler=kind,
        title=title,
        now=now,
        recipients=[row_id],
        priority=1,
        lifetime=lifetime,
    )
