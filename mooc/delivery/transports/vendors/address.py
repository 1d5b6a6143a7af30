"""EMAIL_URL where it names a mail service: which one, its keys, and how to speak to it.

    mailgun://API-KEY@mooc.example.org?region=eu&webhook_secret=SIGNING-KEY&webhook_password=mooc:LONG-PASSWORD
    resend://API-KEY?connections=2

Signs in a key that mean something in an address (: / ? # @ % &) are written as %3A %2F %3F %23 %40 %25 %26. No text
made here holds a key or a secret.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

from ...errors import WrongEmailUrl
from .catalogue import KINDS, Kind

MOST_CONNECTIONS = 50
_SHORTEST_PASSWORD = 12
_OF_ALL = ("connections", "timeout", "api_url", "webhook_secret", "inbound_secret")


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """A mail service and what it knows us by. `timeout` is how many seconds its answer may take."""

    kind: Kind
    parameters: Mapping[str, str] = field(repr=False)
    place: str = ""
    connections: int = 4
    timeout: int = 60
    # Our envelope sender goes with each copy, where the service can carry one.
    envelope: bool = False
    # What proves events about sent mail, and mail that comes in, to be the service's.
    webhook_secret: str = field(default="", repr=False)
    inbound_secret: str = field(default="", repr=False)
    # What it must send besides, where its signature leaves open what it says.
    webhook_password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.kind.title} ({self.place})" if self.place else self.kind.title

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return what nobody must see: our keys there, and what the service proves itself by."""
        named = [self.parameters.get(name, "") for name in self.kind.credentials]
        return tuple(filter(None, [*named, self.webhook_secret, self.inbound_secret, self.webhook_password]))

    def scrubbed(self, text: str) -> str:
        """Return a text on one line with our keys and secrets taken out."""
        for secret in self.secrets:
            for form in {secret, quote(secret, safe=""), repr(secret)[1:-1]}:
                text = text.replace(form, "***")
        return " ".join(text.split())


def service_from_url(url: str) -> ServiceAddress | None:
    """Return the mail service that a URL names; None where it begins like something else.

    Raises WrongEmailUrl, whose text never shows a key.
    """
    scheme, _, rest = url.strip().partition("://")
    if scheme.lower() == "sendgrid":
        raise WrongEmailUrl(
            "EMAIL_URL begins with sendgrid://, which django-anymail does not support any more; SendGrid also takes"
            " mail by SMTP: smtp+tls://apikey:API-KEY@smtp.sendgrid.net:587."
        )
    kind = KINDS.get(scheme.lower())
    if kind is None:
        return None
    named, _, query = rest.partition("?")
    if "#" in rest or "/" in named.rstrip("/"):
        raise _wrong(kind, "has a / or # where none belongs; in a key write them as %2F %23")
    if kind.package and find_spec(kind.package) is None:
        raise WrongEmailUrl(
            f"EMAIL_URL begins with {kind.scheme}://, which needs the package {kind.package}; install it with"
            f" pip install {kind.package}."
        )
    credentials, place = _named(kind, named.rstrip("/"))
    return _with_options(kind, credentials, place, query)


def _named(kind: Kind, named: str) -> tuple[dict[str, str], str]:
    """Read what stands before the ?: the keys, and what follows the @."""
    before, at, place = named.rpartition("@") if kind.place else (named.removesuffix("@"), "@", "")
    given = [unquote(part) for part in before.split(":")] if before else []
    if "@" in before or (kind.place and not place):
        raise _wrong(kind, "is not complete")
    if kind.scheme == "amazon-ses" and not given:  # boto3 looks for its keys itself
        return {}, unquote(place)
    if not at or len(given) != len(kind.credentials) or not all(given):
        raise _wrong(kind, "does not hold the keys that it should")
    return dict(zip(kind.credentials, given, strict=True)), unquote(place)


def _with_options(kind: Kind, credentials: dict[str, str], place: str, query: str) -> ServiceAddress:
    options = _options(query)
    known = {*_OF_ALL, *kind.options, *(["region"] if kind.regions else [])}
    known |= {"envelope"} if kind.takes_envelope else set()
    known |= {"webhook_password"} if kind.leaves_words_open else set()
    if options.keys() - known:
        raise _wrong(kind, f"has an option that I do not know; there are {', '.join(sorted(known))}")
    parameters = credentials | {kind.options[name]: options[name] for name in options if name in kind.options}
    if kind.api_of_host:
        parameters["api_url"] = kind.api_of_host.format(host=place)
    elif kind.place:
        parameters[kind.place] = place
    if kind.regions:
        parameters["api_url"] = _region(kind, options.get("region", next(iter(kind.regions))))
    if "api_url" in options:
        parameters["api_url"] = _api_url(kind, options["api_url"])
    secret, password = options.get("webhook_secret", ""), options.get("webhook_password", "")
    _insist_on_good_secrets(kind, [secret, options.get("inbound_secret", "")])
    _insist_on_name_and_password(kind, "webhook_password", password)
    return ServiceAddress(
        kind,
        parameters,
        place,
        connections=_number(kind, "connections", options.get("connections", "4"), MOST_CONNECTIONS),
        timeout=_number(kind, "timeout", options.get("timeout", "60"), 600),
        envelope=_yes(kind, options.get("envelope", "0")),
        webhook_secret=secret,
        inbound_secret=options.get("inbound_secret", secret),
        webhook_password=password,
    )


def _options(query: str) -> dict[str, str]:
    """Read options; a + is a +, as secrets have it."""
    pairs = [part.partition("=") for part in query.split("&") if part]
    return {name: unquote(value) for name, _, value in pairs}


def _insist_on_good_secrets(kind: Kind, secrets: list[str]) -> None:
    for secret in filter(None, secrets):
        if kind.proof == "password":
            _insist_on_name_and_password(kind, "webhook_secret", secret)
        if not secret.isascii():
            raise _wrong(kind, "has a webhook_secret beyond ASCII")


def _insist_on_name_and_password(kind: Kind, option: str, text: str) -> None:
    name, _, password = text.partition(":")
    if text and (not text.isascii() or not name or len(password) < _SHORTEST_PASSWORD):
        raise _wrong(
            kind, f"needs a {option} of a name, a colon and a password of {_SHORTEST_PASSWORD} signs or more"
        )


def _region(kind: Kind, region: str) -> str:
    if region.lower() not in kind.regions:
        raise _wrong(kind, f"names a region that I do not know; there are {', '.join(kind.regions)}")
    return kind.regions[region.lower()]


def _api_url(kind: Kind, url: str) -> str:
    """Insist on encryption, except to this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https"):
        raise _wrong(kind, "has an api_url that is no address of a web server")
    if parts.scheme == "http" and not _is_this_machine(host):
        raise _wrong(kind, "has an api_url without https, and I do not send keys in the clear")
    return url


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _number(kind: Kind, name: str, text: str, most: int) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= most:
        raise _wrong(kind, f"needs a number from 1 to {most} behind {name}=")
    return int(text)


def _yes(kind: Kind, text: str) -> bool:
    if text.lower() not in ("0", "1", "true", "false"):
        raise _wrong(kind, "needs 1 or 0 behind envelope=")
    return text.lower() in ("1", "true")


def _wrong(kind: Kind, what: str) -> WrongEmailUrl:
    return WrongEmailUrl(f"EMAIL_URL for {kind.title} {what}; write it like {kind.form}.")
