"""Replies and what servers say of themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.delivery.transports.wire.features import read_features
from mooc.delivery.transports.wire.replies import MOST_BYTES, Garbled, ReplyReader, told

pytestmark = pytest.mark.once

codes = st.integers(200, 599)
texts = st.lists(
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=("Cs",)), max_size=20),
    min_size=1,
    max_size=4,
)


@given(
    st.lists(st.tuples(codes, texts), min_size=1, max_size=5),
    st.integers(1, 7),
    st.sampled_from(["\r\n", "\n"]),
)
def test_replies_come_out_as_they_were_said(replies, step, ending):
    said = "".join(
        "".join(f"{code}-{text}{ending}" for text in lines[:-1]) + f"{code} {lines[-1]}{ending}"
        for code, lines in replies
    ).encode()
    reader, found = ReplyReader(), []
    for start in range(0, len(said), step):
        found += reader.feed(said[start : start + step])
    assert [code for code, _ in found] == [code for code, _ in replies]
    assert [told(reply).split() for reply in found] == [
        f"{code} {' '.join(lines)}".split() for code, lines in replies
    ]
    assert reader.is_empty


@pytest.mark.parametrize(
    "line", [b"hello\n", b"25\n", b"250x\n", b"199 x\n", b"600 x\n", b"\n", b"\xff\xfe\n"]
)
def test_what_is_no_reply_is_garbled(line):
    with pytest.raises(Garbled):
        ReplyReader().feed(line)


def test_a_code_alone_is_a_reply():
    assert [told(reply) for reply in ReplyReader().feed(b"250\r\n354\r\n250-\r\n250\r\n")] == [
        "250",
        "354",
        "250",
    ]


def test_a_reply_has_an_end():
    with pytest.raises(Garbled, match="never ends"):
        ReplyReader().feed(b"250-x\r\n" * MOST_BYTES)
    with pytest.raises(Garbled, match="never ends"):
        ReplyReader().feed(b"2" * (MOST_BYTES + 1))


def test_a_long_reply_is_told_short_and_in_one_line():
    text = told((554, b"a \r\nb\t" + b"x" * 10_000))
    assert text.startswith("554 a b xxx")
    assert len(text) < 2_100


def test_it_reads_what_a_server_offers():
    found = read_features(
        b"mx.example greets\r\npipelining\r\nSIZE 1000\r\nAuth=LOGIN\r\nAUTH PLAIN\r\nSTARTTLS\r\nSMTPUTF8\r"
    )
    assert (found.pipelining, found.size, found.most_bytes, found.starttls, found.smtputf8) == (
        True,
        True,
        1000,
        True,
        True,
    )
    assert found.auth == {"PLAIN", "LOGIN"}


def test_a_size_without_a_number_is_no_limit():
    for line in (b"SIZE", b"SIZE 0", b"SIZE lots"):
        found = read_features(b"mx.example\r\n" + line)
        assert (found.size, found.most_bytes) == (True, 0)
    assert not read_features(b"PIPELINING").pipelining, "the first line is a name"
