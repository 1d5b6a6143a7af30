"""What proves to readers' mail systems that mail is ours: DKIM keys in the DNS, and the policy of DMARC."""

from collections.abc import Iterator

from django.conf import settings

from mooc.delivery.signing import dkim_keys, key_file
from mooc.pure.mailkit.dkim import Key
from mooc.pure.mailkit.dkim_keys import publishes, read_keys, record_of, tags_of

from .dns import Dns
from .finding import Finding, ok, problem, skipped, warning
from .surroundings import HERE_ONLY, Surroundings, in_ascii, is_local, mail_domain, sender_domain


def dkim(around: Surroundings) -> Iterator[Finding]:
    """Say whether our keys are published as they are."""
    keys = dkim_keys()
    if is_local(in_ascii(settings.MOOC_DKIM_DOMAIN)):
        yield skipped("DKIM", HERE_ONLY.format(settings.MOOC_DKIM_DOMAIN))
        return
    for key in keys:
        yield _published(key, around.dns)
    for key in _unused(keys):
        found = _published(key, around.dns)
        says = f"the key {key.selector} is not used yet; {found.says}"
        yield (
            ok("DKIM", f"{says}: name it in MOOC_DKIM_SELECTOR")
            if found.state == "ok"
            else skipped("DKIM", says, found.do)
        )
    if not keys:
        says = "we do not sign; the relay has to, which only a mail that has arrived can show"
        yield skipped("DKIM", says, "The round trip below looks; or sign here: `mooc mail dkim-key`.")


def _published(key: Key, dns: Dns) -> Finding:
    host = f"{key.selector}._domainkey.{key.domain}"
    records = dns.texts(host)
    if any(publishes(record, key.private) for record in records):
        return ok("DKIM", f"{host} holds our public key")
    what = (
        "holds another key than ours"
        if records
        else "has no record: signatures of this key count for nothing"
    )
    return problem("DKIM", f"{host} {what}", f'Publish there, as TXT: "{record_of(key.private)}"')


def _unused(keys: tuple[Key, ...]) -> Iterator[Key]:
    used = {key.selector for key in keys}
    for path in sorted((settings.MOOC_DATA / "dkim").glob("*.pem")):
        if path.stem not in used and path == key_file(path.stem):
            for private in read_keys(path.read_text(encoding="ascii", errors="replace")):
                yield Key(in_ascii(settings.MOOC_DKIM_DOMAIN), path.stem, private)


def dmarc(around: Surroundings) -> Iterator[Finding]:
    """Say whether the domain that readers see in From is protected, and by which of ours it is proven."""
    seen = sender_domain()
    if is_local(seen):
        yield skipped("DMARC", HERE_ONLY.format(seen))
        return
    where, tags = _policy(seen, around.dns)
    if not where:
        do = f'Publish a TXT record of _dmarc.{seen}: "v=DMARC1; p=none; rua=mailto:postmaster@{seen}".'
        yield problem("DMARC", f"{seen} has no record: Gmail and Yahoo ask one of who sends to many", do)
        return
    policy = tags.get("p", "")
    if policy.lower() not in ("none", "quarantine", "reject"):
        yield problem("DMARC", f"_dmarc.{where} says p={policy!r}", "Say p=none, p=quarantine or p=reject.")
    else:
        yield ok("DMARC", f"_dmarc.{where} says p={policy}")
    yield from _alignment(seen, where, tags)


def _policy(domain: str, dns: Dns) -> tuple[str, dict[str, str]]:
    """Return the domain whose record holds, going up from ours, and its tags."""
    labels = domain.split(".")
    for start in range(max(len(labels) - 1, 1)):
        above = ".".join(labels[start:])
        records = [text for text in dns.texts(f"_dmarc.{above}") if text.lower().startswith("v=dmarc1")]
        if records:
            return above, tags_of(records[0])
    return "", {}


def _alignment(seen: str, where: str, tags: dict[str, str]) -> Iterator[Finding]:
    """Say which of our domains vouch for the one in From; groups write from MOOC_MAIL_DOMAIN itself."""
    envelope = _aligned(seen, mail_domain(), where, strict=tags.get("aspf", "r").lower() == "s")
    signed = _aligned(
        seen, in_ascii(settings.MOOC_DKIM_DOMAIN), where, strict=tags.get("adkim", "r").lower() == "s"
    )
    if envelope and signed:
        yield ok("alignment", "From, envelope sender and DKIM domain belong together")
        return
    which = "Neither envelope sender nor DKIM domain" if not (envelope or signed) else "One of the two only"
    says = f"From is at {seen}, the envelope sender at {mail_domain()}, DKIM at {in_ascii(settings.MOOC_DKIM_DOMAIN)}"
    do = f"{which} proves From; put MOOC_SENDER and MOOC_DKIM_DOMAIN at {mail_domain()}."
    yield warning("alignment", says, do) if envelope or signed else problem("alignment", says, do)


def _aligned(seen: str, ours: str, where: str, *, strict: bool) -> bool:
    """Say whether two domains are one organisation's: the same, or under the one that holds the policy."""
    if seen == ours or strict:
        return seen == ours
    return ours.endswith(f".{seen}") or seen.endswith(f".{ours}") or f".{ours}".endswith(f".{where}")
