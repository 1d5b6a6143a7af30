"""A week for each kind of reader: what is in it, what is not, and that text and HTML say the same."""

import re
from html import unescape

import pytest

from mooc.pure import coursebook

from .small import WEEK, changed_files, small

VALUES = {name: f"\ue000{name}\ue001" for name in coursebook.VARIABLES if name != "week_title"}
FOR_ALL = WEEK.replace(
    "Find a string.",
    "Find a string.\n\n::: behind\nA short one.\n:::\n\n::: quiet\nBe the first.\n:::\n\n"
    "::: group\nAsk {{ group_name }}.\n:::\n\n::: soloist\nAsk a cat.\n:::",
)


def course_of(week=WEEK, **changed):
    return coursebook.parse(small(week=week, **changed))


def render(week=WEEK, variant="group", values=VALUES):
    course = course_of(week)
    return coursebook.render_week(course, course.weeks[0], variant=variant, values=values)


def pieces(week=WEEK, variant="group", values=VALUES):
    course = course_of(week)
    return coursebook.week_pieces(course, course.weeks[0], variant=variant, values=values)


@pytest.mark.parametrize(
    ("variant", "seen"),
    [
        ("group", {"Ask \ue000"}),
        ("quiet", {"Ask \ue000", "Be the first"}),
        ("group+behind", {"Ask \ue000", "A short one"}),
        ("soloist", {"Ask a cat"}),
        ("soloist+behind", {"Ask a cat", "A short one"}),
    ],
)
def test_a_reader_sees_only_what_is_for_him(variant, seen):
    rendered = render(FOR_ALL, variant)

    for words in ("Ask \ue000", "Ask a cat", "Be the first", "A short one"):
        assert (words in rendered.text) == (words in seen) == (words in rendered.html), words


def test_an_unknown_variant_is_refused():
    with pytest.raises(coursebook.UnknownVariant, match="sololist"):
        render(variant="sololist")


def test_the_first_step_comes_first_and_the_group_task_last():
    rendered = render(
        WEEK.replace("## Materials", "## Note\n\nA note.\n\n## Tasks\n\n1. Try.\n\n## Materials")
    )

    places = [
        rendered.text.index(words)
        for words in ("First step", "A note.", "Materials", "Tasks", "For your group")
    ]
    assert places == sorted(places)
    for box in ("first-step", "note", "group-task"):
        assert f'<div class="{box}">' in rendered.html


def test_a_soloist_reads_his_own_task():
    week = WEEK.replace("Show a bow to", "::: soloist\nTie ten bows.\n:::\n\nShow a bow to")
    piece = pieces(week, "soloist").group_task

    assert "On your own" in piece.text and "Tie ten bows." in piece.text
    assert "Show a bow" not in piece.text and "\ue000" not in piece.html


def test_a_soloist_gets_the_task_with_a_remark_when_nobody_wrote_him_one():
    week = WEEK.replace("Show a bow to {{ group_name }}.", "Show a bow.")
    piece = pieces(week, "soloist").group_task

    assert piece.text.startswith("On your own\n") and piece.text.endswith("Show a bow.")
    assert "you can join a group" in piece.text


def test_marks_of_the_caller_survive_in_text_subject_and_addresses():
    week = WEEK.replace("preheader: One knot.", 'subject: "For {{ first_name }}"').replace(
        "Find a string.",
        "Hi {{ first_name }}, [ask]({{ course_url }}), [more]({{course_url}}faq/) or "
        "[write](mailto:{{ group_address }}) in {{ week_title }}.",
    )
    week = week.replace("## First step\n\nHi", "## First step\n\n::: group\nHi").replace(
        "{{ week_title }}.", "{{ week_title }}.\n:::\n\nx"
    )
    rendered = render(week)

    assert rendered.subject == "For \ue000first_name\ue001"
    assert 'href="\ue000course_url\ue001"' in rendered.html
    assert 'href="\ue000course_url\ue001faq/"' in rendered.html
    assert 'href="mailto:\ue000group_address\ue001"' in rendered.html
    assert "ask <\ue000course_url\ue001>" in rendered.text
    assert "in The bow." in rendered.text


def test_values_are_escaped_in_html_and_left_alone_in_text():
    rendered = render(values={**VALUES, "group_name": 'Ada & <b>"Bob"</b>'})

    assert "Ada &amp; &lt;b&gt;&quot;Bob&quot;" in rendered.html
    assert 'Ada & <b>"Bob"</b>' in rendered.text


def test_a_missing_value_is_named():
    with pytest.raises(coursebook.MissingValue, match="group_name"):
        render(values={})


def test_code_keeps_its_braces():
    week = WEEK.replace("Find a string.", "Write `{{ first_name }}`:\n\n```\nf'{{ run_name }}' <b>\n```")
    rendered = render(week, values={"group_name": "x"})

    assert "    f'{{ run_name }}' <b>" in rendered.text
    assert "<code>{{ first_name }}</code>" in rendered.html
    assert "f'{{ run_name }}' &lt;b&gt;" in rendered.html


