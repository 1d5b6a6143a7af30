"""What comes in: our own door, and the server that the world hands our mail to."""

from collections.abc import Iterator
from ipaddress import ip_address
from time import time_ns

from django.conf import settings
from django.utils.module_loading import import_string

from mooc.delivery.addresses import bounce_address
from mooc.delivery.probing import Spoken, ask_door, ask_server

from .finding import Finding, ok, problem, skipped, warning
from .relay import judged
from .surroundings import Surroundings, is_local, mail_domain

# Numbers that no copy ever has: what is asked about, or sent, by a check.
NO_COPY = 900_000_000_000_000_000


def check_address() -> str:
    """Return an address of ours that leads to no copy and exists for this moment only; nobody else can make one."""
    return bounce_address(NO_COPY + time_ns() // 1_000_000)


def _nobody() -> str:
    """Return one that nobody has; always the same, so that asking leaves one trace a day."""
    return f"nobody-of-this-name@{mail_domain()}"


def door(around: Surroundings) -> Iterator[Finding]:
    """Ask our own LMTP door about an address that exists and one that does not."""
    # Doors do not import each other.
    place = import_string("mooc.mailin.places.place")(settings.MOOC_LMTP, setting="MOOC_LMTP")
    if place is None:
        yield skipped("mail door", "MOOC_LMTP is empty: mail comes in elsewhere, or not at all")
        return
    ours, nobody = check_address(), _nobody()
    wanted = [ours, f"postmaster@{mail_domain()}", nobody]
    spoken = ask_door(
        place.host, place.port, our_name=mail_domain(), addresses=wanted, seconds=around.seconds
    )
    if spoken.trouble:
        is_bad = problem if settings.EMAIL_URL else warning
        yield is_bad(
            "mail door", f"LMTP at {place}: {spoken.trouble}", "Start `mooc serve` or `mooc receive`."
        )
        return
    yield _judged("mail door", f"LMTP at {place}", spoken, ours=wanted[:2], nobody=nobody)
    if not _is_loopback(place.host):
        says = f"LMTP listens at {place}: whoever reaches it can write in anybody's name"
        yield warning("mail door", says, "Let only your mail server reach it, or use 127.0.0.1.")


def exchanger(around: Surroundings) -> Iterator[Finding]:
    """Ask the first server of our MX whether it would take a bounce, encrypts, and refuses who does not exist."""
    domain = mail_domain()
    if is_local(domain):
        yield skipped("way in", f"{domain} is a name of this machine only")
        return
    hosts = [one.host for one in around.dns.exchangers(domain) if one.host]
    hosts = hosts or ([domain] if around.dns.addresses(domain) else [])
    addresses = around.dns.addresses(hosts[0]) if hosts else []
    if not addresses:
        yield skipped("way in", "no MX to ask")
        return
    ours, nobody = check_address(), _nobody()
    spoken = ask_server(
        addresses[0], around.exchanger_port, our_name=domain, addresses=[ours, nobody], seconds=around.seconds
    )
    if not spoken.is_reached:
        says = f"{hosts[0]} cannot be asked from here: {spoken.trouble}"
        yield skipped("way in", says, "Many networks close port 25 outwards; the round trip tells more.")
        return
    if spoken.trouble:
        yield warning(
            "way in", f"{hosts[0]} answers: {spoken.trouble}", "It may not like to be asked from here."
        )
    else:
        yield _judged("way in", hosts[0], spoken, ours=[ours], nobody=nobody)
    yield _encryption(hosts[0], spoken, around)


def _encryption(host: str, spoken: Spoken, around: Surroundings) -> Finding:
    if not spoken.offers_tls:
        do = "Give your mail server a certificate; big mail systems mark mail that came in the clear."
        return warning("MX encryption", f"{host} offers none", do)
    if spoken.certificate is None:
        return warning(
            "MX encryption", f"{host} offers it, and it fails: {spoken.trouble}", "Look into its log."
        )
    # Asked by its number, so whom the certificate names is not compared: receivers do not either (RFC 7435).
    days = (spoken.certificate.ends_at - around.now).days
    if days < 0:
        return judged("MX encryption", host, spoken.certificate, now=around.now)
    return ok("MX encryption", f"{host} encrypts; its certificate ends in {days} days")


def _judged(name: str, who: str, spoken: Spoken, *, ours: list[str], nobody: str) -> Finding:
    refused = [address for address in ours if not spoken.would_take.get(address, "").startswith("2")]
    if refused:
        kind = "our bounce addresses" if refused[0] == ours[0] else "postmaster"
        do = "Let it deliver the whole domain to our mail door: docs/receiving-with-postfix.md has it line by line."
        return problem(name, f"{who} does not take {kind}: {spoken.would_take.get(refused[0], '')}", do)
    answer = spoken.would_take.get(nobody, "")
    if answer.startswith("4"):
        says = f"{who} puts off mail for addresses that do not exist, and senders try for days: {answer}"
        return warning(
            name, says, "Ask again in a minute. If it stays: docs/receiving-with-postfix.md, negative cache."
        )
    if answer.startswith("2"):
        says = f"{who} takes mail for addresses that do not exist, and would have to bounce it later"
        return problem(
            name, says, "Let it ask our door about each recipient first (docs/receiving-with-postfix.md)."
        )
    return ok(name, f"{who} takes what is ours and refuses what is nobody's")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return is_local(host)
