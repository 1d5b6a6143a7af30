"""What a conversation is about."""

from time import perf_counter

import pytest

from mooc.pure.mailkit import subject_key


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Hello",
        "RE[2]: AW:  hello",
        "Re^3: Hello",
        "Re (2): hello",
        "SV: VS: Hello",
        "Antw.: Re: Hello".replace(".", ""),
        "Fwd: Hello",
        "WG: Hello",
        "TR : Hello",
        "RIF: R: Hello",
        "Odp: Hello",
        "YNT: Hello",
        "Отв: Hello",
        "回复：Hello",
        "转发: 答复: Hello",
        "답장: Hello",
        "رد: Hello",
        "Trả lời: Hello",
        "[group-12] Re: Hello",
        "Re: [EXTERN] Hello",
        "*** SPAM *** Re: Hello",
        "\u200fRe: Hello",
        "Re: Hello (fwd)",
    ],
)
def test_what_programs_put_before_a_subject_is_left_out(subject):
    assert subject_key(subject) == ("hello", True)


@pytest.mark.parametrize(
    ("subject", "key"),
    [
        ("Hello", "hello"),
        ("[Week 2] Loops", "[week 2] loops"),
        ("Resource: a book", "resource: a book"),
        ("Report: week 2", "report: week 2"),
        ("New plan (was: Sunday)", "new plan"),
        ("[External] Hello", "hello"),
        ("", ""),
    ],
)
def test_what_writers_chose_stays(subject, key):
    assert subject_key(subject) == (key, False)


def test_the_same_word_in_other_shapes_is_the_same():
    assert subject_key("Ｒｅ： ＧＲÖẞＥ") == ("grösse", True)


def test_it_ends():
    assert subject_key("Re: " * 5_000 + "x")[1]


def test_a_subject_that_is_made_to_be_slow_is_not():
    began = perf_counter()
    subject_key("[ was : " * 20_000)
    assert perf_counter() - began < 1
