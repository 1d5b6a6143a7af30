"""Signed tokens of links in mail: good for one row and one act, without a session.

    1234.5f0c...   the row's id, then 80 bits of a keyed hash over it; the key differs for each act

Case does not matter, because some mail programs change it in addresses (`stop+<token>@`). They do not age: whether an
act is still possible, the row's state says.
"""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.crypto import salted_hmac

from mooc.delivery.seals import Sealer, is_sealed, sealer

from .errors import BadToken


def sign(act: str, row_id: int) -> str:
    """Return the token for one act on one row; about a microsecond."""
    return f"{row_id}.{_sealer(act)(b'%d' % row_id)}"


def signer(act: str) -> Callable[[int], str]:
    """Return `sign` for one act, for who signs many rows."""
    seal = _sealer(act)
    return lambda row_id: f"{row_id}.{seal(b'%d' % row_id)}"


def read(act: str, token: str) -> int:
    """Return the row's id. Raises BadToken when the token was not made by us for this act."""
    row_id, _, seal = token.strip().lower().rpartition(".")
    try:
        if is_sealed(_key(act, settings.SECRET_KEY), row_id.encode(), seal):
            return int(row_id)
    except ValueError:
        pass
    raise BadToken(
        "This link does not work as it stands: it was cut short or changed on its way. Open it from the mail."
    )


def _sealer(act: str) -> Sealer:
    return sealer(_key(act, settings.SECRET_KEY))


@cache
def _key(act: str, secret: str) -> bytes:
    return salted_hmac("mooc.token." + act, b"", secret=secret, algorithm="sha256").digest()
