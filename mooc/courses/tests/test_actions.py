"""A folder in, the same folder out; each change a version, each failure without a trace."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

import mooc
from mooc.courses import actions, queries
from mooc.courses.errors import BrokenCourse, FolderNotEmpty, NoSuchCourse, NoSuchVersion, UnwritableFolder
from mooc.courses.models import Course, CourseFile, Version
from mooc.pure import coursebook

STARTER = Path(mooc.__file__).parents[1] / "courses" / "gentle-introduction-to-python"


def files_in(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def knots(tmp_path):
    root = tmp_path / "knots"
    actions.new_course(root)
    return root


@pytest.mark.django_db
class TestImport:
    def test_the_starter_course_comes_in(self, now):
        version = actions.import_course(STARTER, now=now)

        assert (version.course.slug, version.number) == ("gentle-introduction-to-python", 1)
        assert len(queries.read_course(version.pk).weeks) == 10

    def test_the_same_bytes_are_the_same_version(self, knots, now):
        first = actions.import_course(knots, now=now)
        again = actions.import_course(knots, now=now + timedelta(days=1))

        assert again == first and again.imported_at == now
        assert CourseFile.objects.count() == len(files_in(knots))

    def test_other_bytes_are_a_new_version_and_the_old_one_stays(self, knots, now):
        first = actions.import_course(knots, now=now)
        week = knots / "weeks" / "00-hello.md"
        week.write_bytes(week.read_bytes().replace(b"# Hello", b"# Good morning"))
        second = actions.import_course(knots, now=now)

        assert second.number == 2
        assert [queries.read_course(v.pk).weeks[0].title for v in (first, second)] == [
            "Hello",
            "Good morning",
        ]

    def test_going_back_is_a_version_too(self, knots, now):
        readme = knots / "README.md"
        before = readme.read_bytes()
        for content in (before, b"other", before):
            readme.write_bytes(content)
            version = actions.import_course(knots, now=now)

        assert version.number == 3
        assert queries.newest_version("knots") == version

    def test_a_new_title_is_the_title_of_the_course(self, knots, now):
        actions.import_course(knots, now=now)
        cover = knots / "course.toml"
        cover.write_text(cover.read_text().replace('title = "Knots"', 'title = "Knots and bends"'))
        actions.import_course(knots, now=now)

        assert Course.objects.get().title == "Knots and bends"

    def test_of_a_broken_folder_nothing_is_kept(self, knots, now):
        (knots / "weeks" / "01-first-things.md").unlink()
        (knots / "texts" / "welcome.md").unlink()
        (knots / "texts" / "welcome.md").symlink_to("farewell.md")

        with pytest.raises(BrokenCourse) as broken:
            actions.import_course(knots, now=now)

        assert [problem.file for problem in broken.value.problems] == [
            "texts/welcome.md",
            "weeks/02-breathe.md",
        ]
        assert not Course.objects.exists() and not Version.objects.exists()

    def test_the_database_refuses_a_number_twice(self, knots, now):
        version = actions.import_course(knots, now=now)

        with pytest.raises(IntegrityError), transaction.atomic():
            Version.objects.create(course=version.course, number=1, digest="x", imported_at=now)


@pytest.mark.django_db
class TestExport:
    def test_it_gives_back_the_same_bytes(self, knots, tmp_path, now):
        (knots / "pages" / "kettle.png").write_bytes(bytes(range(256)))
        (knots / "notes").mkdir()
        (knots / "notes" / "été 日本.txt").write_bytes(b"\xff\x00\r\n")
        (knots / "empty").write_bytes(b"")
        (knots / ".git").mkdir()
        (knots / ".git" / "config").write_text("hidden")
        actions.import_course(knots, now=now)

        actions.export_course("knots", tmp_path / "a" / "out")

        hidden = {path: content for path, content in files_in(knots).items() if path.startswith(".git")}
        assert files_in(tmp_path / "a" / "out") == {
            path: content for path, content in files_in(knots).items() if path not in hidden
        }

    def test_what_comes_out_goes_in_as_the_same_version(self, tmp_path, now):
        version = actions.import_course(STARTER, now=now)
        actions.export_course(version.course.slug, tmp_path / "out")

        assert files_in(tmp_path / "out") == files_in(STARTER)
        assert actions.import_course(tmp_path / "out", now=now) == version

    def test_an_empty_folder_is_filled(self, knots, tmp_path, now):
        actions.import_course(knots, now=now)
        (tmp_path / "out").mkdir()
        actions.export_course("knots", tmp_path / "out")

        assert files_in(tmp_path / "out") == files_in(knots)

    def test_a_folder_with_files_is_left_alone(self, knots, tmp_path, now):
        actions.import_course(knots, now=now)
        (tmp_path / "thesis.txt").write_text("years of work")

        with pytest.raises(FolderNotEmpty, match="--force"):
            actions.export_course("knots", tmp_path)
        with pytest.raises(UnwritableFolder, match="something else than a course"):
            actions.export_course("knots", tmp_path, force=True)
        assert (tmp_path / "thesis.txt").read_text() == "years of work"

    def test_force_replaces_a_course_and_keeps_what_is_hidden(self, knots, tmp_path, now):
        actions.import_course(knots, now=now)
        out = tmp_path / "out"
        actions.new_course(out)
        (out / "old.txt").write_text("old")
        (out / ".git").mkdir()
        (out / ".git" / "config").write_text("kept")

        actions.export_course("knots", out, force=True)

        assert files_in(out) == files_in(knots) | {".git/config": b"kept"}
        assert sorted(path.name for path in tmp_path.iterdir()) == ["knots", "out"]

    def test_an_export_that_fails_leaves_everything_as_it_was(self, knots, tmp_path, now, monkeypatch):
        actions.import_course(knots, now=now)
        out = tmp_path / "out"
        actions.new_course(out)
        (out / ".keep").write_text("kept")
        before = files_in(out)
        rename = Path.rename

        def fails(path, target):
            if path.name == "new":
                raise OSError(28, "No space left on device")
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", fails)
        with pytest.raises(UnwritableFolder, match="No space left"):
            actions.export_course("knots", out, force=True)

        assert files_in(out) == before
        assert sorted(path.name for path in tmp_path.iterdir()) == ["knots", "out"]

    def test_a_path_that_leaves_the_folder_is_never_written(self, tmp_path):
        with pytest.raises(UnwritableFolder, match="leaves the folder"):
            actions.write_folder({"../evil.txt": b"x"}, tmp_path / "out")

        assert list(tmp_path.iterdir()) == []

    def test_an_unknown_course_is_told_with_those_there_are(self, knots, tmp_path, now):
        actions.import_course(knots, now=now)

        with pytest.raises(NoSuchCourse, match="there are knots"):
            actions.export_course("bows", tmp_path / "out")
        assert not (tmp_path / "out").exists()

    def test_a_file_in_the_way_is_told(self, knots, tmp_path, now):
        actions.import_course(knots, now=now)
        (tmp_path / "file").write_text("x")

        with pytest.raises(UnwritableFolder, match="it is a file"):
            actions.export_course("knots", tmp_path / "file", force=True)


@pytest.mark.parametrize("name", ["knots", "My Course!", "日本", "a" * 90, "--", 'quo"te'])
def test_a_new_course_passes_the_check_whatever_its_name(tmp_path, name):
    course = actions.new_course(tmp_path / name, title='Say "hi" \\ there')

    assert coursebook.check_folder(tmp_path / name)[1] == []
    assert course.title == 'Say "hi" \\ there'
    assert len(course.weeks) == 4


def test_a_new_course_is_named_after_its_folder(tmp_path):
    course = actions.new_course(tmp_path / "Sailors' knots")

    assert (course.slug, course.title) == ("sailors-knots", "Sailors knots")


def test_a_new_course_does_not_write_over_an_old_one(knots):
    with pytest.raises(FolderNotEmpty):
        actions.new_course(knots)


@pytest.mark.django_db
def test_a_version_that_is_not_there_is_told():
    with pytest.raises(NoSuchVersion, match="404404"):
        queries.read_course(404404)
