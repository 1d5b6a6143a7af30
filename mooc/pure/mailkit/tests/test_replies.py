import pytest

from mooc.pure.mailkit import REPLY_MARKER, new_words

REPLIES = {
    "our marker": f"Mine wins too.\n\nOn Mon, 23 Nov 2026, Ana wrote:\n> {REPLY_MARKER}\n> Good day\n",
    "our marker unquoted": f"Mine wins too.\n\n{REPLY_MARKER}\nGood day\n",
    "gmail": "Mine wins too.\n\nOn Mon, 23 Nov 2026 at 12:00, Ana <\ngroup-12@mooc.example> wrote:\n\n> hi",
    "german": "Mine wins too.\n\nAm 23.11.26 um 12:00 schrieb Ana:\n> hi\n",
    "outlook": "Mine wins too.\n\n________________________________\nFrom: Ana\nSent: Monday\nhi\n",
    "original message": "Mine wins too.\n\n-----Original Message-----\nFrom: Ana\nhi\n",
    "header block": "Mine wins too.\n\nFrom: Ana <a@example.org>\nSent: Monday\nTo: Group\nSubject: hi\n\nhi\n",
    "signature": "Mine wins too.\n-- \nBob, Utrecht\n",
    "phone": "Mine wins too.\n\nSent from my iPhone\n",
    "quoted tail": "Mine wins too.\n\n> hi\n>\n> there\n",
    "windows lines": "Mine wins too.\r\n\r\nOn Mon, 23 Nov 2026, Ana wrote:\r\n> hi\r\n",
    "below the quote": "On Mon, 23 Nov 2026, Ana wrote:\n> hi\n\nMine wins too.\n",
}


@pytest.mark.parametrize("text", REPLIES.values(), ids=REPLIES)
def test_it_keeps_what_is_new(text):
    assert new_words(text) == "Mine wins too."


def test_answers_between_quoted_lines_stay_with_what_they_answer():
    text = "On Mon, 23 Nov 2026, Ana wrote:\n> one?\nyes\n> two?\nno\n"
    assert "yes" in new_words(text)
    assert "> two?" in new_words(text)


def test_words_that_only_look_like_a_quote_stay():
    text = "On Monday I wrote:\nnothing at all.\nFrom: here it went on."
    assert (
        new_words("I said it before.\nOn the whole it works.") == "I said it before.\nOn the whole it works."
    )
    assert new_words(text) == text


def test_a_reply_without_new_words_is_empty():
    assert new_words("On Mon, 23 Nov 2026, Ana wrote:\n> hi\n") == ""
