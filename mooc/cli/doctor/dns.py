"""Questions to the DNS, each answered within seconds, or with `DnsSilent`."""

from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address

import dns.exception
import dns.rdatatype
import dns.resolver
import dns.reversename

from mooc.errors import MoocError


class BadResolver(MoocError):
    """MOOC_DNS does not name a resolver."""


class DnsSilent(Exception):
    """Nobody answered: no network, no resolver, or a name server in trouble."""


@dataclass(frozen=True, slots=True)
class Exchanger:
    """Who takes mail for a domain."""

    preference: int
    host: str


class Dns:
    """Asks `place` (host:port), or the system's resolver where that is empty. No such name, no records: nothing."""

    def __init__(self, place: str, *, seconds: float) -> None:
        self._place = place
        self._seconds = seconds
        if place:
            _host_and_port(place)

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name, each joined from its strings."""
        return [b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT")]

    def exchangers(self, name: str) -> list[Exchanger]:
        """Return who takes mail for a domain, first choice first; the host is "" for a domain that takes none."""
        found = [
            Exchanger(record.preference, record.exchange.to_text().rstrip("."))
            for record in self._ask(name, "MX")
        ]
        return sorted(found, key=lambda one: (one.preference, one.host))

    def addresses(self, name: str) -> list[str]:
        """Return the IPv4 and IPv6 addresses of a host, or itself where it is one."""
        if is_address(name):
            return [name]
        return [record.address for kind in ("A", "AAAA") for record in self._ask(name, kind)]

    def names(self, address: str) -> list[str]:
        """Return the names that an address says it has (PTR)."""
        reverse = dns.reversename.from_address(address).to_text()
        return [record.target.to_text(omit_final_dot=True).lower() for record in self._ask(reverse, "PTR")]

    def _ask(self, name: str, kind: str):  # type: ignore[no-untyped-def]
        try:
            return self._resolver.resolve(name, kind, lifetime=self._seconds, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise DnsSilent(f"the DNS does not answer for {name} ({type(error).__name__})") from error

    @cached_property
    def _resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=not self._place)
        if self._place:
            host, port = _host_and_port(self._place)
            resolver.nameservers, resolver.port = [host], port
        resolver.timeout = min(resolver.timeout, self._seconds)
        return resolver


def is_address(name: str) -> bool:
    """Say whether a host is given as a number."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _host_and_port(place: str) -> tuple[str, int]:
    host, colon, port = place.rpartition(":")
    if not colon or is_address(place):
        host, port = place, "53"
    host = host.strip("[]")
    if not is_address(host) or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise BadResolver(f"MOOC_DNS={place!r} is not a resolver; write it like 127.0.0.1:5353.")
    return host, int(port)
