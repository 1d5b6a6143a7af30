"""What can be wrong with a course, as sentences for the person who writes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mooc.errors import MoocError

if TYPE_CHECKING:
    from .model import Problem


class CoursebookError(MoocError):
    """A course cannot be used as asked."""


class BrokenCourse(CoursebookError):
    """The folder has problems; each says its file, line, value and cure."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        lines = "\n".join(str(problem) for problem in problems)
        super().__init__(f"the course has {count}\n{lines}")


class MissingValue(CoursebookError):
    """A text names a variable for which the caller gave no value."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no value was given for the variable {name}: pass values[{name!r}]")


class UnknownVariant(CoursebookError):
    """A variant is not made of known readers."""

    def __init__(self, variant: str, known: Sequence[str]) -> None:
        super().__init__(f"the variant {variant!r} is unknown: use {', '.join(known)}, or two joined by +")


class UnknownText(CoursebookError):
    """A course has no text of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the course has no text {name!r}: add texts/{name}.md")
