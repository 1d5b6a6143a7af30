from hypothesis import given
from hypothesis import strategies as st

from mooc.pure.mailkit import new_words, read_letter
from mooc.pure.mailkit.flowed import unflow


def test_it_joins_what_was_broken_for_sending():
    assert unflow("Mine wins \ntoo, always.\n\nOn \nSunday?") == "Mine wins too, always.\n\nOn Sunday?"


def test_it_joins_quoted_lines_of_one_depth_only():
    assert unflow("> one \n> two \n>> three \n>>four\nfive") == "> one two\n>> three four\nfive"


def test_it_removes_the_space_that_was_stuffed_in():
    assert unflow(" From here\n >no quote\n  indented\n>  two") == "From here\n>no quote\n indented\n>  two"


def test_a_signature_neither_flows_nor_is_flowed_into():
    assert unflow("Yours \n-- \nBob\n> -- \n> Ana") == "Yours\n-- \nBob\n> -- \n> Ana"


def test_writing_without_spaces_loses_the_space():
    assert unflow("我明白 \n了", delsp=True) == "我明白了"


def test_a_letter_flows_only_where_its_content_type_says_so():
    body = b"Mine wins \r\ntoo.\r\n\r\nOn Mon, 23 Nov 2026 at 12:00, Ana wrote:\r\n> a long \r\n> line\r\n"
    flowed = read_letter(b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n" + body)
    assert new_words(flowed.text) == "Mine wins too."
    assert "> a long line" in flowed.text
    plain = read_letter(b"Content-Type: text/plain\r\n\r\n" + body)
    assert new_words(plain.text) == "Mine wins \ntoo."
    delsp = read_letter(b'Content-Type: text/plain; Format="Flowed"; DelSp=yes\r\n\r\n' + body)
    assert new_words(delsp.text) == "Mine winstoo."


@given(st.text(st.sampled_from(" >-a\n")))
def test_it_changes_nothing_but_spaces_marks_and_line_ends(text):
    for delsp in (True, False):
        assert [c for c in unflow(text, delsp=delsp) if c in "a-"] == [c for c in text if c in "a-"]
