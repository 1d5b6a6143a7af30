import pytest

from mooc.cli.doctor.dns import Dns
from mooc.cli.doctor.spf import records_of, walk
from tests.dns_server import served_zone

pytestmark = pytest.mark.once
ZONE = """
mooc.test. IN TXT "v=spf1 ip4:192.0.2.0/24 a:relay.test mx include:service.test -all"
mooc.test. IN TXT "something=else"
mooc.test. IN MX 10 mx.mooc.test.
mx.mooc.test. IN A 198.51.100.7
relay.test. IN A 203.0.113.9
relay.test. IN AAAA 2001:db8::9
service.test. IN TXT "v=spf1 ip6:2001:db8:1::/48 ~all"
goes-on.test. IN TXT "v=spf1 redirect=mooc.test"
nets.test. IN TXT "v=spf1 a:relay.test/24//64 ?all"
loop.test. IN TXT "v=spf1 include:loop.test -all"
broken.test. IN TXT "v=spf1 ipv4:192.0.2.1 include:nowhere.test -all"
macro.test. IN TXT "v=spf1 exists:%{i}.list.test exp=why.test mod=ignored -all"
"""


@pytest.fixture
def walked():
    with served_zone(ZONE) as zone:
        dns = Dns(zone.place, seconds=1.0)

        def walk_record(domain):
            (record,) = records_of(domain, dns)
            return walk(domain, record, dns)

        yield walk_record


@pytest.mark.parametrize(
    "address", ["192.0.2.77", "203.0.113.9", "2001:db8::9", "198.51.100.7", "2001:db8:1:2::3"]
)
def test_it_allows_whom_the_record_and_its_includes_name(walked, address):
    assert walked("mooc.test").allows(address)


@pytest.mark.parametrize("address", ["192.0.3.1", "203.0.113.10", "2001:db8::a"])
def test_it_allows_nobody_else(walked, address):
    assert not walked("mooc.test").allows(address)


def test_it_counts_what_costs_a_question(walked):
    found = walked("mooc.test")
    assert (found.questions, found.empty, found.end, found.faults) == (3, 0, "-", [])


def test_a_redirect_ends_as_the_other_record_does(walked):
    found = walked("goes-on.test")
    assert (found.questions, found.end) == (4, "-")
    assert found.allows("192.0.2.1")


def test_lengths_may_differ_by_kind_of_address(walked):
    found = walked("nets.test")
    assert found.allows("203.0.113.200") and found.allows("2001:db8::ffff")
    assert not found.allows("2001:db8:0:1::1")
    assert found.end == "?"


def test_a_record_that_includes_itself_comes_to_an_end(walked):
    assert walked("loop.test").questions == 11


def test_what_is_no_spf_is_named(walked):
    found = walked("broken.test")
    assert "'ipv4:192.0.2.1'" in found.faults[0]
    assert "nowhere.test is included and has 0" in found.faults[1]
    assert found.empty == 1


def test_macros_and_words_unknown_to_us_are_let_be(walked):
    found = walked("macro.test")
    assert (found.faults, found.questions) == ([], 1)
