import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.delivery.seals import sealer

pytestmark = pytest.mark.once


@given(key=st.binary(max_size=200), messages=st.lists(st.binary(max_size=200), max_size=3))
def test_a_seal_is_the_beginning_of_the_hmac(key, messages):
    seal = sealer(key)
    assert [seal(one) for one in messages] == [hmac.digest(key, one, "sha256")[:10].hex() for one in messages]
