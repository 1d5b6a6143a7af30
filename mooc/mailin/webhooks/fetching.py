"""Fetching what a service only tells of: a mail or an attachment that lies with it, within limits of time and size.

The library asks `requests` for it without any limit, so a service that goes silent would keep one of our threads for
ever. It is given `FETCHING` under that name instead. What comes too slowly is an OSError: the door answers 503, nothing
is kept, and the service tells of the mail again.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from urllib3.exceptions import HTTPError

from .faults import TooBig

# For all that one webhook makes us fetch; services wait longer than that for our answer.
MOST_SECONDS = 20.0
_CONNECT_SECONDS, _SILENT_SECONDS = 5.0, 8.0
# A mail in parts is told with all its headers, and base64 makes a third more of it.
_TIMES = 2
_CHUNK = 64 * 1024

_until: ContextVar[float] = ContextVar("until")


class TooSlow(OSError):
    """It did not come in time."""


@contextmanager
def in_time() -> Iterator[None]:
    """Let all that is fetched inside take MOST_SECONDS together."""
    before = _until.set(time.monotonic() + MOST_SECONDS)
    try:
        yield
    finally:
        _until.reset(before)


class Fetching:
    """What the library uses of `requests`."""

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, stream: bool = False
    ) -> requests.Response:
        """Return the answer with its whole body in memory. Raises OSError, TooBig."""
        until = _until.get(time.monotonic() + MOST_SECONDS)
        timeout = (min(_CONNECT_SECONDS, _left(until, url)), min(_SILENT_SECONDS, _left(until, url)))
        with requests.get(url, headers=dict(headers or {}), timeout=timeout, stream=True) as response:
            body = b"".join(_chunks(response, until))
        response._content, response._content_consumed = body, True  # as `response.content` leaves it
        return response


FETCHING = Fetching()


def limit(module: Any) -> None:
    """Let a module of the library fetch within our limits."""
    if hasattr(module, "requests"):
        module.requests = FETCHING


def _chunks(response: requests.Response, until: float) -> Iterator[bytes]:
    most, size = _TIMES * settings.MOOC_MAX_INBOUND_BYTES, 0
    try:
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            size += len(chunk)
            if size > most:
                raise TooBig(f"I fetch up to {most} bytes")
            _left(until, response.url)
            yield chunk
    except HTTPError as error:
        raise TooSlow(f"{urlsplit(response.url).hostname} broke off: {type(error).__name__}") from error


def _left(until: float, url: str) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TooSlow(f"{urlsplit(url).hostname} takes more than {MOST_SECONDS:.0f} s")
    return left
