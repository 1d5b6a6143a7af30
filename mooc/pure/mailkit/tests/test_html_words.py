"""HTML mails as text: quotes are told from what is new, and no page costs more than its length."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.pure.mailkit import new_html, new_words, read_letter
from mooc.pure.mailkit.html_words import words_of_html

from .quotes.pages import BELOW_THE_SIGNATURE, IN_BETWEEN, PAGES, PROGRAM

pytestmark = pytest.mark.once
_PIECES = (
    "<p>", "</p>", "<br>", "<div>", "</div>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<hr>", "<ul><li>",
    "</ul>", "Hello ", "all\n", "&amp;", "&nbsp;", "> quoted", "On Monday Ana wrote:", "-- ", "<!-- no -->", "<b>",
    "</b>", "<td>", '<div class="gmail_quote">', '<div class="gmail_attr">Nobody knows:', '<div id="divRplyFwdMsg">',
    "<img src=x>", '<div class="gmail_signature">Bob</div>', '<p style="display:none">hidden</p>',
)  # fmt: skip
WORDS = "Mine wins too.\n\nOn Sunday?"
HOSTILE = {
    "open tags": "<div>",
    "quotes": "<blockquote>x",
    "ends": "</div>",
    "brackets": "<",
    "comments": "<!--",
    "half a tag": '<a href="',
    "attributes": "<p " + "a='b' " * 200 + ">",
    "hidden": "<style>",
    "preformatted": "<pre>\n\n",
    "breaks": "<br>&nbsp;",
    "signatures": '<div class="gmail_signature">x</div>',
    "announcements": '<div class="gmail_attr">x</div>',
    "both, open": '<div class="gmail_attr"><div class="gmail_signature">',
    "entities": "&#x3c;&amp",
    "spaces": " \u00a0",
    "styles": '<div style="border-top:solid 1px border-left:' + "x" * 500 + '">',
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_the_writer_wrote_is_new(page):
    assert new_words(words_of_html(page)) == WORDS


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_mail_of_html_alone_is_read_so(page):
    head = "From: bob@mooc.example\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n"
    raw = f"{head}Content-Transfer-Encoding: 8bit\n\n{page}".encode()
    assert new_words(read_letter(raw).text) == WORDS


def test_programs_keep_their_indents():
    assert new_words(words_of_html(PROGRAM)) == (
        "Try this:\ndef f(n):\n    if n > 1:\n        return n\n\n    return 0\n    and this"
    )


def test_answers_stay_with_the_lines_that_they_answer():
    assert new_words(words_of_html(IN_BETWEEN)) == (
        "> Who wins?\nThe first.\n> And with\n> two piles?\nIt depends."
    )


def test_words_below_a_signature_stay():
    assert new_words(words_of_html(BELOW_THE_SIGNATURE)) == "Bob\nUtrecht\nI forgot: mine wins too."


@given(st.lists(st.sampled_from([*HOSTILE.values(), "</pre>", "</div>", "words", "-->", "<hr>", "<p>"])))
def test_any_page_is_read(pieces):
    assert isinstance(words_of_html("".join(pieces)), str)


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_no_page_costs_more_than_its_length(piece):
    page = (piece * 500_000)[:500_000]
    started = time.process_time()
    words_of_html(page)
    assert time.process_time() - started < 4


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_the_new_piece_of_any_page_is_a_piece_of_it(html):
    assert new_html(html) in html.replace("<!-- no -->", "")


def test_a_new_piece_ends_where_its_last_word_does():
    assert new_html("<p>Mine <b>wins</b></p><blockquote>Old</blockquote>") == "<p>Mine <b>wins"
    assert new_html("<p>Mine</p><p><img src=x></p><p>-- <br>Bob</p>") == "<p>Mine</p><p><img src=x>"
