"""A folder as bytes: what is taken, what is left out, and what is refused with its reason."""

import os

import pytest

from mooc.pure import coursebook
from mooc.pure.coursebook import folder as rules

from .small import small


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "knots"
    for path, content in small().items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return root


def said(root):
    return [str(problem) for problem in coursebook.check_folder(root)[1]]


def test_it_reads_all_bytes_and_leaves_out_what_is_hidden(course):
    (course / ".git").mkdir()
    (course / ".git" / "config").write_text("secret")
    (course / "weeks" / ".swp").write_text("x")
    (course / "pages" / "bow.png").write_bytes(b"\x89PNG\x00\xff")

    found, problems = coursebook.check_folder(course)

    assert problems == []
    assert found.files == small() | {"pages/bow.png": b"\x89PNG\x00\xff"}
    assert found.left_out == (".git", "weeks/.swp")


def test_a_missing_folder_and_a_file_are_told_apart(tmp_path):
    with pytest.raises(coursebook.NotAFolder, match="does not exist"):
        coursebook.read_folder(tmp_path / "nothing")
    (tmp_path / "file").write_text("x")
    with pytest.raises(coursebook.NotAFolder, match="is a file"):
        coursebook.read_folder(tmp_path / "file")


def test_a_symbolic_link_is_refused_even_to_a_file_inside(course):
    (course / "weeks" / "01-more.md").symlink_to("00-bow.md")

    assert said(course) == [
        "weeks/01-more.md:1: it is a symbolic link to “00-bow.md”; put a copy of the file in its place"
    ]


def test_a_link_that_leaves_the_folder_is_not_followed(course, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.md").write_text("secret")
    (course / "pages" / "out").symlink_to(tmp_path / "outside")
    (course / "texts" / "welcome.md").unlink()
    (course / "texts" / "welcome.md").symlink_to("../../outside/secret.md")

    found, _ = coursebook.check_folder(course)

    assert not any(b"secret" in content for content in found.files.values())
    assert [line.split(" to ")[0] for line in said(course)] == [
        "pages/out:1: it is a symbolic link",
        "texts/welcome.md:1: it is a symbolic link",
    ]


def test_a_link_to_nowhere_and_a_pipe_are_refused(course):
    (course / "a.md").symlink_to("nowhere")
    os.mkfifo(course / "pipe")

    assert said(course)[0].startswith("a.md:1: it is a symbolic link to “nowhere”")
    assert said(course)[1] == "pipe:1: it is no plain file; remove it"


def test_a_file_over_the_cap_is_refused_with_its_size(course):
    (course / "weeks" / "00-bow.md").write_bytes(b"x" * (rules.MAX_TEXT_BYTES + 1))
    (course / "film.mp4").write_bytes(b"x" * (rules.MAX_FILE_BYTES + 1))

    assert said(course) == [
        "film.mp4:1: it has 2,097,153 bytes, more than 2,097,152; shorten it or link to it",
        "weeks/00-bow.md:1: it has 65,537 bytes, more than 65,536; shorten it or link to it",
    ]


def test_a_file_at_the_cap_is_taken(course):
    (course / "film.mp4").write_bytes(b"x" * rules.MAX_FILE_BYTES)

    assert said(course) == []


def test_too_many_files_are_refused(course, monkeypatch):
    monkeypatch.setattr(rules, "MAX_FILES", 6)
    (course / "zebra").write_text("x")

    (fault,) = [line for line in said(course) if "more than 6 files" in line]
    assert fault.startswith("zebra:1: ")


def test_a_folder_that_is_too_large_is_refused(course, monkeypatch):
    monkeypatch.setattr(rules, "MAX_FOLDER_BYTES", 100)

    assert any("the folder is larger than" in line for line in said(course))


def test_a_folder_that_is_too_deep_is_refused(course):
    deep = course.joinpath(*["a"] * rules.MAX_DEPTH)
    deep.mkdir(parents=True)
    (deep / "x.txt").write_text("x")

    assert said(course) == ["a/a/a/a/a/a:1: it is nested deeper than 6 folders; move it up"]


def test_names_that_cannot_travel_are_refused(course):
    (course / "two\nlines").write_text("x")
    os.close(os.open(os.fsencode(course) + b"/caf\xe9.png", os.O_CREAT))
    (course / ("n" * 201)).write_text("x")

    faults = [problem.text for problem in coursebook.check_folder(course)[1]]

    assert sorted(fault.split(";")[0] for fault in faults) == [
        "its name has a backslash or a control character",
        "its name is not UTF-8",
        "its path has 201 characters",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_told(course):
    (course / "weeks" / "00-bow.md").chmod(0)

    assert said(course)[0].startswith("weeks/00-bow.md:1: it cannot be read: Permission denied")
