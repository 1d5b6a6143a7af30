"""What a course folder is read as, and what the check forgives and refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.pure import coursebook

from .small import COURSE, COVER, WEEK, C, W, changed_files, cover, said, small, week


def test_it_tells_all_faults_at_once_by_file_and_line():
    files = changed_files(
        week("string.", "[s](x.html) ![](y.png)") | cover('"mix"', '"mox"') | {"texts/farewell.md": None}
    )

    assert [(problem.file, problem.line) for problem in coursebook.check(files)] == [
        (C, 10),
        ("texts/farewell.md", 1),
        (W, 8),
        (W, 8),
        (W, 8),
    ]


def test_windows_line_ends_and_a_byte_order_mark_are_forgiven():
    files = {
        path: b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode() for path, content in COURSE.items()
    }

    assert said(files) == []
    assert coursebook.parse(files).weeks[0].title == "The bow"


def test_a_broken_week_with_windows_line_ends_keeps_its_lines():
    files = small(week=WEEK.replace("string.", "[s](x.html)").replace("\n", "\r\n"))

    assert said(files)[0].startswith(f"{W}:8: ")


def test_code_may_show_what_is_forbidden_elsewhere():
    code = "```\n{{ unknown }} <b> [x](y) ::: foo\n```\n\nand `{{ unknown }} <i>`"

    assert said(small(week=WEEK.replace("Find a string.", code))) == []


def test_a_refused_file_is_not_also_reported_as_missing():
    files = changed_files({W: None, "texts/farewell.md": None})

    assert coursebook.check(files, refused={W, "texts/farewell.md"}) == []


def test_parse_raises_with_all_problems():
    with pytest.raises(coursebook.BrokenCourse) as broken:
        coursebook.parse(changed_files({C: None, W: ""}))

    assert len(broken.value.problems) == 2
    assert "the course has 2 problems" in str(broken.value)


def test_what_it_reads_is_what_was_written():
    course = coursebook.parse(small())

    (week,), (question,) = course.weeks, course.questions
    assert (course.slug, course.title, course.language) == ("knots", "Knots", "en")
    assert (week.index, week.number, week.slug, week.title, week.preheader) == (
        0,
        0,
        "bow",
        "The bow",
        "One knot.",
    )
    assert (question.id, question.kind, question.criterion, question.weight) == (
        "skill",
        "choice",
        "mix",
        0.2,
    )
    assert [level.id for level in question.levels] == ["no", "yes"]
    (bows,) = week.resources
    assert (bows.id, bows.title, bows.kind, bows.minutes) == ("00-bow.bows", "Bows", "reading", 20)
    assert (bows.alternates, bows.line, bows.optional) == (("https://other.example.org/",), 12, False)


def test_weeks_are_numbered_without_the_breaks():
    rest = WEEK.replace("preheader: One knot.", "kind: break")
    course = coursebook.parse(changed_files({"weeks/01-rest.md": rest, "weeks/02-bend.md": WEEK}))

    assert [course.week_label(week) for week in course.weeks] == ["Week 0", "Break week", "Week 1"]


def test_headings_may_be_in_the_language_of_the_course():
    german = (
        WEEK.replace("First step", "Erster Schritt")
        .replace("Materials", "Material")
        .replace("For your", "Für deine")
    ).replace("deine group", "deine Gruppe")

    assert said(small(cover=COVER.replace('"en"', '"de-AT"'), week=german)) == []


def test_a_course_may_have_words_of_its_own():
    cover = COVER + '[words]\nfirst_step = "Eerste stap"\n'

    assert said(small(cover=cover, week=WEEK.replace("First step", "Eerste stap"))) == []


NAMES = st.sampled_from([*COURSE, "weeks/01-x.md", "weeks/x.md", "pages/faq.md", "texts/other.md", "a/b"])
PIECES = st.sampled_from(
    """--- ;# ;## First step;## For your group;::: group;:::;{{ first_name }};{{;}};[a](;https://a.example.org;);- ;> ;`
;{kind=reading; optional;};";![](;```;<b>;|a|\n|-|;[[questions]];id = "a";levels = [;{ id = 1 },;];\ufeff;subject: ;a: b
;\t;\r\n;é;\u202e;mailto:;javascript:;&#0;\\;[words];---\n;\n\n""".split(";")
)
TEXTS = st.lists(PIECES, max_size=25).map(lambda pieces: "".join(pieces).encode())


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(NAMES, st.one_of(st.binary(max_size=80), TEXTS), max_size=4))
def test_whatever_the_bytes_the_check_answers(changes):
    files = {**small(), **changes}

    for problem in coursebook.check(files):
        assert problem.text and problem.line >= 1
        assert (
            problem.line
            <= files.get(problem.file, b"").count(b"\n") + files.get(problem.file, b"").count(b"\r") + 1
        )
        assert "\n" not in str(problem)


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_what_passes_the_check_can_be_rendered(body):
    files = small(week=WEEK.encode().replace(b"Find a string.", b"Find a string.\n\n" + body))
    if coursebook.check(files):
        return
    course = coursebook.parse(files)

    for variant in coursebook.VARIANTS:
        rendered = coursebook.render_week(
            course, course.weeks[0], variant=variant, values=coursebook.EXAMPLE_VALUES
        )
        assert rendered.text and rendered.html
