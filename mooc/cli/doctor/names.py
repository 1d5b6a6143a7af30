"""Whether the address that mail leaves from has a name, and the name that address (RFC 8601's iprev)."""

from collections.abc import Iterator
from ipaddress import ip_address

from mooc.delivery.probing import our_own_address

from .dns import Dns
from .finding import Finding, ok, skipped, warning
from .relay import relay_of_settings
from .surroundings import Surroundings, is_local, mail_domain


def ptr(around: Surroundings) -> Iterator[Finding]:
    """Say whether the address that mail leaves from has a name that leads back to it."""
    relay = relay_of_settings()
    if relay is None:
        yield skipped("PTR", "no relay of ours sends")
        return
    addresses = around.dns.addresses(relay.host) if not is_local(relay.host) else ["127.0.0.1"]
    whose = relay.host
    if all(address.startswith("127.") or address == "::1" for address in addresses):
        outside = our_own_address(mail_domain()) if not is_local(mail_domain()) else None
        if outside is None or _is_private(outside):
            yield skipped(
                "PTR", "the relay is here and our address in the world is not known here", "Ask from outside."
            )
            return
        addresses, whose = [outside], "this machine"
    for address in addresses[:4]:
        yield _confirmed(address, whose, around.dns)


def _confirmed(address: str, whose: str, dns: Dns) -> Finding:
    names = dns.names(address)
    good = [name for name in names if address in dns.addresses(name)]
    if good:
        return ok("PTR", f"{address} ({whose}) is {good[0]}, there and back")
    do = f"Have whoever owns {address} name it, and give that name an address record."
    if names:
        return warning("PTR", f"{address} ({whose}) says it is {names[0]}, which does not lead back", do)
    return warning(
        "PTR", f"{address} ({whose}) has no name: big mail systems refuse what comes from such", do
    )


def _is_private(address: str) -> bool:
    return not ip_address(address).is_global
