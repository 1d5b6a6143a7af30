"""Addresses and ids that belong to one copy, each derived from the id of its row and our secret."""

import hmac
import re
from functools import cache

from django.conf import settings

from .seals import sealer

_BOUNCE = re.compile(r"bounces\+([0-9]{1,18})-([0-9a-f]{20})@", re.IGNORECASE)


def normal(address: str) -> str:
    """Return an address as suppressions know it: without white space around, in small letters."""
    return address.strip().lower()


def bounce_address(delivery_id: int) -> str:
    """Return the envelope sender of a copy, so that what comes back names it (VERP), signed against guessing."""
    return f"bounces+{delivery_id}-{_seal('bounce', delivery_id)}@{settings.MOOC_MAIL_DOMAIN}"


def delivery_of_bounce_address(address: str) -> int | None:
    """Return the delivery that a bounce address names; None when it is none of ours or its seal is wrong."""
    match = _BOUNCE.match(address.strip())
    if not match or not hmac.compare_digest(match[2].lower(), _seal("bounce", int(match[1]))):
        return None
    return int(match[1])


def message_id(delivery_id: int) -> str:
    """Return the Message-ID of a copy, the same in every attempt."""
    return f"<copy-{delivery_id}.{_seal('message', delivery_id)}@{settings.MOOC_MAIL_DOMAIN}>"


def _seal(purpose: str, delivery_id: int) -> str:
    """Return 80 bits of a keyed hash, in signs that survive mail systems which ignore capitals."""
    return sealer(_key(settings.SECRET_KEY))(f"{purpose}:{delivery_id}".encode())


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"mooc.delivery.addresses", "sha256")
