"""A course that is as small as one can be, to break one thing at a time."""

from mooc.pure import coursebook

COVER = """\
slug = "knots"
title = "Knots"
summary = "Tie three knots, and untie them."
language = "en"

[[questions]]
id = "skill"
label = "Can you tie a bow?"
kind = "choice"
criterion = "mix"
weight = 0.2
levels = [
  { id = "no", label = "No" },
  { id = "yes", label = "Yes" },
]
"""
WEEK = """\
---
preheader: One knot.
---
# The bow

## First step

Find a string.

## Materials

- [Bows](https://knots.example.org/bow){kind=reading minutes=20 alternate="https://other.example.org/"}

## For your group

Show a bow to {{ group_name }}.
"""
TEXT = "# Hello\n\nWelcome to {{ run_name }}, {{ first_name }}.\n"
COURSE = {
    "course.toml": COVER,
    "weeks/00-bow.md": WEEK,
    "pages/about.md": "# About\n\nKnots.\n",
    "texts/welcome.md": TEXT,
    "texts/group-introduction.md": "# Your group\n\nYou are {{ group_members }}.\n",
    "texts/farewell.md": TEXT,
}


def small(**changed: str | bytes | None) -> dict[str, bytes]:
    """Return the files of the course; a keyword changes one: cover, week, welcome or page."""
    return changed_files({_PLACES[name]: content for name, content in changed.items()})


_PLACES = {
    "cover": "course.toml",
    "week": "weeks/00-bow.md",
    "welcome": "texts/welcome.md",
    "page": "pages/about.md",
}


def changed_files(changes: dict[str, str | bytes | None]) -> dict[str, bytes]:
    """Return the files of the course with some changed, added, or (None) taken away."""
    files: dict[str, str | bytes | None] = {**COURSE, **changes}
    return {
        path: content.encode() if isinstance(content, str) else content
        for path, content in files.items()
        if content is not None
    }


# In the small week: line 4 is the title, 8 the first step, 12 the material, 16 the task for the group.
W, C = "weeks/00-bow.md", "course.toml"


def said(files):
    """What the check says of these files."""
    return [str(problem) for problem in coursebook.check(files)]


def week(old, new):
    """The change that puts `new` in place of `old` in the small week."""
    assert WEEK.count(old) == 1
    return {W: WEEK.replace(old, new)}


def cover(old, new):
    """The change that puts `new` in place of `old` in the small course.toml."""
    assert COVER.count(old) == 1
    return {C: COVER.replace(old, new)}
