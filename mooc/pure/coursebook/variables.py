"""The few things a text may ask the machine to fill in, written `{{ first_name }}`.

While Markdown is parsed a variable travels as a mark of private-use characters, so that it survives inside addresses
too; the marks are U+E010 and U+E011 and never meet those of the mail kit.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .errors import MissingValue

OPEN, CLOSE = "\ue010", "\ue011"
WRITTEN = re.compile(r"\{\{[ \t]*(\w{1,40})[ \t]*\}\}")
MARK = re.compile(f"{OPEN}(\\w+){CLOSE}")
PRIVATE = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Variable:
    """What a variable stands for; `group` ones exist only for those in a group."""

    means: str
    example: str
    group: bool = False


VARIABLES: Mapping[str, Variable] = {
    "first_name": Variable("the reader's first name", "Bob"),
    "run_name": Variable("the name of the run", "Spring round"),
    "week_title": Variable("the title of this week", "Decisions"),
    "course_url": Variable(
        "the address of the course's pages, ending in /", "https://mooc.example/courses/python/"
    ),
    "question_board": Variable(
        "where questions are asked: a page or a mail address", "https://mooc.example/questions/"
    ),
    "group_name": Variable("the name of the reader's group", "Brass Otters", group=True),
    "group_address": Variable("the mail address of the group", "brass-otters@mooc.example", group=True),
    "group_members": Variable("the first names of the group", "Ana, Bob and Chen", group=True),
}
EXAMPLE_VALUES: Mapping[str, str] = {name: variable.example for name, variable in VARIABLES.items()}


def hide(source: str) -> str:
    """Turn every `{{ name }}` into a mark."""
    return WRITTEN.sub(f"{OPEN}\\1{CLOSE}", source)


def show(text: str) -> str:
    """Turn marks back into `{{ name }}`; used where nothing is filled in, such as code."""
    return MARK.sub(r"{{ \1 }}", text)


def named(text: str) -> list[str]:
    """Return the names of the marks in a text."""
    return MARK.findall(text)


def fill(text: str, values: Mapping[str, str], escape: Callable[[str], str] = str) -> str:
    """Put the values in place of the marks; raises MissingValue."""

    def value(match: re.Match[str]) -> str:
        try:
            return escape(values[match[1]])
        except KeyError:
            raise MissingValue(match[1]) from None

    return MARK.sub(value, text)
