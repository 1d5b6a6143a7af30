"""How a connection is encrypted, and when a password may go without."""

import ssl
from ipaddress import ip_address


def context(*, is_proof_needed: bool) -> ssl.SSLContext:
    """Return a context that demands a certificate for the host's name, or takes any."""
    made = ssl.create_default_context()
    if not is_proof_needed:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


def is_this_machine(host: str) -> bool:
    """Say whether a host is reached without a network."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
