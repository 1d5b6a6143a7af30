"""Keys of DKIM as files and as DNS records."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from mooc.errors import MoocError

from .dkim import PrivateKey

# RFC 8301, 3.2: less must not be used, and receivers take it for no signature at all.
FEWEST_BITS = 1024


class BadDkimKey(MoocError):
    """A key cannot be used; the text never shows any of it."""


def read_keys(pem: str) -> list[PrivateKey]:
    """Read all private keys of a text, in order; line ends may be written as \\n. Raises BadDkimKey."""
    blocks = pem.replace("\\n", "\n").encode("utf-8", "replace").split(b"-----BEGIN")[1:]
    return [_read(b"-----BEGIN" + block) for block in blocks]


def _read(block: bytes) -> PrivateKey:
    try:
        key = load_pem_private_key(block, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # their words may hold a piece of it
        raise BadDkimKey("it is not a private key in PEM that I can read without a password") from None
    if isinstance(key, Ed25519PrivateKey):
        return key
    if not isinstance(key, RSAPrivateKey):
        raise BadDkimKey("it is neither an RSA nor an Ed25519 key; mail systems know no other")
    if key.key_size < FEWEST_BITS:
        raise BadDkimKey(f"it is an RSA key of {key.key_size} bits; less than {FEWEST_BITS} is not believed")
    return key


def record_of(private: PrivateKey) -> str:
    """Return the text of the TXT record to publish (RFC 6376, 3.6.1; RFC 8463, 4)."""
    return f"v=DKIM1; k={_kind(private)}; p={b64encode(_public(private)).decode('ascii')}"


def publishes(record: str, private: PrivateKey) -> bool:
    """Say whether a TXT record holds the public half of this key."""
    tags = tags_of(record)
    if tags.get("k", "rsa").lower() != _kind(private) or tags.get("v", "DKIM1") != "DKIM1":
        return False
    try:
        return b64decode("".join(tags.get("p", "").split())) in _publics(private)
    except (NotBase64, ValueError):
        return False


def tags_of(record: str) -> dict[str, str]:
    """Take the `name=value; ...` of DKIM and DMARC records apart; names in small letters."""
    pairs = (tag.partition("=") for tag in record.split(";"))
    return {name.strip().lower(): value.strip() for name, sign, value in pairs if sign}


def _kind(private: PrivateKey) -> str:
    return "ed25519" if isinstance(private, Ed25519PrivateKey) else "rsa"


def _public(private: PrivateKey) -> bytes:
    if isinstance(private, Ed25519PrivateKey):
        return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _publics(private: PrivateKey) -> tuple[bytes, ...]:
    """Return the forms in which the key may be published; some publish RSA keys bare (RFC 6376, erratum 3017)."""
    if isinstance(private, Ed25519PrivateKey):
        return (_public(private),)
    return _public(private), private.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
