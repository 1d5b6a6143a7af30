"""The minutes in which organisers can look at what goes to all of a run, and stop it, before its first copy leaves."""

from datetime import datetime, timedelta

from django.conf import settings


def leaves_at(planned_at: datetime) -> datetime:
    """Return when the first copy may leave of what was planned for many at that moment."""
    return planned_at + timedelta(minutes=settings.MOOC_HOLD_MINUTES)
