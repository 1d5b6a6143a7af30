import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mooc.cli.dkim import Kind, dkim_key
from mooc.cli.doctor import names, records, signatures
from mooc.delivery.signing import dkim_keys, key_file
from mooc.pure.mailkit.dkim_keys import read_keys, record_of
from tests.dns_server import served_zone

from .around import around, found, states

pytestmark = pytest.mark.once


@pytest.fixture
def zone():
    with served_zone() as served:
        yield served


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.MOOC_DATA = tmp_path
    settings.MOOC_MAIL_DOMAIN = settings.MOOC_DKIM_DOMAIN = "mooc.test"
    settings.MOOC_SENDER = "machine@mooc.test"
    settings.MOOC_DKIM_SELECTOR = settings.MOOC_DKIM_KEY = ""
    settings.EMAIL_URL = "smtp://relay.test"
    return settings


def test_mx_that_leads_somewhere_is_well(zone):
    zone.add("mooc.test. IN MX 10 mx.mooc.test.\nmx.mooc.test. IN A 192.0.2.1")
    assert states(records.mx, around(zone)) == {"MX": "ok"}


@pytest.mark.parametrize(
    ("lines", "state", "says"),
    [
        ("", "problem", "has none"),
        ("mooc.test. IN A 192.0.2.1", "warning", "has none"),
        ("mooc.test. IN MX 0 .", "problem", "takes no mail"),
        ("mooc.test. IN MX 10 gone.test.", "problem", "lead nowhere"),
    ],
)
def test_mx_that_leads_nowhere_is_told(zone, lines, state, says):
    zone.add(lines)
    finding = found(records.mx, around(zone))["MX"]
    assert (finding.state, says in finding.says) == (state, True)
    assert finding.do


@pytest.mark.parametrize(
    ("lines", "state", "says"),
    [
        ('mooc.test. IN TXT "v=spf1 ip4:192.0.2.1 -all"', "ok", "ends with -all"),
        ("", "problem", "no record"),
        ('mooc.test. IN TXT "v=spf1 -all"\nmooc.test. IN TXT "v=spf1 ~all"', "problem", "2 records"),
        ('mooc.test. IN TXT "v=spf1 +all"', "problem", "everybody"),
        ('mooc.test. IN TXT "v=spf1 all"', "problem", "everybody"),
        ('mooc.test. IN TXT "v=spf1 ip4:192.0.2.1"', "warning", "forbids nobody"),
        ('mooc.test. IN TXT "v=spf1 include:mooc.test -all"', "problem", "more than 10"),
        ('mooc.test. IN TXT "v=spf1 a:x1.test a:x2.test a:x3.test -all"', "warning", "lead nowhere"),
    ],
)
def test_spf_is_read_as_receivers_read_it(zone, lines, state, says):
    zone.add(lines)
    finding = found(records.spf, around(zone))["SPF"]
    assert (finding.state, says in finding.says) == (state, True)


def test_a_relay_that_the_record_does_not_allow_is_told(zone):
    zone.add('mooc.test. IN TXT "v=spf1 ip4:192.0.2.1 -all"\nrelay.test. IN A 192.0.2.2')
    assert states(records.spf, around(zone)) == {"SPF": "ok", "SPF of the relay": "warning"}


def test_a_key_that_is_published_as_it_is_is_well(zone, house):
    dkim_key(Kind.RSA)
    house.MOOC_DKIM_SELECTOR = "mooc-rsa"
    zone.add(f'mooc-rsa._domainkey.mooc.test. IN TXT "{record_of(dkim_keys()[0].private)}"')
    assert states(signatures.dkim, around(zone)) == {"DKIM": "ok"}


def test_a_key_that_is_not_published_is_told_with_what_to_publish(zone, house):
    dkim_key(Kind.ED25519)
    house.MOOC_DKIM_SELECTOR = "mooc-ed25519"
    record = record_of(dkim_keys()[0].private)
    finding = found(signatures.dkim, around(zone))["DKIM"]
    assert (finding.state, record in finding.do) == ("problem", True)


