"""A post as its writer laid it out."""

from time import perf_counter

import pytest

from mooc.groups.discussion.post_html import clean, files_of, for_mail, html_of
from mooc.pure.mailkit import AttachedFile, Letter

QUOTE = (
    '<div class="gmail_quote"><div class="gmail_attr">On Mon, Nov 23, 2026 at 1:00 PM Ana &lt;ana@example.org&gt;'
    ' wrote:<br></div><blockquote class="gmail_quote">Old <b>words</b></blockquote></div>'
)
pytestmark = pytest.mark.once
LIST = "<div>Two <b>ways</b>:<ul><li>one</li><li>two</li></ul></div>"
SAID = "Two *ways*:\n\n   - one\n   - two"


def test_lists_stay_and_the_quoted_mail_goes():
    assert html_of(LIST + QUOTE, SAID) == LIST


@pytest.mark.parametrize(
    "quote",
    [
        '<div id="divRplyFwdMsg"><b>From:</b> Ana<br><b>Sent:</b> Monday<br><b>To:</b> Bob<br>'
        "<b>Subject:</b> x</div><p>Old words</p>",
        '<div class="moz-cite-prefix">On 23.11.26 13:00, Ana wrote:<br></div>'
        '<blockquote type="cite"><p>Old</p></blockquote>',
        '<div class="yahoo_quoted"><div>On Monday, Ana wrote:</div><div>Old</div></div>',
        "<p>-----Original Message-----<br>From: Ana<br>Sent: Monday<br>To: Bob<br>Subject: x</p><p>Old words</p>",
    ],
)
def test_quotes_of_other_programs_go_too(quote):
    assert html_of(f"<html><head><style>p {{}}</style></head><body>{LIST}{quote}</body></html>", SAID) == LIST


def test_an_answer_below_the_quote_is_found():
    head = '<div class="moz-cite-prefix">On 23.11.26 13:00, Ana wrote:</div>'
    assert html_of(f'{head}<blockquote type="cite"><p>Old</p></blockquote>{LIST}', SAID) == LIST


def test_in_doubt_there_is_none():
    assert html_of(LIST, "Two ways: one, two, three") == ""
    assert html_of('<p>Two ways: one two</p><p style="display:none">And <b>a third</b></p>', SAID) == ""
    assert html_of(LIST, "") == ""
    assert html_of("", SAID) == ""


def test_what_says_no_more_than_the_text_is_left_out():
    assert html_of("<div>Hello</div><div>all</div>", "Hello\nall") == ""


def test_lines_that_a_program_broke_are_whole_again():
    line = "A sentence that goes on and on until some program thinks that it is long enough"
    assert html_of(f"<div>{line} and ends.</div>", f"{line}\nand ends.") == f"<div>{line} and ends.</div>"


@pytest.mark.parametrize(
    ("html", "gone"),
    [
        ("<b>a</b><script>alert(1)</script>", "alert"),
        ("<b>a</b><style>b{}</style>", "b{}"),
        ('<b onclick="x()" style="color:red" class="y">a</b>', "="),
        ('<b>a</b><img src="https://track.example/1.gif">', "track"),
        ('<a href="javascript:alert(1)">a</a>', "javascript"),
        ('<a href="data:text/html,x">a</a>', "data:"),
        ('<b>a</b><iframe src="https://x.example"></iframe><form><input></form>', "<i"),
        ('<b>a</b><svg><a xlink:href="javascript:x">b</a></svg>', "javascript"),
        ('<b>a</b><!-- <b>hidden</b> --><base href="https://x.example">', "hidden"),
        ('<td background="https://track.example">a</td>', "track"),
    ],
)
def test_nothing_in_it_does_anything(html, gone):
    cleaned = clean(html)
    assert gone not in cleaned
    assert "a" in cleaned


