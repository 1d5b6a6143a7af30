"""E-mail addresses as we keep them: one way of writing for one mailbox."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from .errors import BadAddress

__all__ = ["BadAddress", "normal_address", "readers_address"]

# What the mail door takes in: groups, runs, bounces, "stop", and the two that every domain has.
_OURS = re.compile(r"group-.*|run-.*|bounces\+.*|stop\+.*|postmaster|abuse")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def normal_address(text: str) -> str:
    """Return the address in the one way we keep it: trimmed, lower case, the domain as ASCII (IDNA, RFC 5891).

    The local part is lowered too: RFC 5321 2.4 lets hosts tell `Bob@` from `bob@`, none in use does, and people
    type both. Raises BadAddress with what is wrong and the value.
    """
    address = text.strip()
    _refuse_odd_characters(address)
    if len(address) > 254:
        raise BadAddress(
            f"{address[:40]!r}... is {len(address)} characters long. An address has at most 254."
        )
    local, at, domain = address.rpartition("@")
    if not at or "@" in local:
        raise BadAddress(f"{address!r} is not an address. Write it like name@example.org, with one @.")
    return f"{_local(local, address)}@{_domain(domain, address)}"


def readers_address(text: str) -> str:
    """Return the normal form of an address at which somebody wants to read our mail.

    Raises BadAddress too where the mail would come back to us: a group, a run, the machine itself.
    """
    address = normal_address(text)
    local, _, domain = address.rpartition("@")
    is_ours = domain == settings.MOOC_MAIL_DOMAIN.lower()
    if address == settings.MOOC_SENDER.lower() or (is_ours and _OURS.fullmatch(local)):
        raise BadAddress(f"{address!r} is an address of mine, where nobody reads. Give one of your own.")
    return address


def _refuse_odd_characters(address: str) -> None:
    if not address:
        raise BadAddress("The address is empty. Write it like name@example.org.")
    odd = next((sign for sign in address if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co")), None)
    if odd is not None:
        raise BadAddress(f"{address[:80]!r} holds an invisible character (U+{ord(odd):04X}). Type it anew.")
    if any(sign.isspace() for sign in address):
        raise BadAddress(f"{address[:80]!r} holds a space. Give the address alone, like name@example.org.")


def _local(local: str, address: str) -> str:
    if not local.isascii():
        raise BadAddress(
            f"{address!r} has letters before the @ that mail cannot carry yet: use a-z, 0-9 and signs."
        )
    if len(local) > 64:
        raise BadAddress(f"{address!r} has {len(local)} characters before the @. There are at most 64.")
    try:
        validate_email(f"{local}@example.org")
    except ValidationError:
        raise BadAddress(f"{address!r} is not an address: {local!r} cannot stand before the @.") from None
    if '"' in local:
        raise BadAddress(f"{address!r} has quotation marks. Give the address alone, like name@example.org.")
    return local.lower()


def _domain(domain: str, address: str) -> str:
    try:
        name = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = ""
    labels = name.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadAddress(f"{address!r} is not an address: {domain!r} is not a domain, such as example.org.")
    if len(name) > 253 - 2:
        raise BadAddress(f"{address!r} is not an address: its domain is too long.")
    return name
