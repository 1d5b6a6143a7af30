"""Organisers read times by their own clock: the zone of whoever is signed in, named beside the times."""

from collections.abc import Callable
from datetime import UTC, tzinfo
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

View = Callable[..., HttpResponseBase]


def in_own_zone(view: View) -> View:
    """Draw a page with its times in the reader's zone; templates name it by `get_current_timezone`."""

    @wraps(view)
    def drawn(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with timezone.override(zone_of(request)):
            return view(request, *args, **kwargs)

    return drawn


def zone_of(request: HttpRequest) -> tzinfo:
    """Return the zone of who is signed in; UTC where it is not known."""
    try:
        return ZoneInfo(getattr(request.user, "zone", "") or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
