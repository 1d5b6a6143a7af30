"""Everybody reads times by his own clock, with the zone named beside them.

For organisers it is the zone of whoever is signed in, for learners that of the one whose link was opened.
"""

from collections.abc import Callable
from datetime import UTC, tzinfo
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from mooc.runs.models import Enrolment

View = Callable[..., HttpResponseBase]


def in_own_zone(view: View) -> View:
    """Draw a page with its times in the reader's zone; templates name it by `get_current_timezone`."""

    @wraps(view)
    def drawn(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with timezone.override(zone_of(request)):
            return view(request, *args, **kwargs)

    return drawn


def in_learners_zone(view: View) -> View:
    """Draw a learner's page with its times in his zone; it goes below `opened_by`."""

    @wraps(view)
    def drawn(request: HttpRequest, enrolment: Enrolment, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with timezone.override(_zone(enrolment.person.zone)):
            return view(request, enrolment, *args, **kwargs)

    return drawn


def zone_of(request: HttpRequest) -> tzinfo:
    """Return the zone of who is signed in; UTC where it is not known."""
    return _zone(getattr(request.user, "zone", ""))


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
