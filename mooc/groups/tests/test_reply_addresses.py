from base64 import b32encode

import pytest

from mooc.groups.discussion.reply_addresses import _base32, owner_of, reply_addresses

pytestmark = pytest.mark.once


def test_an_address_leads_back_to_its_owner_alone():
    address_of = reply_addresses("group-12-r1")
    local, _, domain = address_of(7).partition("@")
    group, _, tag = local.partition("+")
    assert (group, domain) == ("group-12-r1", "mooc.localhost")
    assert owner_of(tag, "group-12-r1", range(1, 41)) == 7
    assert owner_of(tag.upper(), "GROUP-12-R1", range(1, 41)) == 7
    assert owner_of(tag, "group-12-r1", [1, 2, 3]) is None
    assert owner_of(tag, "group-13-r1", range(1, 41)) is None


@pytest.mark.parametrize("tag", ["", "x", "k" * 16, "ärger", "7"])
def test_a_made_up_tag_is_nobodys(tag):
    assert owner_of(tag, "group-12-r1", range(1, 41)) is None


def test_the_longest_group_still_fits_into_a_mailbox_name():
    local = reply_addresses("g" * 47)(10**12).partition("@")[0]
    assert len(local) == 64


@pytest.mark.parametrize("seal", ["0" * 20, "f" * 20, "0123456789abcdef0123", "fedcba98765432100fed"])
def test_the_seal_is_base32_as_the_standard_has_it(seal):
    assert _base32(seal) == b32encode(bytes.fromhex(seal)).decode().lower()
