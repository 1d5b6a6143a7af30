"""Values that are looked at together are encoded as each by itself."""

from hypothesis import given
from hypothesis import strategies as st

from mooc.pure.mailkit.body import SOFT, encode_html, encode_text, plain_values

ADDRESSES = st.text("abc.=/?#-", min_size=1, max_size=200)


@given(st.lists(ADDRESSES, min_size=1, max_size=4))
def test_addresses_of_pages_are_plain_with_questions_in_them_and_without(values):
    found = plain_values(values)
    assert found is not None
    assert [one + SOFT for one in found] == [*map(encode_text, values)] == [*map(encode_html, values)]


def test_what_html_writes_otherwise_is_not():
    assert [plain_values([f"a=1{sign}b=2"]) for sign in "&<>\"'"] == [None] * 5