def test_text_spells_out_a_resource_with_its_small_print():
    piece = pieces(
        WEEK.replace("minutes=20", 'provider="Knot & Co" minutes=20 licence="CC BY" optional')
    ).resources

    assert piece.text == (
        "Materials\n---------\n\n"
        "- Bows (reading, Knot & Co, 20 min, CC BY, optional)\n"
        "  https://knots.example.org/bow\n"
        "  or here: https://other.example.org/"
    )
    assert '<li class="resource"><a href="https://knots.example.org/bow">Bows</a>' in piece.html
    assert "reading · Knot &amp; Co · 20 min · CC BY · optional" in piece.html
    assert '<a href="https://other.example.org/">or here: other.example.org</a>' in piece.html


def test_lists_quotes_code_and_links_read_well_as_text():
    body = (
        "- one\n- two [words](https://a.example.org)\n  - <https://b.example.org>\n\n"
        "3. three\n4. four  \n   and on\n\n> said\n>\n> twice\n\n***\n\n![A bow](https://c.example.org/x.png)"
    )
    text = pieces(WEEK.replace("Find a string.", body)).first_step.text

    assert text.split("\n\n", 1)[1] == (
        "- one\n- two words <https://a.example.org>\n  - https://b.example.org\n\n"
        "3. three\n4. four\n   and on\n\n> said\n>\n> twice\n\n* * *\n\nA bow <https://c.example.org/x.png>"
    )


def test_text_and_html_have_the_same_addresses():
    week = WEEK.replace(
        "Find a string.",
        "Find [a](https://a.example.org) and ![b](https://b.example.org/b.png), [c](mailto:c@example.org).",
    )
    rendered = render(week)

    in_html = {unescape(address) for address in re.findall(r'href="([^"]+)"', rendered.html)}
    assert len(in_html) == 5
    assert all(address.removeprefix("mailto:") in rendered.text for address in in_html)


def test_html_has_only_plain_elements():
    week = WEEK.replace("Find a string.", "### A\n\n#### B\n\nx  \ny *e* **s** `c`\n\n---\n\n> q\n\n1. z")
    names = set(re.findall(r"</?([a-z0-9]+)", render(week).html))

    assert names <= set("div h2 h3 p ul ol li a code pre blockquote strong em hr br".split())


def test_a_page_keeps_its_tables_and_pictures_and_loses_its_title():
    body = "# About\n\n| a | b |\n|---|---|\n| c | d |\n\n![A bow](bow.png) [x](https://x.example.org)\n"
    course = coursebook.parse(changed_files({"pages/about.md": body, "pages/bow.png": b"\x89PNG"}))
    page = course.page("about")

    piece = coursebook.render_page(course, page, files_url="/files/pages/")

    assert page.title == "About" and "About" not in piece.html
    assert "<td>d</td>" in piece.html
    assert '<img src="/files/pages/bow.png" alt="A bow">' in piece.html


def test_a_picture_of_the_folder_is_told_in_words_in_a_mail():
    files = changed_files(
        {"weeks/00-bow.md": WEEK.replace("Find a string.", "![A bow](bow.png)"), "weeks/bow.png": b"\x89PNG"}
    )
    course = coursebook.parse(files)
    rendered = coursebook.render_week(course, course.weeks[0], values=VALUES)

    assert "[A bow]" in rendered.text and "<em>A bow</em>" in rendered.html


def test_a_text_has_its_title_as_subject():
    course = course_of(welcome="# Hi {{ first_name }}\n\nWelcome.\n")
    rendered = coursebook.render_text(course, "welcome", values=VALUES)

    assert rendered.subject == "Hi \ue000first_name\ue001"
    assert rendered.text == "Welcome.\n"
    assert rendered.html == "<p>Welcome.</p>"


def test_a_text_that_is_not_there_is_named():
    with pytest.raises(coursebook.UnknownText, match=r"texts/goodbye\.md"):
        coursebook.render_text(course_of(), "goodbye", values=VALUES)


def test_the_preheader_is_the_first_sentence_when_none_is_given():
    week = WEEK.replace("---\npreheader: One knot.\n---\n", "").replace(
        "Find a string.", "Find a string. Then rest."
    )

    assert render(week).preheader == "Find a string."


def test_the_subject_says_the_week_unless_it_has_its_own():
    assert render().subject == "Week 0: The bow"
    assert render(WEEK.replace("preheader: One knot.", "kind: break")).subject == "The bow"
    assert render(WEEK.replace("preheader: One knot.", "subject: Bows!")).subject == "Bows!"


def test_the_same_week_is_parsed_once_for_all_readers(monkeypatch):
    course = course_of(WEEK.replace("Find a string.", "Find a very special string."))
    coursebook.render_week(course, course.weeks[0], values=VALUES)

    monkeypatch.setattr("mooc.pure.coursebook.rendering.tokens_of", None)

    other = coursebook.render_week(course, course.weeks[0], values={**VALUES, "group_name": "Otters"})
    assert "Otters" in other.text
