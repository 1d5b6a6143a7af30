"""EMAIL_URL: where the relay is and how to speak to it.

    smtp://user:password@host:port        STARTTLS where the relay offers it
    smtp+tls://user:password@host:port    STARTTLS or nothing (port 587)
    smtps://user:password@host:port       TLS from the first byte (port 465)

`?starttls=1` demands it, `?starttls=0` does without; `?connections=8` opens at most so many at once. Capitals and
signs in a name or password are written as in any address of a page (`%40` for @).
"""

from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from ..errors import WrongEmailUrl

USUAL_CONNECTIONS = 10
MOST_CONNECTIONS = 50


class Tls(Enum):
    """When the connection is encrypted."""

    NEVER = "never"
    OFFERED = "where offered"
    STARTTLS = "by STARTTLS"
    AT_ONCE = "from the first byte"


_SCHEMES = {
    "smtp": Tls.OFFERED,
    "smtp+tls": Tls.STARTTLS,
    "smtps": Tls.AT_ONCE,
    "smtp+ssl": Tls.AT_ONCE,
}
_PORTS = {Tls.AT_ONCE: 465, Tls.STARTTLS: 587}


@dataclass(frozen=True, slots=True)
class Relay:
    """A server that takes all our mail."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)
    connections: int = USUAL_CONNECTIONS

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_email_url(url: str) -> Relay:
    """Return the relay that EMAIL_URL names. Raises WrongEmailUrl, whose text never shows the password."""
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, parts.hostname
    except ValueError:  # its own words may hold a piece of the password
        raise WrongEmailUrl(
            "EMAIL_URL cannot be read as an address. Is the port a number up to 65535, and is each / # ? of the"
            " password written as %2F %23 %3F?"
        ) from None
    if parts.scheme not in _SCHEMES:
        known = ", ".join(f"{name}://" for name in _SCHEMES)
        raise WrongEmailUrl(f"EMAIL_URL begins with {parts.scheme!r}; it may begin with {known}.")
    if not host:
        raise WrongEmailUrl(
            f"EMAIL_URL names no server; write it like {parts.scheme}://user:password@host:587."
        )
    if parts.path not in ("", "/") or parts.fragment:
        raise WrongEmailUrl(
            "EMAIL_URL has a path or a # behind the server; leave it out. In a password write / # ? as %2F %23 %3F."
        )
    options = _options(parts)
    tls = _tls(parts.scheme, options.get("starttls"))
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    standard = _PORTS.get(tls, 587 if user else 25)
    return Relay(host, port or standard, tls, user, password, _connections(options.get("connections")))


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in options:
        if name not in ("starttls", "connections"):
            raise WrongEmailUrl(
                "EMAIL_URL has an option that I do not know; there are starttls and connections. In a password write"
                " / # ? as %2F %23 %3F."
            )
    return options


def _tls(scheme: str, starttls: str | None) -> Tls:
    if starttls is None:
        return _SCHEMES[scheme]
    if starttls.lower() not in ("0", "1", "true", "false"):
        raise WrongEmailUrl(f"EMAIL_URL says starttls={starttls}; say 1 (demand it) or 0 (do without).")
    wanted = starttls.lower() in ("1", "true")
    if scheme != "smtp" and not wanted:
        raise WrongEmailUrl(f"EMAIL_URL says {scheme}:// and starttls={starttls}; leave out one of them.")
    if _SCHEMES[scheme] is Tls.AT_ONCE:
        return Tls.AT_ONCE
    return Tls.STARTTLS if wanted else Tls.NEVER


def _connections(text: str | None) -> int:
    if text is None:
        return USUAL_CONNECTIONS
    if not text.isdecimal() or not 1 <= int(text) <= MOST_CONNECTIONS:
        raise WrongEmailUrl(f"EMAIL_URL says connections={text}; say a number from 1 to {MOST_CONNECTIONS}.")
    return int(text)
