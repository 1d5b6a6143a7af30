"""Plain words of mails, laid out for a page."""

import pytest

from mooc.web.plain_words import laid_out

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo\n\nthree", '<p dir="auto">one\ntwo</p>\n<p dir="auto">three</p>'),
        ("<b>&", '<p dir="auto">&lt;b&gt;&amp;</p>'),
        ("a __init__ and *args", '<p dir="auto">a __init__ and *args</p>'),
        ("- one\n    goes on", '<p dir="auto">- one\n    goes on</p>'),
        ("> old\nnew", '<blockquote><p dir="auto">old</p></blockquote>\n<p dir="auto">new</p>'),
        ("", ""),
    ],
)
def test_words_stay_what_they_are(text, html):
    assert laid_out(text) == html


@pytest.mark.parametrize(
    "program",
    [
        "def f(x):\n    return x\n\n    y = <1>",
        "for x in y:\n\tprint(x)",
        ">>> 1 + 1\n2",
        "if x:\n  return 1",
    ],
)
def test_a_program_keeps_its_indents(program):
    html = laid_out(f"See:\n\n{program}\n\nBye")
    inside = html.split("<code>")[1].split("</code>")[0]
    assert inside == program.expandtabs(4).replace("<", "&lt;").replace(">", "&gt;")
    assert html.endswith('<p dir="auto">Bye</p>')


def test_between_fences_everything_is_a_program_also_without_an_end():
    assert laid_out("```python\n> x\n\ny\n```\nz").count("<pre") == 1
    assert "&gt; x\n\ny</code>" in laid_out("```\n> x\n\ny")


def test_links_can_be_followed_and_are_not_vouched_for():
    html = laid_out("see https://example.org/a?b=1&c=2.")
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow">' in html
    assert "<a" not in laid_out("javascript:alert(1)")


def test_a_thousand_levels_of_quotes_are_shown_as_four():
    html = laid_out(">" * 3000 + " deep")
    assert html.count("<blockquote>") == 4 and "deep" in html


def test_nothing_in_it_is_markup():
    html = laid_out('<script>1</script>\n\n    <img src=x onerror="1">\n\n> <i>')
    assert "<script" not in html and "<img" not in html and "<i>" not in html
