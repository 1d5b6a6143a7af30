"""Dates, hours, moments and zones as somebody types them: taken in one form, refused in a sentence that shows it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import typer

from mooc.errors import MoocError
from mooc.people.errors import PeopleError
from mooc.people.names import checked_zone

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class UnclearMoment(MoocError):
    """A date, hour, moment or zone that cannot be read."""


def date_option(name: str, text: str) -> Any:
    """Return an option that takes a date."""
    return typer.Option(name, parser=_date(name), metavar="YYYY-MM-DD", show_default=False, help=text)


def hour_option(name: str, text: str) -> Any:
    """Return an option that takes a full hour of the day."""
    return typer.Option(name, parser=_hour(name), metavar="HOUR", show_default=False, help=text)


def zone_option(name: str, text: str) -> Any:
    """Return an option that takes the name of a time zone."""
    return typer.Option(name, parser=_zone(name), metavar="ZONE", help=text)


def moment_of(text: str, *, option: str = "--now") -> datetime:
    """Return a moment in UTC; without a zone it is of UTC. Raises UnclearMoment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UnclearMoment(
            f"{option} {text!r} is not a moment I can read; write it like 2026-12-07T16:00Z."
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _date(name: str) -> Callable[[str], date]:
    def read(text: str) -> date:
        try:
            if _DATE.fullmatch(text.strip()):
                return date.fromisoformat(text.strip())
        except ValueError as error:
            raise UnclearMoment(
                f"{name} {text!r} is no date of the calendar ({error}); write it as YYYY-MM-DD, such as 2026-12-07."
            ) from None
        raise UnclearMoment(
            f"{name} {text!r} is not a date I can read; write it as YYYY-MM-DD, such as 2026-12-07."
        )

    return read


def _hour(name: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        if text.isascii() and text.isdecimal() and int(text) <= 23:
            return int(text)
        raise UnclearMoment(
            f"{name} {text!r} is no full hour of the day; write a number from 0 to 23, such as 16."
        )

    return read


def _zone(name: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        try:
            return checked_zone(text)
        except PeopleError as error:
            raise UnclearMoment(f"{name}: {error}") from None

    return read
