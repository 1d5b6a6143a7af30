"""docs/courses.md explains every error, every word, and its examples are a course that passes."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

import mooc
from mooc.pure import coursebook
from mooc.pure.coursebook.inspection import ATTRIBUTES
from mooc.pure.coursebook.sections import SECTIONS
from mooc.pure.coursebook.words import BUILT_IN

from .small import changed_files
from .test_faults import BROKEN

PAGE = (Path(mooc.__file__).parents[1] / "docs" / "courses.md").read_text(encoding="utf-8")
ERRORS = re.findall(
    r"`([^`]+)`", "\n".join(re.findall(r"^\| (`.+?) \|", PAGE.split("## What the check says")[1], re.M))
)
CODE = "\n".join(path.read_text("utf-8") for path in Path(coursebook.__file__).parent.glob("*.py"))


def example(language):
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.S)[1]


def test_its_examples_pass_the_check():
    files = changed_files({"course.toml": example("toml"), "weeks/00-bow.md": example("markdown")})

    assert [str(problem) for problem in coursebook.check(files)] == []
    assert tomllib.loads(example("toml"))["slug"] == "knots"


@pytest.mark.parametrize("name", BROKEN)
def test_every_error_is_explained(name):
    for problem in coursebook.check(changed_files(BROKEN[name][0])):
        assert any(phrase in problem.text for phrase in ERRORS), problem.text


@pytest.mark.parametrize("phrase", ERRORS)
def test_every_error_that_is_explained_is_still_said(phrase):
    # Values stand between the words of a message, so only its longest word is looked for.
    assert max(phrase.split(), key=len) in CODE


@pytest.mark.parametrize(
    "name",
    [*coursebook.VARIABLES, *ATTRIBUTES, *coursebook.KINDS, *coursebook.TEXTS]
    + [field.name for field in fields(coursebook.Words)],
)
def test_everything_one_may_write_is_named(name):
    assert re.search(rf"`[^`]*\b{name}\b[^`]*`", PAGE)


@pytest.mark.parametrize("language", BUILT_IN)
def test_the_headings_of_each_language_are_named(language):
    for section in SECTIONS:
        assert f"`## {getattr(BUILT_IN[language], section)}`" in PAGE
