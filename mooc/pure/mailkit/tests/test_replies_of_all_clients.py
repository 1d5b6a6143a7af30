"""What mail programs write around a quoted mail, in the tables of `quotes`: only the new words are left."""

import textwrap

import pytest

from mooc.pure.mailkit import new_words, split_reply

from .quotes.apple import APPLE
from .quotes.blocks import BLOCKS, SEPARATED
from .quotes.desktop import THUNDERBIRD, UNIX
from .quotes.gmail import GMAIL, GROUPS
from .quotes.phones import PHONES, WORDS
from .quotes.providers import PROVIDERS

pytestmark = pytest.mark.once
NEW = "Mine wins too.\n\nOn Sunday?"
QUOTE = "> Good day, all.\n>\n> Zoë"
MAIL = "Good day, all.\n\nZoë\n"
HEADS = GMAIL + GROUPS + APPLE + THUNDERBIRD + UNIX + PROVIDERS
# These write their line above quoted text only.
ALWAYS_QUOTED = ("Quoting", "Zitat", "In article", "* ")


@pytest.mark.parametrize("head", HEADS)
def test_what_stands_above_its_quote_is_new(head):
    assert new_words(f"{NEW}\n\n{head}\n\n{QUOTE}\n") == NEW
    assert new_words(f"{NEW}\n{head}\n{QUOTE}\n") == NEW
    assert new_words(f"{NEW}\n\n> {head}\n>\n{QUOTE}\n") == NEW


@pytest.mark.parametrize("head", HEADS)
def test_what_stands_below_its_quote_is_new(head):
    assert new_words(f"{head}\n{QUOTE}\n\n{NEW}\n") == NEW


@pytest.mark.parametrize("width", [60, 72, 78])
@pytest.mark.parametrize("head", [head for head in HEADS if not head.startswith((">>>", "In article"))])
def test_it_may_be_broken_over_lines(head, width):
    assert new_words(f"{NEW}\n\n{textwrap.fill(head, width)}\n\n{QUOTE}\n") == NEW


@pytest.mark.parametrize(
    "head",
    [head for head in HEADS if "@" in head and not head.startswith(ALWAYS_QUOTED) and "..." not in head],
)
def test_with_an_address_the_quote_needs_no_marks(head):
    reply = split_reply(f"{NEW}\n\n{head}\n\n{MAIL}")
    assert reply.new == NEW
    assert reply.elided.endswith("Zoë")


@pytest.mark.parametrize("head", BLOCKS + SEPARATED)
def test_what_stands_above_a_head_of_fields_is_new(head):
    assert new_words(f"{NEW}\n\n{head}\n\n{MAIL}") == NEW
    assert new_words(f"{NEW}\n{head}\n{MAIL}") == NEW
    assert new_words(f"{NEW}\n\n{textwrap.indent(head, '  ')}\n\n{MAIL}") == NEW
    assert new_words(f"{NEW}\n\n{textwrap.indent(head, '> ', lambda line: True)}\n>\n{QUOTE}") == NEW


@pytest.mark.parametrize("head", BLOCKS + SEPARATED)
def test_what_stands_below_a_quote_with_a_head_of_fields_is_new(head):
    assert new_words(f"{head}\n\n{QUOTE}\n\n{NEW}\n") == NEW


@pytest.mark.parametrize("line", PHONES)
def test_what_a_telephone_or_program_says_of_itself_is_not_new(line):
    assert new_words(f"{NEW}\n\n{line}\n") == NEW
    assert new_words(f"{NEW}\n\n{line}\n\n{GMAIL[0]}\n{QUOTE}\n") == NEW


@pytest.mark.parametrize("line", WORDS)
def test_what_a_person_says_of_a_telephone_stays(line):
    assert new_words(f"{NEW}\n\n{line}\n") == f"{NEW}\n\n{line}"
