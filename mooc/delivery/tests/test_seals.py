import hmac
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.delivery.seals import is_sealed, sealer

pytestmark = pytest.mark.once


@given(key=st.binary(max_size=64), messages=st.lists(st.binary(max_size=200), max_size=3))
def test_a_seal_is_a_keyed_hash_of_80_bits(key, messages):
    seal = sealer(key)
    assert [seal(one) for one in messages] == [
        blake2b(one, key=key, digest_size=10).hexdigest() for one in messages
    ]


@given(long=st.binary(min_size=65, max_size=200), message=st.binary(max_size=20))
def test_a_key_that_is_too_long_counts_to_its_end(long, message):
    other = long[:-1] + bytes([long[-1] ^ 1])
    assert len(sealer(long)(message)) == 20
    assert sealer(long)(message) != sealer(other)(message)


@given(key=st.binary(max_size=64), message=st.binary(max_size=20), other=st.text(max_size=20))
def test_seals_of_today_and_of_before_are_ours_and_no_others(key, message, other):
    before = hmac.digest(key, message, "sha256")[:10].hex()
    assert is_sealed(key, message, sealer(key)(message))
    assert is_sealed(key, message, before)
    assert not is_sealed(key, message + b"x", sealer(key)(message))
    assert not is_sealed(key, message, other)
