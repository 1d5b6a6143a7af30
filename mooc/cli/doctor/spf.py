"""SPF (RFC 7208), as far as can be told without a mail: how many questions it costs, whom it allows, how it ends."""

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from .dns import Dns

MOST_QUESTIONS, MOST_EMPTY = 10, 2  # RFC 7208, 4.6.4
_TERM = re.compile(r"([+\-~?]?)([a-z0-9]+)(?:[:=]([^/\s]+))?((?:/[0-9/]+)?)", re.IGNORECASE)
_ASKING = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})
_KNOWN = _ASKING | {"all", "ip4", "ip6", "exp"}

Network = IPv4Network | IPv6Network


@dataclass(slots=True)
class Spf:
    """What the record of a domain and those that it includes come to."""

    # The sign before `all` of the record itself; "" where it has none and redirects nowhere.
    end: str = ""
    questions: int = 0
    empty: int = 0
    allowed: list[Network] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def allows(self, address: str) -> bool:
        """Say whether mail may come from an address."""
        ours = ip_address(address)
        return any(ours in network for network in self.allowed if network.version == ours.version)


def records_of(domain: str, dns: Dns) -> list[str]:
    """Return the SPF records of a domain; one is right."""
    return [text for text in dns.texts(domain) if text.lower().split(" ", 1)[0] == "v=spf1"]


def walk(domain: str, record: str, dns: Dns) -> Spf:
    """Follow a record as a receiver would, though never further than the eleventh question. Raises DnsSilent."""
    found = Spf()
    found.end = _follow(domain, record, dns, found, "+")
    return found


def _follow(domain: str, record: str, dns: Dns, found: Spf, sign: str) -> str:
    """Add what a record allows; return how it ends. `sign` says what a match of it means to who included it."""
    end, redirect = "", ""
    for term in record.split()[1:]:
        match = _TERM.fullmatch(term)
        name = match[2].lower() if match else ""
        if match is None or (name not in _KNOWN and "=" not in term):
            found.faults.append(f"{term!r} in the record of {domain} is no word of SPF")
            continue
        its_sign, value, prefix = match[1] or "+", match[3] or "", match[4]
        if name == "all":
            end = its_sign
            break
        if name == "redirect":
            redirect = value
        elif _may_ask(name, found):
            _take(name, value, prefix, domain, dns, found, sign if its_sign == "+" else its_sign)
    if redirect and not end and _may_ask("redirect", found):
        return _included(redirect, dns, found, sign)
    return end


def _may_ask(name: str, found: Spf) -> bool:
    if name in _ASKING:
        found.questions += 1
    return found.questions <= MOST_QUESTIONS


def _take(name: str, value: str, prefix: str, domain: str, dns: Dns, found: Spf, sign: str) -> None:
    hosts: list[str] = []
    if "%" in value:  # macros need the mail
        return
    if name == "include":
        _included(value, dns, found, sign)
    elif name in ("ip4", "ip6"):
        _allow([value], prefix, found, sign)
    elif name == "a":
        hosts = [value or domain]
    elif name == "mx":
        hosts = [one.host for one in dns.exchangers(value or domain)]
    if name in ("a", "mx"):
        addresses = [address for host in hosts[:10] for address in dns.addresses(host)]
        found.empty += not addresses
        _allow(addresses, prefix, found, sign)


def _included(domain: str, dns: Dns, found: Spf, sign: str) -> str:
    records = records_of(domain, dns)
    if len(records) != 1:
        found.empty += not records
        found.faults.append(f"{domain} is included and has {len(records)} SPF records")
        return ""
    return _follow(domain, records[0], dns, found, sign)


def _allow(addresses: list[str], prefix: str, found: Spf, sign: str) -> None:
    if sign != "+":
        return
    for address in addresses:
        try:
            found.allowed.append(ip_network(address + _of_kind(prefix, address), strict=False))
        except ValueError:
            found.faults.append(f"{address + prefix!r} is no network")


def _of_kind(prefix: str, address: str) -> str:
    """Return the length for this kind of address out of `/24`, `//64` or `/24//64`."""
    four, _, six = prefix.partition("//")
    if ":" not in address:
        return four
    return f"/{six}" if six else ("" if "//" in prefix or "/" not in address + four else four)
