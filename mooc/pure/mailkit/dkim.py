"""DKIM signatures (RFC 6376, RFC 8463), relaxed/relaxed, one per key, for messages as they go over the wire.

No time stamp is told: RSA and Ed25519 sign without chance, so the same copy has the same signature in every attempt.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

PrivateKey = RSAPrivateKey | Ed25519PrivateKey

# What a reader believes or a program acts on; a field that is there twice is signed twice.
SIGNED = (
    b"from reply-to to cc subject date message-id in-reply-to references mime-version content-type"
    b" content-transfer-encoding content-language auto-submitted feedback-id list-id list-unsubscribe"
    b" list-unsubscribe-post list-post list-help list-archive archived-at"
).split()
# Signed once more than they are there: nobody can add a second one on the way (RFC 6376, 8.15).
SEALED = b"from reply-to to subject date message-id mime-version content-type".split()

_FIELD_END = re.compile(rb"\r\n(?![ \t])")
_SPACES = re.compile(rb"[ \t]+")
_LONG_SPACES = re.compile(rb"  +")  # says less and is five times as quick
_WIDTH = 72
_PADDING, _HASH = PKCS1v15(), SHA256()


@dataclass(frozen=True, slots=True)
class Key:
    """A private key, and where its public half is published: `selector._domainkey.domain`."""

    domain: str
    selector: str
    private: PrivateKey

    @property
    def algorithm(self) -> str:
        """Its name in the tag a=."""
        return "ed25519-sha256" if isinstance(self.private, Ed25519PrivateKey) else "rsa-sha256"


def sign(raw: bytes, keys: Sequence[Key]) -> bytes:
    """Return the message with a signature of each key in front. Its lines end in CRLF, its dots are not stuffed."""
    head, _, body = raw.partition(b"\r\n\r\n")
    names, fields = _fields(head + b"\r\n")
    body_hash = b64encode(sha256(relaxed_body(body)).digest())
    return b"".join(_signature(key, names, fields, body_hash) for key in keys) + raw


def relaxed_body(body: bytes) -> bytes:
    """Return a body in the relaxed form (RFC 6376, 3.4.4): runs of white space are one space, none at line ends."""
    body = (_SPACES if b"\t" in body else _LONG_SPACES).sub(b" ", body)
    if b" \r\n" in body:
        body = body.replace(b" \r\n", b"\r\n")
    body = body.rstrip(b" ")
    while body.endswith(b"\r\n"):
        body = body[:-2]
    return body + b"\r\n" if body else b""


def relaxed_field(name: bytes, value: bytes) -> bytes:
    """Return a header field in the relaxed form (RFC 6376, 3.4.2), with its line end."""
    return name + b":" + _SPACES.sub(b" ", value.replace(b"\r\n", b"")).strip(b" \t") + b"\r\n"


def _fields(head: bytes) -> tuple[bytes, bytes]:
    """Return the names to sign, joined by colons, and the fields in that order, each name's last one first."""
    present: dict[bytes, list[bytes]] = {}
    for line in _FIELD_END.split(head):
        name, colon, value = line.partition(b":")
        name = name.rstrip(b" \t").lower()
        if colon and name in _WANTED:
            present.setdefault(name, []).append(relaxed_field(name, value))
    names: list[bytes] = []
    fields: list[bytes] = []
    for name in SIGNED:
        found = present.get(name, ())
        names += [name] * len(found)
        fields += reversed(found)
    return b":".join(names + SEALED), b"".join(fields)


_WANTED = frozenset(SIGNED)


def _signature(key: Key, names: bytes, fields: bytes, body_hash: bytes) -> bytes:
    """Return the field with its line end; what is signed is the same field with nothing behind b=."""
    value = b" v=1; a=%b; c=relaxed/relaxed;\r\n d=%b; s=%b;\r\n h=%b;\r\n bh=%b;\r\n b=" % (
        key.algorithm.encode("ascii"),
        key.domain.encode("ascii"),
        key.selector.encode("ascii"),
        _folded(names, b":"),
        body_hash,
    )
    signed = fields + relaxed_field(b"dkim-signature", value)[:-2]
    return b"DKIM-Signature:" + value + _folded(b64encode(_sealed(key.private, signed)), b"") + b"\r\n"


def _sealed(private: PrivateKey, signed: bytes) -> bytes:
    if isinstance(private, Ed25519PrivateKey):
        return private.sign(sha256(signed).digest())  # RFC 8463, 3: the hash is what is signed
    return private.sign(signed, _PADDING, _HASH)


def _folded(text: bytes, after: bytes) -> bytes:
    """Fold where a tag allows white space: after a colon, or anywhere in base64."""
    lines = []
    while len(text) > _WIDTH:
        end = text.rindex(after, 0, _WIDTH) + len(after) if after else _WIDTH
        lines.append(text[:end])
        text = text[end:]
    return b"\r\n ".join([*lines, text])
