"""The starter course: it passes its own check, and every week renders for every reader."""

import re
from pathlib import Path

import pytest

import mooc
from mooc.pure import coursebook

FOLDER = Path(mooc.__file__).parents[1] / "courses" / "gentle-introduction-to-python"
FOUND, PROBLEMS = coursebook.check_folder(FOLDER)
COURSE = coursebook.read(FOUND.files)[0]
VALUES = {name: f"\ue000{name}\ue001" for name in coursebook.VARIABLES}
# What the weekly message fills in today; the other variables are for the texts.
WEEKLY = ("first_name", "run_name", "week_title", "group_name", "group_address", "group_members")


def test_it_passes_the_check():
    assert [str(problem) for problem in PROBLEMS] == []


def test_it_has_ten_messages_with_the_break_in_the_middle():
    assert [week.number for week in COURSE.weeks] == [0, 1, 2, 3, 4, None, 5, 6, 7, 8]
    assert [question.id for question in COURSE.questions] == ["expertise", "style", "hope", "help"]
    assert {page.slug for page in COURSE.pages} == {"about", "faq"}


@pytest.mark.parametrize("variant", coursebook.VARIANTS)
@pytest.mark.parametrize("index", range(10))
def test_every_week_renders_for_every_reader(index, variant):
    week = COURSE.weeks[index]
    values = {name: VALUES[name] for name in WEEKLY}
    rendered = coursebook.render_week(COURSE, week, variant=variant, values=values)

    for part in (rendered.subject, rendered.preheader, rendered.text, rendered.html):
        assert part.strip()
        assert not re.search(r"\{\{|\}\}|:::|[\ue010\ue011]|\]\(|\{kind", part)
    assert len(rendered.html.encode()) < 100_000 and len(rendered.text.encode()) < 20_000
    if "soloist" in variant:
        assert "\ue000group" not in rendered.text + rendered.html


@pytest.mark.parametrize("variant", coursebook.VARIANTS)
@pytest.mark.parametrize("name", coursebook.TEXTS)
def test_every_text_renders_for_every_reader(name, variant):
    rendered = coursebook.render_text(COURSE, name, variant=variant, values=VALUES)

    assert rendered.subject
    assert not re.search(r"\{\{|:::|[\ue010\ue011]", rendered.text + rendered.html)


def test_every_resource_has_an_alternate_and_says_who_made_it():
    for week in COURSE.weeks:
        for resource in week.resources:
            assert resource.alternates and resource.provider and resource.minutes, resource
            assert resource.url not in resource.alternates


def test_every_week_that_links_to_the_old_course_says_what_python_3_changes():
    for week in COURSE.weeks:
        if any("6-189" in resource.url for resource in week.resources):
            assert "Python 3" in week.source, week.file


def test_pages_render():
    for page in COURSE.pages:
        assert coursebook.render_page(COURSE, page).html.startswith("<")
