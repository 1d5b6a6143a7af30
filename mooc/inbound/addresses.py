"""Envelope addresses as doors hand them over: cleaned, split, and compared with our own domain."""

from dataclasses import dataclass

from django.conf import settings

LONGEST = 254


@dataclass(frozen=True, slots=True)
class Split:
    """`local` and `domain` are lower case; `tag` is what follows the first + and keeps its case."""

    local: str
    tag: str
    domain: str

    @property
    def is_ours(self) -> bool:
        """Whether the address is at our own domain, or at none (RFC 5321, 4.5.1: `RCPT TO:<postmaster>`)."""
        return self.domain in ("", our_domain())


def cleaned(address: str) -> str:
    """Return what a database can keep: no brackets, no control characters, no half characters, at most 254.

    The null sender `<>` becomes the empty string. The case of the part before the @ is kept, the domain is lower.
    """
    text = address.strip().removeprefix("<").removesuffix(">").encode("utf-8", "replace").decode()
    local, at, domain = "".join(c for c in text if c.isprintable()).rpartition("@")
    return (local + at + domain.lower() if at else domain)[:LONGEST]


def split(address: str) -> Split:
    """Split a cleaned address; `group-12+token@host` has the tag `token`."""
    local, at, domain = address.rpartition("@")
    if not at:
        local, domain = domain, ""
    local, _, tag = local.partition("+")
    return Split(local.lower(), tag, _ascii(domain))


def our_domain() -> str:
    """Return the domain of our own addresses as DNS knows it."""
    return _ascii(settings.MOOC_MAIL_DOMAIN)


def _ascii(domain: str) -> str:
    try:
        return domain.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain.rstrip(".").lower()
