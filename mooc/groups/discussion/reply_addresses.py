"""The personal address that a member's copies are answered to: `group-12-r1+k3c5v2...@`, the group's own with a seal.

The seal is base32 of 80 bits of a keyed hash over the group's local part and the enrolment. It names nobody: its owner
is found by sealing for each member of the group, a microsecond each. So an answer proves who was sent the mail that
it answers, wherever the answer is sent from.
"""

from collections.abc import Callable, Iterable
from functools import cache
from hmac import compare_digest

from django.conf import settings
from django.utils.crypto import salted_hmac

from mooc.delivery.seals import sealer

_DIGITS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(first + second for first in _DIGITS for second in _DIGITS)


def reply_addresses(local_part: str) -> Callable[[int], str]:
    """Return what gives the personal address of an enrolment in the group of this local part."""
    seal, before, after = _seal(local_part), f"{local_part}+", f"@{settings.MOOC_MAIL_DOMAIN}"
    return lambda enrolment_id: f"{before}{seal(enrolment_id)}{after}"


def owner_of(tag: str, local_part: str, enrolment_ids: Iterable[int]) -> int | None:
    """Return whose address has this tag (what follows the +, in any case); None where it is nobody's of these."""
    given = tag.lower().encode("utf-8", "replace")
    seal = _seal(local_part)
    return next((one for one in enrolment_ids if compare_digest(seal(one).encode(), given)), None)


def _seal(local_part: str) -> Callable[[int], str]:
    sealed = sealer(_key(settings.SECRET_KEY))
    words = f"{local_part.lower()}/".encode()
    return lambda enrolment_id: _base32(sealed(words + b"%d" % enrolment_id))


def _base32(seal: str) -> str:
    """Return 20 hexadecimal digits in base32 (RFC 4648), small, in a fifth of the time of `base64`."""
    first, last, two = int(seal[:10], 16), int(seal[10:], 16), _PAIRS
    return (
        f"{two[first >> 30]}{two[first >> 20 & 1023]}{two[first >> 10 & 1023]}{two[first & 1023]}"
        f"{two[last >> 30]}{two[last >> 20 & 1023]}{two[last >> 10 & 1023]}{two[last & 1023]}"
    )


@cache
def _key(secret: str) -> bytes:
    return salted_hmac("mooc.reply-address", b"", secret=secret, algorithm="sha256").digest()
