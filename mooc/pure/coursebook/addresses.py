"""What makes an address fit for a mail: a scheme that people may follow, and a site behind it."""

import re
from urllib.parse import urlsplit

from .sources import clip, listed
from .variables import MARK, named, show

# What a link may begin with; where questions are asked is a page in some mails and a mail address in others.
ADDRESS_VARIABLES = ("course_url",)
_MAIL_VARIABLES = ("group_address",)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def address_problem(address: str, *, images: bool = False) -> str:
    """Say what is wrong with the address of a link, "" when nothing is."""
    shown = clip(show(address))
    if not address:
        return "has no address; write it between ( and )"
    marks = named(address)
    if marks and MARK.match(address):
        ok = marks[0] in ADDRESS_VARIABLES
        return "" if ok else f"leads to {shown}, which is no address; use {listed(ADDRESS_VARIABLES)}"
    if not scheme_of(address):
        guess = "mailto:" if _MAIL.fullmatch(address) else "https://"
        return f"leads to {shown}, which has no scheme; write {guess}{show(address).lstrip('/')}"
    scheme = scheme_of(address)
    allowed = ("https", "http") if images else ("https", "http", "mailto")
    if scheme not in allowed:
        return f"leads to {shown}; addresses begin with {listed(f'{name}:' for name in allowed)}"
    if scheme == "mailto":
        return "" if _is_mailbox(address.partition(":")[2]) else f"leads to {shown}, which is no mail address"
    return "" if _has_host(address) else f"leads to {shown}, which names no site; write it whole"


def scheme_of(address: str) -> str:
    """Return the scheme of an address in small letters; "" when it has none or cannot be read."""
    found = re.match(r"\s*([A-Za-z][A-Za-z0-9+.-]*):", address)
    # "example.org:8000/x" has a port, not a scheme.
    return found[1].lower() if found and not ("." in found[1] and re.match(r".*?:\d", address)) else ""


def _is_mailbox(address: str) -> bool:
    marks = named(address)
    return marks[0] in _MAIL_VARIABLES if marks else bool(_MAIL.match(address))


def _has_host(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return (
        host == "localhost" or bool(named(host)) or ("." in host and not host.startswith(".")) or ":" in host
    )
