"""Quotes, signatures and heads in combinations and shapes that mails come in."""

import pytest

from mooc.pure.mailkit import new_words, read_letter

pytestmark = pytest.mark.once
NEW = "Ja, das passt.\n\nBis Sonntag"
HEAD = "On Tue, 3 Mar 2026 at 16:05, Zoë <zoe@mooc.example> wrote:"
QUOTE = "> Good day, all.\n> Zoë\n"
MAIL = "Good day, all.\n\nZoë\n"
SHAPES = {
    "a signature below the quote": f"\n\n{HEAD}\n{QUOTE}\n-- \nBob\nUtrecht\n",
    "a signature above the quote": f"\n\n-- \nBob\n\n{HEAD}\n{QUOTE}",
    "a quote within an unmarked one": f"\n\n{HEAD}\n\nhi\n\n{HEAD}\n> x\n",
    "all quoted, and a telephone": f"\n\nSent from my iPhone\n\n> {HEAD}\n> \n> hi\n",
    "a disclaimer below": f"\n\n{'_' * 32}\nFrom: Zoë\nSent: Tue\nTo: B\nSubject: x\n\n{MAIL}\n{'_' * 32}\nSecret.\n",
    "bars": f"\n\n{HEAD}\n\n| Good day\n|\n| Zoë\n",
    "an indented quote": "\n\n\tZoë <zoe@mooc.example> wrote:\n\t> hi\n",
    "unbreakable spaces": "\n\nLe\u00a0mar. 3 mars 2026 à\u00a016:05, Zoë <z@x.org> a\u00a0écrit\u00a0:\n\n> hi\n",
    "an address in brackets": f"\n\nFrom: Zoë [mailto:zoe@mooc.example]\nSent: Tue\nTo: Bob\nSubject: x\n\n{MAIL}",
    "many recipients": "\n\nFrom: Zoë <zoe@mooc.example>\nSent: Tue\nTo: a@mooc.example <a@mooc.example>;\n"
    f"b@mooc.example <b@mooc.example>;\nc@mooc.example\n<c@mooc.example>\nSubject: long\nline of it\n\n{MAIL}",
    "a link in the address": "\n\nOn Tue, Mar 3, 2026 at 4:05 PM Zoë van Dam <zoe@mooc.example\n"
    "<mailto:zoe@mooc.example>> wrote:\n\n> hi\n",
    "broken within the quote": "\n\n> On 3 Mar 2026, at 16:05, Zoë van Dam\n> <zoe@mooc.example> wrote:\n> \n> hi\n",
    "marks without spaces": f"\n\n{HEAD}\n>hi\n>>x\n",
    "stars above the head": "\n\n* * *\n\nFrom: Zoë <z@x.org>\nDate: 3 Mar 2026\nTo: B\nSubject: x\n\nhi",
    "the line of another system": "\n\n##- Please type your reply above this line -##\n\nhi\n",
}
BETWEEN = {
    "answers below each question": (
        f"{HEAD}\n> one?\n\nJa.\n\n> two?\n\nNein.\n\n> Zoë\n",
        "> one?\n\nJa.\n\n> two?\n\nNein.",
    ),
    "words above too": (
        f"See below.\n\n{HEAD}\n> one?\n\nJa.\n\n> two?\n",
        "See below.\n\n> one?\n\nJa.",
    ),
    "a list": (f"- a\n- b\n  * c\n\n{HEAD}\n{QUOTE}", "- a\n- b\n  * c"),
    "a program": (f"    def f():\n        pass\n\n{HEAD}\n{QUOTE}", "    def f():\n        pass"),
    "a farewell": (f"{NEW}\n\nViele Grüße\nBob\n\n{HEAD}\n{QUOTE}", f"{NEW}\n\nViele Grüße\nBob"),
}
FLOWED = (
    b"From: bob@mooc.example\nContent-Type: text/plain; charset=utf-8; format=flowed%s\n\n"
    b"Mine wins %s\ntoo.\n\nOn Tue, 3 Mar 2026 at 16:05, Zo\xc3\xab %s\n<zoe@mooc.example> wrote:\n> Good \n> day.\n"
)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_what_the_writer_wrote_is_left(shape, end):
    assert new_words(f"{NEW}{shape}".replace("\n", end)) == NEW


@pytest.mark.parametrize(("text", "expected"), BETWEEN.values(), ids=BETWEEN)
def test_the_shape_of_new_words_is_kept(text, expected):
    assert new_words(text) == expected


def test_flowed_lines_are_joined_before():
    assert new_words(read_letter(FLOWED % (b"", b"", b"")).text) == "Mine wins too."
    assert new_words(read_letter(FLOWED % (b"; delsp=yes", b" ", b" ")).text) == "Mine wins too."
