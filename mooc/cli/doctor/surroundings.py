"""What every check is given."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from .dns import Dns

# No server on the way to a mail domain listens elsewhere; tests have ports of their own.
SMTP_PORT = 25
HERE_ONLY = "{} is a name of this machine only; set MOOC_MAIL_DOMAIN to a domain of yours"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The moment, the resolver, and how many seconds one question may take."""

    now: datetime
    dns: Dns
    seconds: float = 5.0
    exchanger_port: int = SMTP_PORT


def mail_domain() -> str:
    """Return the domain of our addresses as DNS knows it."""
    return in_ascii(settings.MOOC_MAIL_DOMAIN)


def sender_domain() -> str:
    """Return the domain of the sender that readers see on what the machine writes."""
    return in_ascii(settings.MOOC_SENDER.rpartition("@")[2])


def is_local(domain: str) -> bool:
    """Say whether a name means this machine and nothing else (RFC 6761)."""
    return domain == "localhost" or domain.endswith(".localhost")


def in_ascii(domain: str) -> str:
    """Return a domain in the letters of the DNS; as it is where that cannot be."""
    try:
        return domain.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain.rstrip(".").lower()
