import email
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.pure.mailkit import Compiled, Source, slot
from mooc.pure.mailkit.body import encode_html, encode_piece, encode_text, plain_values

DOTTED = st.text(st.sampled_from(". a\nü<=-\t"), max_size=400)


def lines(encoded):
    return encoded.split(b"\r\n")


@given(DOTTED)
@pytest.mark.parametrize("encode", [encode_text, encode_html, encode_piece])
def test_no_line_begins_with_a_dot_and_none_is_too_long(encode, text):
    found = lines(encode(text))
    assert not any(line.startswith(b".") for line in found)
    assert max(map(len, found)) <= 76


@given(st.lists(st.text(st.sampled_from(".ab "), min_size=1, max_size=200), min_size=1))
def test_values_that_are_looked_at_together_begin_no_line_with_a_dot(values):
    encoded = plain_values(values)
    assert encoded is not None
    assert not any(line.startswith(b".") for value in encoded for line in lines(value))


@given(DOTTED, DOTTED)
def test_a_message_full_of_dots_reads_as_it_was_meant(words, name):
    source = Source((("Subject", "Dots"),), f"{words}{slot('name')}\n", "")
    raw = Compiled(source).fill({"name": name})
    assert not any(line.startswith(b".") for line in lines(raw))
    read = email.message_from_bytes(raw, policy=policy.default).get_content()
    assert read.replace("\r\n", "\n").rstrip("\n") == f"{words}{name}".rstrip("\n")
