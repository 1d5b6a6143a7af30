"""`mooc course`: write, check, import, export and list courses."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from mooc.courses import actions
from mooc.courses.models import Version
from mooc.courses.queries import course_list
from mooc.pure import coursebook
from mooc.runs.actions import adopt_version

from .app import app
from .saying import AsJson, say_json, say_table

course_app = typer.Typer(
    no_args_is_help=True, help="Write courses as folders, check them, take them in and out."
)
app.add_typer(course_app, name="course")

Dir = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the course")]


@course_app.command()
def new(
    folder: Dir, title: Annotated[str, typer.Option(help="The title; the folder's name, if not told")] = ""
) -> None:
    """Make a folder with a small course that passes the check, to write yours into."""
    course = actions.new_course(folder, title=title)
    print(f"{folder} is a course of {_weeks(course)} now. Open {folder / 'course.toml'} and begin.")
    print(f"When you have changed something: mooc course check {folder}")


@course_app.command()
def check(folder: Dir, as_json: AsJson = False) -> None:
    """Say every fault of a folder as file:line: what, which value, what to do; ends with 1 if there is one."""
    found, problems = coursebook.check_folder(folder)
    if as_json:
        faults = [asdict(problem) for problem in problems]
        say_json({"problems": faults, "files": len(found.files), "left_out": found.left_out})
    elif problems:
        print("\n".join(str(problem) for problem in problems))
    else:
        _say_well(found)
    if problems:
        raise typer.Exit(1)


def _say_well(found: coursebook.Folder) -> None:
    course = coursebook.parse(found.files)
    links = sum(len(week.resources) for week in course.weeks)
    print(f"I found no fault in {course.title}: {_weeks(course)}, {links} resources.")
    _say_left_out(found)


@course_app.command("import")
def import_(folder: Dir, as_json: AsJson = False) -> None:
    """Take a course in; again: a new version, and what runs have sent stays as it went out."""
    now = timezone.now()
    before = {row.version_id for row in course_list()}
    version = actions.import_course(folder, now=now)
    is_new = version.pk not in before
    # Also when nothing is new: an import that was killed half way is mended by doing it again.
    runs = [run.slug for run in adopt_version(version, now=now)]
    found = coursebook.read_folder(folder)
    if as_json:
        said = {"course": version.course.slug, "version": version.number, "is_new": is_new}
        say_json({**said, "runs": runs, "left_out": found.left_out})
        return
    _say_imported(version, is_new=is_new, runs=runs)
    _say_left_out(found)


def _say_imported(version: Version, *, is_new: bool, runs: list[str]) -> None:
    name = f"{version.course.title} ({version.course.slug})"
    if not is_new:
        print(f"{name} is as it was: version {version.number}, nothing to do.")
        return
    print(f"{name} is here as version {version.number}.")
    if runs:
        print(f"Messages that have not begun to go out are written from it in: {', '.join(runs)}.")
    elif version.number == 1:
        print(f"Open a run of it: mooc run open {version.course.slug} --name NAME --starts DATE")


@course_app.command()
def export(
    slug: Annotated[str, typer.Argument(metavar="COURSE", help="The course; `mooc course list` shows them.")],
    folder: Dir,
    force: Annotated[bool, typer.Option("--force", help="Replace the course that is in the folder.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the newest version as a folder, byte for byte as it came in; whole, or not at all."""
    version = actions.export_course(slug, folder, force=force)
    if as_json:
        say_json({"course": slug, "version": version.number, "folder": folder})
        return
    print(f"Version {version.number} of {slug} is in {folder}.")


@course_app.command("list")
def list_(as_json: AsJson = False) -> None:
    """Show all courses with their newest version."""
    rows = course_list()
    if as_json:
        say_json([asdict(row) for row in rows])
        return
    say_table(
        ("course", "version", "weeks", "imported", "title"),
        [(row.slug, row.version, row.weeks, f"{row.imported_at:%Y-%m-%d}", row.title) for row in rows],
        empty="There are no courses yet. Begin with one: mooc course import courses/gentle-introduction-to-python",
    )


def _weeks(course: coursebook.Course) -> str:
    return "1 week" if len(course.weeks) == 1 else f"{len(course.weeks)} weeks"


def _say_left_out(found: coursebook.Folder) -> None:
    if found.left_out:
        print(f"Hidden, so left out: {', '.join(found.left_out)}")
