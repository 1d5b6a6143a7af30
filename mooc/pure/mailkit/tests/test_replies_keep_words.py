"""Nothing that its writer wrote is lost: what only looks like a quote or a signature, and any text at all."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.pure.mailkit import REPLY_MARKER, new_words, split_reply

WHOLE = {
    "a python session": "Look:\n\n>>> 1 + 1\n2\n>>> print('On Monday she wrote:')",
    "a python session at the end": "What does this say?\n\n>>> sorted([3, 1])",
    "a markdown rule": "Option A\n\n---\n\nOption B",
    "a heading": "Title\n=====\n\nand more\n\nOther\n-----\n\nand more",
    "fenced": "See:\n```\n> no quote\n\n-- \nFrom: me\nTo: you\nSubject: me\nOn 1.1.2026 12:00 a@b.c wrote:\n####\n```",
    "indents": "    for n in x:\n\tprint(n)\n\n      done",
    "a table": "| a | b |\n|---|---|\n| 1 | 2 |",
    "a timetable": "From: Utrecht\nTo: Lund\nDate: Monday\nit is far.",
    "a story": "On 23 Nov 2026 at 12:00 I wrote:\nnothing at all.",
    "a poem": "Hello.\nOn 1 May 2026 at 12:00 Bob wrote a nice poem:\nRoses are red",
    "a boss": "Hello.\nAt 12:30 on 23 Nov 2026 my boss said:\nwe close.",
    "a name with an address": "Hello.\nAsk Ana <ana@mooc.example> who wrote:\nthe book.",
    "a laptop": "What I did:\nSent from my laptop to the server",
    "a diff": "I changed:\n\n--- a.py\n+++ b.py\n@@ -1 +1 @@\n-a\n+b",
    "a sentence about a phone": "This email was sent from too many different devices, really, by all of us",
    "a phone at the start": "Sent from my iPhone the picture looks odd.\nDoes yours?",
    "a long list below dashes": "First\n--\n" + "\n".join(f"line {n}" for n in range(30)),
    "another shell": "$ ls > out\n$ cat out\na > b",
    "a quote to share": "> To be or not to be",
    "a quote and words": "> To be or not to be\n\nThat is the question.",
    "our line in a sentence": f"Why does it say {REPLY_MARKER} in there?",
    "a notice": "Please note:\n\nDate: 3 March 2026\nTo: everybody\nSubject: party\n\nSee you",
    "an appointment": "We meet on 3 March 2026 at 16:05, ask Zoë <zoe@mooc.example> for:\n\n- the link",
    "a form": "____________________________\nName: Bob\nMail: bob@mooc.example\nPlace: Utrecht\nI join.",
    "a comment in a program": "Code:\n\n    f = 1\n    --\n    g",
    "words between dashes": "-- original --\ntext",
    "two dates": "2026/3/3 Zoë <zoe@mooc.example>\n2026/3/4 Bob <bob@mooc.example>\nwho is next?",
    "what somebody wrote": "Here is what Zoë wrote on 3 March 2026 at 16:05:\nall is well",
    "a handy in a sentence": "Von meinem Handy gesendet, deshalb kurz: ja!",
    "words with colons": "Two things to know:\n\nI wrote: nothing.\nShe said:\nso much.",
}
LINES = st.sampled_from(
    [
        "",
        "words",
        "  indented",
        "> quoted",
        ">> quoted",
        ">>> prompt",
        "On Mon, 23 Nov 2026 at 12:00, Ana <",
        "ana@mooc.example> wrote:",
        "> wrote:",
        "Ana wrote:",
        "2026-11-23 12:00 GMT+01:00 Ana <a@b.c>:",
        "From: Ana <ana@mooc.example>",
        "Sent: Monday",
        "To: Bob",
        "Subject: Nim",
        "-----Original Message-----",
        "Begin forwarded message:",
        REPLY_MARKER,
        f"> {REPLY_MARKER}",
        "-- ",
        "--",
        "______________________",
        "Sent from my iPhone",
        "```",
        "AB> quoted",
        "\u200f",
        "写道：",
    ]
)
TEXTS = st.one_of(
    st.text(),
    st.lists(LINES, max_size=25).map("\n".join),
    st.lists(st.one_of(LINES, st.text())).map("\r".join),
)
HOSTILE = {
    "blank": "\n",
    "colons": "a:\n",
    "dates": "On 1.1.2026 12:00 ",
    "brackets": "<",
    "open addresses": "On Mon, 23 Nov 2026 <\n",
    "addresses": "a@b.c> wrote:\n",
    "heads": "On 1.1.2026 12:00 Ana <a@b.c> wrote:\n",
    "fields": "From: a\nTo:\n\n",
    "one long line": "wrote: ",
    "dashes": "--\n",
    "spaces": "         ",
    "underscores": "________\n\n",
    "fences": "```\n~~~\n",
    "quotes": ">>> a\n> b\n\n",
    "markers": f"x:\n{REPLY_MARKER}\n",
    "quoted markers": f"> a\n> {REPLY_MARKER}\n",
    "phones": "Sent from my iPhone\n",
    "letters": "Sent from my " + "a" * 50,
    "blank between fields": "From: a\n\n\n",
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_all_of_it_is_new(text):
    assert new_words(text) == text


def test_beyond_two_thousand_lines_only_quoted_ones_are_left_out():
    told = "\n".join(f"{number}. told" for number in range(3_000))
    assert new_words(f"{told}\n> quoted\nend") == f"{told}\nend"
    assert new_words(f"Yes.\n\n-----Original Message-----\n{told}") == "Yes."


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_sort_part_lines(end):
    assert new_words(end.join(["", "One", "", "two", "", "-- ", "Bob"])) == "One\n\ntwo"


@pytest.mark.parametrize(
    "head",
    [
        "On Mon, 23 Nov 2026 at 12:00, Ana <a@mooc.example> wrote:",
        f"> {REPLY_MARKER}",
        "-----Original Message-----",
        "From: Ana\nSent: Monday\nTo: Bob\nSubject: Nim\n",
    ],
)
def test_answers_in_between_and_above_and_below_all_stay(head):
    text = f"Above.\n\n{head}\n> one?\nyes\n> two?\nno\n\nBelow.\n> rest\n-- \nBob"
    assert re.sub("\n+", "\n", new_words(text)) == "Above.\n> one?\nyes\n> two?\nno\nBelow."


def test_an_answer_below_our_line_is_found():
    assert new_words(f"> {REPLY_MARKER}\n> One sets.\n\nNow I see.") == "Now I see."
    assert new_words(f"Ana wrote:\n> {REPLY_MARKER}\n> One sets.\n\nNow I see.\n-- \nBob") == "Now I see."
    assert new_words(f"{REPLY_MARKER}\n\nOne sets.\n\nNow I see.") == "One sets.\n\nNow I see."


def test_where_a_program_quoted_and_nobody_wrote_there_is_nothing():
    for text in (
        f"> {REPLY_MARKER}\n> hi",
        "> On Mon, 23 Nov 2026 at 12:00, Ana wrote:\n> hi",
        "Ana wrote:\n> hi",
    ):
        assert split_reply(text).new == ""
        assert "> hi" in split_reply(text).elided


def test_a_mail_sent_on_without_a_word_is_what_its_writer_wants_to_show():
    text = "---------- Forwarded message ---------\nFrom: Ana <a@b.c>\nDate: Mon\nSubject: Nim\n\nIt always wins.\n"
    assert new_words(text) == "It always wins."


def seen(lines):
    return [line.rstrip() for line in lines if any(c.isprintable() and not c.isspace() for c in line)]


@given(TEXTS)
def test_each_line_goes_to_one_side_unchanged(text):
    reply = split_reply(text)
    lines = seen(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    new, elided = seen(reply.new.split("\n")), seen(reply.elided.split("\n"))
    for side in (new, elided):
        rest = iter(lines)
        assert all(line in rest for line in side)  # in the order of the mail
    assert sorted(new + elided) == sorted(lines)


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1), min_size=1).map(" ".join))
def test_plain_words_are_new(words):
    assert new_words(f"{words}, they said.") == f"{words}, they said."


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_no_text_costs_more_than_its_length(piece):
    split_reply(piece)
    text = (piece * 200_000)[:200_000]
    started = time.process_time()
    split_reply(text)
    split_reply("x" + text.replace("\n", ""))
    assert time.process_time() - started < 6