def test_another_key_of_that_name_is_told(zone, house):
    dkim_key(Kind.ED25519)
    house.MOOC_DKIM_SELECTOR = "mooc-ed25519"
    zone.add(f'mooc-ed25519._domainkey.mooc.test. IN TXT "{record_of(Ed25519PrivateKey.generate())}"')
    assert "another key" in found(signatures.dkim, around(zone))["DKIM"].says


def test_a_key_that_waits_to_be_used_is_looked_for_too(zone):
    dkim_key(Kind.ED25519)
    (key,) = read_keys(key_file("mooc-ed25519").read_text())
    assert states(signatures.dkim, around(zone)) == {"DKIM": "skipped"}
    zone.add(f'mooc-ed25519._domainkey.mooc.test. IN TXT "{record_of(key)}"')
    says = [one.says for one in [found(signatures.dkim, around(zone))["DKIM"]]]
    assert "we do not sign" in says[0]


def test_dmarc_is_looked_for_upwards(zone, house):
    house.MOOC_MAIL_DOMAIN = house.MOOC_DKIM_DOMAIN = "lists.mooc.test"
    house.MOOC_SENDER = "machine@www.mooc.test"
    zone.add('_dmarc.mooc.test. IN TXT "v=DMARC1; p=reject"')
    assert states(signatures.dmarc, around(zone)) == {"DMARC": "ok", "alignment": "ok"}


def test_strict_alignment_wants_the_same_domain(zone, house):
    house.MOOC_DKIM_DOMAIN = "lists.mooc.test"
    zone.add('_dmarc.mooc.test. IN TXT "v=DMARC1; p=none; adkim=s"')
    assert states(signatures.dmarc, around(zone)) == {"DMARC": "ok", "alignment": "warning"}


@pytest.mark.parametrize(
    ("sender", "lines", "expected"),
    [
        ("machine@mooc.test", "", {"DMARC": "problem"}),
        (
            "machine@mooc.test",
            '_dmarc.mooc.test. IN TXT "v=DMARC1; p=perhaps"',
            {"DMARC": "problem", "alignment": "ok"},
        ),
        (
            "me@else.test",
            '_dmarc.else.test. IN TXT "v=DMARC1; p=none"',
            {"DMARC": "ok", "alignment": "problem"},
        ),
    ],
)
def test_dmarc_that_protects_nobody_is_told(zone, house, sender, lines, expected):
    house.MOOC_SENDER = sender
    zone.add(lines)
    assert states(signatures.dmarc, around(zone)) == expected


def test_an_address_has_a_name_that_leads_back(zone):
    zone.add("relay.test. IN A 192.0.2.9\n9.2.0.192.in-addr.arpa. IN PTR relay.test.")
    assert states(names.ptr, around(zone)) == {"PTR": "ok"}


@pytest.mark.parametrize("lines", ["", "9.2.0.192.in-addr.arpa. IN PTR else.test."])
def test_an_address_without_a_name_is_told(zone, lines):
    zone.add(f"relay.test. IN A 192.0.2.9\n{lines}")
    assert states(names.ptr, around(zone)) == {"PTR": "warning"}


@pytest.mark.parametrize("check", [records.mx, records.spf, signatures.dkim, signatures.dmarc, names.ptr])
def test_without_a_network_nothing_is_wrong_and_nothing_is_raised(check):
    assert set(states(check).values()) == {"skipped"}


@pytest.mark.parametrize("check", [records.mx, records.spf, signatures.dkim, signatures.dmarc])
def test_a_name_of_this_machine_is_not_asked_for(zone, house, check):
    house.MOOC_MAIL_DOMAIN = house.MOOC_DKIM_DOMAIN = "mooc.localhost"
    house.MOOC_SENDER = "machine@mooc.localhost"
    assert set(states(check, around(zone)).values()) == {"skipped"}
    assert not zone.asked
