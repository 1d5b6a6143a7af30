"""What can go wrong with courses on this server; what is wrong inside a folder is coursebook's BrokenCourse."""

from collections.abc import Sequence
from pathlib import Path

from mooc.errors import MoocError
from mooc.pure.coursebook import BrokenCourse

__all__ = [
    "BrokenCourse",
    "CourseError",
    "FolderNotEmpty",
    "NoSuchCourse",
    "NoSuchVersion",
    "UnwritableFolder",
]


class CourseError(MoocError):
    """Something asked of the courses cannot be done."""


class NoSuchCourse(CourseError):
    """No course of that slug was imported."""

    def __init__(self, slug: str, known: Sequence[str]) -> None:
        there = f"there are {', '.join(known[:8])}" if known else "import one: mooc course import DIR"
        super().__init__(f"there is no course {slug!r}; {there}")


class NoSuchVersion(CourseError):
    """A version is not, or no longer, in the database."""

    def __init__(self, version_id: int) -> None:
        super().__init__(f"there is no course version {version_id}; import the course again")


class FolderNotEmpty(CourseError):
    """An export would write over what is there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not empty; name another folder, or replace it with --force")


class UnwritableFolder(CourseError):
    """An export or a new course cannot be written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be written: {reason}; name another folder")
