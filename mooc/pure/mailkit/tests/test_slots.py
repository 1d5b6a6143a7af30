from time import perf_counter

import css_inline
import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mooc.pure.mailkit import Source, compile, scrub, section, slot, slots_of  # noqa: A004


def test_slots_survive_markdown_cleaning_and_inlining_even_inside_links():
    written = f"Hello **{slot('name')}**, [your page]({slot('page')}) and <{slot('page')}>"
    html = nh3.clean(MarkdownIt().render(written))
    inlined = css_inline.CSSInliner(load_remote_stylesheets=False).inline_fragment(html, "p { color: red }")
    assert slots_of(inlined) == {"name", "page"}
    raw = compile(Source((), "x", inlined)).fill({"name": "Bob", "page": "https://mooc.example/my/x/"})
    assert b"https://mooc.example/my/x/" in raw.replace(b"=\r\n", b"")
    assert b"%EE" not in raw


@pytest.mark.parametrize("name", ["", "two words", "a\ue001", "<b>"])
def test_a_slot_has_a_plain_name(name):
    with pytest.raises(ValueError, match="slot name"):
        slot(name)


@given(st.text())
def test_scrubbed_words_name_no_slot(text):
    assert not slots_of(scrub(text + slot("evil") + section("evil", "x") + "%EE%80%80evil%ee%80%81"))


def test_scrubbing_cannot_be_outwitted_by_nesting():
    assert not slots_of(scrub("%EE%80%EE%80%8080evil%EE%80%EE%80%8181"))


def test_scrubbing_is_not_kept_busy_by_nesting():
    began = perf_counter()
    scrubbed = scrub("%EE%80%" * 4_000 + "80" * 4_000)
    assert perf_counter() - began < 1  # it was six seconds, and four times that for twice as much
    assert scrub(scrubbed) == scrubbed


def test_scrubbing_leaves_what_people_write():
    assert scrub("محمد 玲 🐍 100% =E0 \n\t") == "محمد 玲 🐍 100% =E0 \n\t"
