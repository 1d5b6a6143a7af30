"""Addresses: what may stand in an envelope, and those that belong to one copy, sealed with our secret."""

import hmac
import re
from collections.abc import Callable
from functools import cache, lru_cache

from django.conf import settings

from .seals import is_sealed, sealer

_BOUNCE = re.compile(r"bounces\+([0-9]{1,18})-([0-9a-f]{20})@", re.IGNORECASE)
_COPY = re.compile(r"<copy-([0-9]{1,18})\.([0-9a-f]{20})@[^<>@]+>")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f]+@[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f]+")
_LONGEST = 254


def normal(address: str) -> str:
    """Return an address as suppressions know it: without white space around, in small letters."""
    return address.strip().lower()


def envelope_address(address: str) -> str | None:
    """Return an address as it goes over the wire, its domain in ASCII; None for what is none."""
    if not _ADDRESS.fullmatch(address) or len(address) > _LONGEST:
        return None
    if address.isascii():
        return address
    local, _, domain = address.rpartition("@")
    ascii_domain = _in_ascii(domain)
    return f"{local}@{ascii_domain}" if ascii_domain else None


@lru_cache(maxsize=1024)
def _in_ascii(domain: str) -> str | None:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None


def bounce_address(delivery_id: int) -> str:
    """Return the envelope sender of a copy, so that what comes back names it (VERP), signed against guessing."""
    return sealed_addresses()(delivery_id)[0]


def message_id(delivery_id: int) -> str:
    """Return the Message-ID of a copy, the same in every attempt."""
    return sealed_addresses()(delivery_id)[1]


def sealed_addresses() -> Callable[[int], tuple[str, str]]:
    """Return what gives the envelope sender and the Message-ID of a copy, for who fills many."""
    seal, domain = sealer(_key(settings.SECRET_KEY)), settings.MOOC_MAIL_DOMAIN

    def of_copy(delivery_id: int) -> tuple[str, str]:
        returning, named = seal(b"bounce:%d" % delivery_id), seal(b"message:%d" % delivery_id)
        return f"bounces+{delivery_id}-{returning}@{domain}", f"<copy-{delivery_id}.{named}@{domain}>"

    return of_copy


def delivery_of_bounce_address(address: str) -> int | None:
    """Return the delivery that a bounce address names; None when it is none of ours or its seal is wrong."""
    match = _BOUNCE.match(address.strip())
    if not match:
        return None
    number = int(match[1])
    is_ours = is_sealed(_key(settings.SECRET_KEY), b"bounce:%d" % number, match[2].lower())
    return number if is_ours else None


def delivery_of_message_id(message_id: str) -> int | None:
    """Return the delivery whose own Message-ID this is, in its brackets; None when it is none of ours."""
    match = _COPY.fullmatch(message_id)
    if not match:
        return None
    number = int(match[1])
    is_ours = is_sealed(_key(settings.SECRET_KEY), b"message:%d" % number, match[2])
    return number if is_ours else None


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"mooc.delivery.addresses", "sha256")
