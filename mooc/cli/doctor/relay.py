"""The relay: is it there, does it encrypt, does it know us."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from mooc.delivery.probing import Certificate, ask_relay
from mooc.delivery.transports.relay import Relay, Tls, read_email_url

from .finding import Finding, ok, problem, skipped, warning
from .surroundings import Surroundings, mail_domain

FEW_DAYS = 14


def relay(around: Surroundings) -> Iterator[Finding]:
    """Speak to the relay as for sending, and say goodbye before any mail."""
    found = relay_of_settings()
    if found is None:
        yield skipped("relay", _why_none())
        return
    spoken = ask_relay(found, our_name=mail_domain(), seconds=around.seconds)
    if spoken.trouble and not spoken.is_reached:
        do = "Is the host right, and is the port open from here?"
        yield problem("relay", f"{found} cannot be reached: {spoken.trouble}", do)
        return
    if spoken.trouble:
        yield problem(
            "relay",
            f"{found} does not take us: {spoken.trouble}",
            "Is EMAIL_URL right: name, password, port?",
        )
    else:
        yield ok("relay", f"{found} answers" + (", and we may sign in" if spoken.is_signed_in else ""))
    if spoken.certificate:
        yield judged("relay certificate", str(found), spoken.certificate, now=around.now)
    elif not spoken.offers_tls and not spoken.trouble:
        yield _in_the_clear(found)


def relay_of_settings() -> Relay | None:
    """Return the relay that EMAIL_URL names; None for the built-in mailbox and for mail services."""
    if not settings.EMAIL_URL or not urlsplit(settings.EMAIL_URL).scheme.startswith("smtp"):
        return None
    return read_email_url(settings.EMAIL_URL)


def judged(name: str, host: str, certificate: Certificate, *, now: datetime) -> Finding:
    """Say what a certificate is worth, and for how long."""
    days = (certificate.ends_at - now).days
    if days < 0:
        return problem(name, f"that of {host} ended on {certificate.ends_at:%Y-%m-%d}", "Renew it.")
    if certificate.doubt:
        says = f"nobody vouches for that of {host}: {certificate.doubt}"
        return warning(
            name, says, "Get one from a known authority, for the name under which the host is asked for."
        )
    if days < FEW_DAYS:
        return warning(
            name, f"that of {host} ends in {days} days", "Renew it, or see why that did not happen by itself."
        )
    return ok(name, f"that of {host} is vouched for, and ends in {days} days")


def _in_the_clear(found: Relay) -> Finding:
    if found.host == "localhost" or found.host.startswith("127.") or found.host == "::1":
        return ok("relay encryption", "none, and none is needed within this machine")
    if found.tls is Tls.NEVER:
        return warning(
            "relay encryption",
            "none, as EMAIL_URL says",
            "Leave starttls=0 out where the network is not yours.",
        )
    return warning("relay encryption", f"{found} offers none", "Use a port with encryption: 587 or 465.")


def _why_none() -> str:
    if settings.EMAIL_URL:
        return "EMAIL_URL names a mail service, which shows itself when mail is sent to it"
    return "EMAIL_URL is empty: all mail stays in the built-in mailbox"
