"""Somebody else's reader of DKIM (dkimpy), which judges our signatures.

For Ed25519 it wants PyNaCl; the one primitive that it needs of that is lent to it here, everything else is its own.
"""

import types
from base64 import b64decode

import dkim
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class _VerifyKey:
    def __init__(self, text, encoder):
        self._key = Ed25519PublicKey.from_public_bytes(b64decode(text))

    def verify(self, message, signature):
        try:
            self._key.verify(signature, message)
        except InvalidSignature as error:
            raise _BadSignature from error


class _BadSignature(Exception):
    pass


_NACL = types.SimpleNamespace(
    signing=types.SimpleNamespace(VerifyKey=_VerifyKey),
    encoding=types.SimpleNamespace(Base64Encoder=None),
    exceptions=types.SimpleNamespace(BadSignatureError=_BadSignature, ValueError=ValueError),
)


def verdicts(raw, records):
    """Return for each signature of a message, first to last, whether it holds.

    `records` gives the TXT records by name (`selector._domainkey.domain`), or is a function from a name to one.
    """
    ask = records if callable(records) else records.get
    dkim.nacl = _NACL
    reader = dkim.DKIM(raw, timeout=2)
    count = sum(name.lower() == b"dkim-signature" for name, _ in reader.headers)
    return [_holds(raw, index, ask) for index in range(count)]


def _holds(raw, index, ask):
    def dnsfunc(name, timeout=5):
        record = ask(name.decode().rstrip("."))
        return record.encode() if record else None

    try:
        return dkim.DKIM(raw, timeout=2).verify(index, dnsfunc=dnsfunc)
    except dkim.DKIMException:
        return False
