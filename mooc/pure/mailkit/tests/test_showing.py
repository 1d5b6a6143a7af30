import pytest

from mooc.pure.mailkit import MissingSlot, Rich, fill_html, fill_text, section, slot


def test_a_value_is_escaped_on_a_page_and_not_in_a_text() -> None:
    text = f"Hello {slot('name')}"
    assert fill_html(text, {"name": "<Ana>"}) == "Hello &lt;Ana&gt;"
    assert fill_text(text, {"name": "<Ana>"}) == "Hello <Ana>"


def test_a_rich_value_goes_in_as_it_is() -> None:
    assert fill_html(slot("news"), {"news": Rich("two", "<b>two</b>")}) == "<b>two</b>"


def test_a_section_without_a_value_is_left_out() -> None:
    text = "a" + section("url", f"[{slot('url')}]")
    assert fill_text(text, {"url": ""}) == "a"
    assert fill_text(text, {"url": "x"}) == "a[x]"


def test_a_missing_value_is_named() -> None:
    with pytest.raises(MissingSlot, match="name"):
        fill_text(slot("name"), {})