def test_a_link_says_where_it_leads():
    rel = 'rel="nofollow noopener noreferrer ugc"'
    there = f'<a href="https://docs.python.org/3/" {rel}>'
    assert html_of('See <a href="https://docs.python.org/3/">this</a>', "See this") == (
        f'See {there}this</a> <span class="meta">(docs.python.org)</span>'
    )
    shown = html_of(
        '<a href="https://docs.python.org/3/">docs.python.org</a> <i>too</i>', "docs.python.org too"
    )
    assert shown == f"{there}docs.python.org</a> <i>too</i>"
    wrong = html_of('<a href="https://evil.example/">mybank.example</a>', "mybank.example")
    assert wrong.endswith('<span class="meta">(evil.example)</span>')
    longer = html_of('<a href="https://evil.example/">notevil.example</a>', "notevil.example")
    assert "(evil.example)" in longer


def test_personal_links_are_gone_from_words_and_targets():
    own = "http://127.0.0.1:8000/my/12.0123456789abcdef0123/"
    html = f'<b>See</b> <a href="{own}">my page</a> <a href="{own}">{own}</a>'
    cleaned = html_of(html, "See my page [personal link removed]")
    assert cleaned == "<b>See</b> my page [personal link removed]"


def test_programs_keep_their_indents():
    html = "<p>Try:</p><pre>for n in x:\n    print(n)</pre>"
    assert html_of(html, "Try:\n\nfor n in x:\n    print(n)") == html


def test_pictures_that_stand_for_a_character_become_it():
    assert clean('<b>Good</b> <img alt="🎉" src="https://mail.example/1f389.png">') == "<b>Good</b> 🎉"
    assert clean('<b>Good</b> <img alt="logo" src="x">') == "<b>Good</b>"


def test_languages_that_run_the_other_way_do():
    html = '<div dir="rtl">مرحبا <b>بكم</b></div>'
    assert html_of(html, "مرحبا *بكم*") == html


def test_in_mail_styles_stand_in_the_tags():
    styled = for_mail('<p>a</p><pre>b</pre><a href="x">c</a><ins>d</ins><p dir="rtl">e</p>')
    assert styled.startswith('<p style="margin:0 0 14px">a</p><pre style="')
    assert '<a style="color:#0f6460;text-decoration:underline" href="x">' in styled
    assert "<ins>d</ins>" in styled
    assert styled.endswith('<p style="margin:0 0 14px" dir="rtl">e</p>')


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000,
        "<a " + "x=1 " * 5_000 + ">b</a>",
        "<b>" * 200_000,
        "<p " * 9_000,
        "x" * 300_000,
        "<!--",
    ],
)
def test_hostile_pages_leave_the_text(html):
    assert html_of(html, "Hello") == ""


@pytest.mark.parametrize("hostile", ["a", "+", ">\n", "\n", "1.", "_", "\u0e01"])
def test_words_that_are_made_to_be_slow_are_compared_at_once(hostile):
    words = hostile * (60_000 // len(hostile)) + "x"
    began = perf_counter()
    html_of(f"<p><b>{words}</b></p>", words)
    assert perf_counter() - began < 2  # it was minutes


@pytest.mark.parametrize(
    "html",
    [
        r'<b>Your</b> <a href="https://evil.example\@bank.example/">bank</a>',
        '<b>Your</b> <a href="https://bank.example/"><table><tr><td><a href="https://evil.example/">bank</a></table></a>',
    ],
)
def test_no_link_shows_another_target_than_its_own(html):
    assert "evil" not in html_of(html, "Your bank") or "(bank.example)" not in html_of(html, "Your bank")


def test_what_looks_like_a_tag_in_a_target_becomes_none():
    html = for_mail(clean('<a href="https://x.example/<p onclick=1 y"><b>a</b></a>'))
    assert "<p" not in html and html.count('"') % 2 == 0


def test_logos_of_the_quoted_mail_are_no_files_of_this_one():
    html = f'<p>See <b>this</b> <img src="cid:plot"></p>{QUOTE.replace("Old", "<img src=cid:logo> Old")}'
    files = (
        AttachedFile("plot.png", "image/png", b"1", 1, "plot"),
        AttachedFile("logo.png", "image/png", b"2", 1, "logo"),
        AttachedFile("notes.txt", "text/plain", b"3", 1),
        AttachedFile("other.png", "image/png", b"4", 1, "unseen"),
    )
    kept = files_of(Letter(html=html, files=files))
    assert [file.name for file in kept] == ["plot.png", "notes.txt", "other.png"]
