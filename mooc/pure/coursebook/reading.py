"""The files of a folder as a Course, or as the list of everything that is wrong with them.

Reading never raises on what an organiser may write; it goes on to the end, so that one check shows all.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from .cover import FILE, Cover, read_cover
from .desk import Desk
from .errors import BrokenCourse
from .folder import Folder, read_folder
from .grammar import tokens_of
from .model import Course, Page, Problem, Text, Week
from .sections import without_title
from .sources import clip, did_you_mean, read_source
from .variables import VARIABLES
from .weeks import read_week

TEXTS = ("welcome", "group-introduction", "farewell")
TEXT_VARIABLES = tuple(name for name in VARIABLES if name != "week_title")
MAX_WEEKS = 60
_WEEK_FILE = re.compile(r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)\.md", re.ASCII)
_PAGE_FILE = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
_LOOKS_LIKE_TEXT = (".md", ".markdown", ".mdown", ".mkd", ".txt", ".rst", ".html")

Numbered = tuple[int, str, str]


def parse(files: Mapping[str, bytes]) -> Course:
    """Return the course that these files are; raises BrokenCourse with every problem."""
    course, problems = read(files)
    if problems:
        raise BrokenCourse(problems)
    return course


def check(files: Mapping[str, bytes], refused: Collection[str] = ()) -> list[Problem]:
    """Return everything wrong with these files, by file and line; never raises.

    `refused` are paths that exist but could not be taken (a link, too large): they are not reported as missing.
    """
    return read(files, refused)[1]


def check_folder(path: Path | str) -> tuple[Folder, list[Problem]]:
    """Read a folder and return it with everything wrong in it; raises NotAFolder."""
    folder = read_folder(path)
    return folder, sorted({*folder.problems, *check(folder.files, folder.refused)})


def read(files: Mapping[str, bytes], refused: Collection[str] = ()) -> tuple[Course, list[Problem]]:
    """Read as much as can be read; the course is whole only when there are no problems."""
    desk = Desk(files, frozenset(refused))
    cover = _cover(desk)
    desk.words = cover.words
    course = Course(
        slug=cover.slug,
        title=cover.title,
        summary=cover.summary,
        language=cover.language,
        weeks=_weeks(desk),
        minimum_age=cover.minimum_age,
        hours_a_week=cover.hours_a_week,
        licence=cover.licence,
        authors=cover.authors,
        questions=cover.questions,
        pages=_pages(desk),
        texts=_texts(desk),
        words=cover.words,
    )
    return course, desk.ledger.sorted()


def _cover(desk: Desk) -> Cover:
    if FILE in desk.files:
        return read_cover(desk.files[FILE], desk.ledger)
    if FILE not in desk.refused:
        desk.note(FILE, 1, "the file is missing; `mooc course new` writes one to begin with")
    return Cover()


def _markdown_in(desk: Desk, folder: str) -> list[tuple[str, str]]:
    """Return (path, name) of the Markdown in a folder; what only looks like it is told."""
    found = []
    for path in sorted(desk.paths):
        name = path.removeprefix(f"{folder}/")
        if name == path or not name.lower().endswith(_LOOKS_LIKE_TEXT):
            continue
        if "/" in name:
            desk.note(path, 1, f"it is too deep: {folder}/ has no folders with texts; move it up")
        elif name.endswith(".md"):
            found.append((path, name))
        else:
            desk.note(path, 1, f"the name {clip(name)} does not end in .md; rename it")
    return found


def _weeks(desk: Desk) -> tuple[Week, ...]:
    numbered: list[Numbered] = []
    for path, name in _markdown_in(desk, "weeks"):
        if match := _WEEK_FILE.fullmatch(name):
            numbered.append((int(match[1]), match[2], path))
        else:
            rule = "two digits, a hyphen, small letters: 03-functions.md"
            desk.note(path, 1, f"the name {clip(name)} cannot be read; write {rule}")
    _check_numbers(desk, numbered)
    weeks: list[Week] = []
    number = 0
    for index, (_, slug, path) in enumerate(numbered):
        week = read_week(desk, path, slug, index=index, number=number) if path in desk.files else None
        weeks += [week] if week else []
        number += 0 if week and week.is_break else 1
    return tuple(weeks)


def _check_numbers(desk: Desk, numbered: Sequence[Numbered]) -> None:
    if not numbered:
        desk.note("weeks", 1, "there are no weeks; begin with weeks/00-hello.md")
    if len(numbered) > MAX_WEEKS:
        desk.note("weeks", 1, f"there are {len(numbered)} weeks; a course has at most {MAX_WEEKS}")
    expected = 0
    for number, _, path in numbered:
        if number < expected:
            desk.note(path, 1, f"the number {number:02} is used twice; weeks count 00, 01, 02 ...")
            continue
        if number > expected:
            one = number == expected + 1
            gap = f"week {expected:02} is" if one else f"weeks {expected:02} to {number - 1:02} are"
            desk.note(path, 1, f"{gap} missing before it; add it, or rename: the numbers have no gap")
        expected = number + 1


def _pages(desk: Desk) -> tuple[Page, ...]:
    pages = []
    for path, name in _markdown_in(desk, "pages"):
        match = _PAGE_FILE.fullmatch(name)
        if not match:
            desk.note(path, 1, f"the name {clip(name)} cannot be an address; use small letters, digits and -")
        source = read_source(path, desk.files[path], (), desk.ledger) if path in desk.files else None
        if source is None or not match:
            continue
        tokens = tokens_of(source.body)
        desk.inspector(path, variables=(), tables=True).inspect(tokens, source.body)
        pages.append(Page(match[1], desk.title(path, tokens), source.body))
    return tuple(pages)


def _texts(desk: Desk) -> tuple[Text, ...]:
    texts = []
    for path, name in _markdown_in(desk, "texts"):
        slug = name.removesuffix(".md")
        if slug not in TEXTS:
            desk.note(path, 1, f"there is no text called {clip(slug)}; {did_you_mean(slug, TEXTS)}")
        elif path in desk.files and (text := _text(desk, path, slug)):
            texts.append(text)
    for slug in TEXTS:
        if f"texts/{slug}.md" not in desk.paths:
            desk.note(f"texts/{slug}.md", 1, "the file is missing; `mooc course new` shows what it says")
    return tuple(texts)


def _text(desk: Desk, path: str, slug: str) -> Text | None:
    source = read_source(path, desk.files[path], ("subject", "preheader"), desk.ledger)
    if source is None:
        return None
    tokens = tokens_of(source.body)
    reader: dict[str, Any] = {"variables": TEXT_VARIABLES, "for_group": slug == "group-introduction"}
    desk.check_settings(source, **reader)
    desk.inspector(path, **reader).inspect(tokens, source.body)
    title = desk.title(path, tokens)
    if title and not without_title(tokens):
        desk.note(path, 1, "there is a title and nothing else; write the mail below it")
    return Text(slug, source.setting("subject") or title, source.setting("preheader"), source.body)
