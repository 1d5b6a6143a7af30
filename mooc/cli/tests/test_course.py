import json

import pytest
from typer.testing import CliRunner

from mooc.cli.app import app
from mooc.cli.course import course_app  # noqa: F401  (registers itself)
from mooc.courses.errors import BrokenCourse, FolderNotEmpty
from mooc.runs import actions as runs


def mooc(*words):
    return CliRunner().invoke(app, ["course", *map(str, words)])


@pytest.fixture
def knots(tmp_path):
    assert mooc("new", tmp_path / "knots", "--title", "Knots").exit_code == 0
    return tmp_path / "knots"


def test_new_makes_a_course_that_passes_the_check(knots):
    result = mooc("check", knots)

    assert result.exit_code == 0
    assert result.output == "I found no fault in Knots: 4 weeks, 3 resources.\n"


def test_check_prints_each_fault_on_a_line_and_ends_with_1(knots):
    week = knots / "weeks" / "01-first-things.md"
    week.write_text(week.read_text().replace("https://example.org/tutorial", "example.org/tutorial"))
    (knots / "texts" / "welcome.md").unlink()

    result = mooc("check", knots)

    assert result.exit_code == 1
    assert result.output == (
        "texts/welcome.md:1: the file is missing; `mooc course new` shows what it says\n"
        "weeks/01-first-things.md:18: the link “A tutorial” leads to “example.org/tutorial”, which has no scheme;"
        " write https://example.org/tutorial\n"
    )


def test_check_answers_programs_in_json(knots):
    (knots / "weeks" / "00-hello.md").write_text("")
    (knots / ".hidden").write_text("x")

    result = mooc("check", knots, "--json")

    assert result.exit_code == 1
    said = json.loads(result.output)
    assert said["left_out"] == [".hidden"]
    assert said["problems"] == [
        {"file": "weeks/00-hello.md", "line": 1, "text": "the file is empty; write it, or remove it"}
    ]


def test_what_is_hidden_is_left_out_and_said_so(knots):
    (knots / ".git").mkdir()

    assert "Hidden, so left out: .git" in mooc("check", knots).output


@pytest.mark.django_db
def test_import_says_the_version_and_that_nothing_changed(knots):
    first, again = mooc("import", knots), mooc("import", knots)

    assert first.output.startswith(
        "Knots (knots) is here as version 1.\nOpen a run of it: mooc run open knots"
    )
    assert again.output == "Knots (knots) is as it was: version 1, nothing to do.\n"


@pytest.mark.django_db
def test_runs_go_on_with_a_new_version(knots, now):
    from datetime import timedelta

    from mooc.courses.models import Course
    from mooc.runs.models import Run

    mooc("import", knots)
    starts = (now + timedelta(days=400)).date()
    runs.open_run(course=Course.objects.get(), name="Spring", starts_date=starts, now=now)
    (knots / "README.md").write_text("other")

    result = mooc("import", knots, "--json")

    said = json.loads(result.output)
    assert (said["version"], said["is_new"], len(said["runs"])) == (2, True, 1)
    assert Run.objects.get().version.number == 2


@pytest.mark.django_db
def test_import_of_a_broken_folder_is_refused(knots):
    (knots / "course.toml").unlink()

    result = mooc("import", knots)

    assert isinstance(result.exception, BrokenCourse)
    assert "course.toml:1: the file is missing" in str(result.exception)


@pytest.mark.django_db
def test_export_writes_the_folder_and_refuses_to_write_over_it(knots, tmp_path):
    mooc("import", knots)

    assert (
        mooc("export", "knots", tmp_path / "out").output == f"Version 1 of knots is in {tmp_path / 'out'}.\n"
    )
    assert isinstance(mooc("export", "knots", tmp_path / "out").exception, FolderNotEmpty)
    assert mooc("export", "knots", tmp_path / "out", "--force").exit_code == 0


@pytest.mark.django_db
def test_list_shows_the_courses_or_what_comes_next(knots):
    assert mooc("list").output.startswith("There are no courses yet.")
    mooc("import", knots)

    assert [row["slug"] for row in json.loads(mooc("list", "--json").output)] == ["knots"]
    assert mooc("list").output.splitlines()[1].split()[:3] == ["knots", "1", "4"]
