"""Takes what nobody may read out of every sentence, wherever it came from."""

import os
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings

from mooc.delivery.errors import WrongEmailUrl
from mooc.delivery.transports.vendors import service_from_url

HIDDEN = "***"
_SECRET_NAME = re.compile(r"SECRET|PASSWORD|TOKEN|KEY|DSN")
# Shorter ones are hidden only where they stand alone: they would take letters out of words.
_SHORT = 4


def redacted(text: str) -> str:
    """Return text without passwords, keys and tokens of ours, in any of the forms in which they travel."""
    return _pattern(tuple(_secrets())).sub(HIDDEN, text)


@cache
def _pattern(secrets: tuple[str, ...]) -> re.Pattern[str]:
    forms = sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True)
    patterns = [
        re.escape(form) if len(form) >= _SHORT else rf"(?<!\w){re.escape(form)}(?!\w)" for form in forms
    ]
    return re.compile("|".join(patterns) or r"(?!)")


def _secrets() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from settings.MOOC_DKIM_KEY.replace("\\n", "\n").splitlines()
    yield str(settings.DATABASES["default"].get("PASSWORD") or "")
    for name, value in os.environ.items():
        if _SECRET_NAME.search(name) and not name.endswith("_FILE"):
            yield value
        if name.endswith("_URL"):
            yield from _of_url(value)
    for url in (settings.EMAIL_URL, settings.MOOC_MAIL_SERVICE):
        yield from _of_url(url)
        with suppress(WrongEmailUrl):
            service = service_from_url(url)
            yield from service.secrets if service else ()


def _of_url(url: str) -> Iterator[str]:
    """Give the password of an address; also the name where the scheme is a mail service's, whose key stands there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
        yield url
    before = parts.netloc.rpartition("@")[0] or url.partition("://")[2].rpartition("@")[0]
    name, colon, password = before.partition(":")
    yield from (password, unquote(password))
    if colon:
        yield b64encode(f"\0{unquote(name)}\0{unquote(password)}".encode()).decode()
    if parts.scheme and not parts.scheme.startswith(("smtp", "http", "postgres")):
        yield from (name, unquote(name))


def _forms(secret: str) -> Iterator[str]:
    secret = secret.strip()
    if not secret or secret.startswith("-----"):
        return
    yield secret
    yield quote(secret, safe="")
    yield repr(secret)[1:-1]
    if len(secret) >= _SHORT:
        yield b64encode(secret.encode("utf-8", "replace")).decode()
