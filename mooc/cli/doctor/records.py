"""What the DNS says of our domain: who takes its mail, and who may send in its name."""

from collections.abc import Iterator

from .dns import Dns
from .finding import Finding, ok, problem, skipped, warning
from .relay import relay_of_settings
from .spf import MOST_EMPTY, MOST_QUESTIONS, Spf, records_of, walk
from .surroundings import HERE_ONLY, Surroundings, is_local, mail_domain


def mx(around: Surroundings) -> Iterator[Finding]:
    """Say whether the world knows where replies and bounces go."""
    domain = mail_domain()
    if is_local(domain):
        yield skipped("MX", HERE_ONLY.format(domain))
        return
    found = around.dns.exchangers(domain)
    publish = f"Publish an MX record of {domain} that names your mail server."
    if not found and around.dns.addresses(domain):
        yield warning("MX", f"{domain} has none; mail goes to the host of that name", publish)
    elif not found:
        yield problem("MX", f"{domain} has none: replies and bounces reach nobody", publish)
    elif not found[0].host:
        yield problem("MX", f"{domain} says that it takes no mail (null MX)", publish)
    else:
        lost = [one.host for one in found if not around.dns.addresses(one.host)]
        names = ", ".join(one.host for one in found)
        if lost:
            do = "Give each an A or AAAA record, or take it out."
            yield problem("MX", f"{', '.join(lost)} of the MX records of {domain} lead nowhere", do)
        else:
            yield ok("MX", f"mail for {domain} goes to {names}")


def spf(around: Surroundings) -> Iterator[Finding]:
    """Say whether receivers can tell who may send for the domain of our envelope senders."""
    domain = mail_domain()
    if is_local(domain):
        yield skipped("SPF", HERE_ONLY.format(domain))
        return
    records = records_of(domain, around.dns)
    if not records:
        do = f'Publish a TXT record of {domain} like "v=spf1 mx include:YOUR-RELAY -all".'
        yield problem("SPF", f"{domain} has no record: big mail systems refuse or hide its mail", do)
    elif len(records) > 1:
        yield problem("SPF", f"{domain} has {len(records)} records, so none counts", "Make one of them.")
    else:
        yield from _judged_spf(domain, walk(domain, records[0], around.dns), around.dns)


def _judged_spf(domain: str, found: Spf, dns: Dns) -> Iterator[Finding]:
    if found.end == "+":
        yield problem(
            "SPF",
            f"the record of {domain} ends with +all: everybody may send for it",
            "End it with -all or ~all.",
        )
    elif found.questions > MOST_QUESTIONS:
        says = f"the record of {domain} needs more than {MOST_QUESTIONS} questions to the DNS, so it counts as broken"
        yield problem("SPF", says, "Take out what you do not use any more.")
    elif found.faults:
        yield problem("SPF", found.faults[0], "Correct the record; receivers take a broken one for none.")
    elif found.end in ("", "?") or found.empty > MOST_EMPTY:
        what = (
            f"{found.empty} of its questions lead nowhere" if found.end in ("-", "~") else "it forbids nobody"
        )
        yield warning(
            "SPF", f"{domain} has a record, and {what}", "End it with -all or ~all; take out dead names."
        )
    else:
        yield ok(
            "SPF",
            f"{domain} has one record, {found.questions} of {MOST_QUESTIONS} questions, ends with {found.end}all",
        )
    yield from _is_allowed(found, dns)


def _is_allowed(found: Spf, dns: Dns) -> Iterator[Finding]:
    relay = relay_of_settings()
    if relay is None or is_local(relay.host) or not found.allowed:
        return
    addresses = dns.addresses(relay.host)
    if addresses and not any(
        found.allows(address) for address in addresses if not address.startswith("127.")
    ):
        says = f"{relay.host} is not among those that the record allows; it may send from other addresses"
        yield warning("SPF of the relay", says, "Ask your relay which include it wants in the record.")
