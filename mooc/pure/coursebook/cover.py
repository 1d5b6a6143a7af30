"""course.toml: what the course is, and what it asks at sign-up."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .model import Level, Question
from .sources import Ledger, clip, decode, did_you_mean, listed
from .toml_lines import TomlLines, error_line
from .words import NAMES, Words, words_for

FILE = "course.toml"
CRITERIA = ("mix", "alike", "spread", "never_alone")
MAX_QUESTIONS, MAX_LEVELS = 6, 8
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MISSING = object()

_KEYS = (
    "slug", "title", "summary", "language", "minimum_age", "hours_a_week", "licence", "authors", "questions", "words",
)  # fmt: skip
_QUESTION_KEYS = ("id", "label", "kind", "help", "required", "levels", "criterion", "weight")
_KINDS = {
    str: "a text in quotation marks",
    int: "a whole number",
    bool: "true or false",
    list: "a list in [ ]",
}


@dataclass(frozen=True, slots=True)
class Cover:
    """The content of course.toml, as far as it could be read."""

    slug: str = ""
    title: str = ""
    summary: str = ""
    language: str = "en"
    minimum_age: int | None = None
    hours_a_week: int | None = None
    licence: str = ""
    authors: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    words: Words = field(default_factory=Words)


def read_cover(content: bytes, ledger: Ledger) -> Cover:
    """Read course.toml and note what is wrong with it."""
    text = decode(FILE, content, ledger)
    if text is None:
        return Cover()
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        said = str(error).split(" (at ")[0]
        ledger.note(
            FILE,
            error_line(str(error), text),
            f"this is not TOML: {said}; see docs/courses.md for an example",
        )
        return Cover()
    return _Reader(table, TomlLines(text), ledger).cover()


class _Reader:
    """Asks the table for one value after the other; each question knows its line."""

    def __init__(self, table: Mapping[str, Any], lines: TomlLines, ledger: Ledger) -> None:
        self.table, self.lines, self.ledger = table, lines, ledger

    def cover(self) -> Cover:
        self._unknown(self.table, _KEYS)
        language = (
            self._matching("language", _LANGUAGE, 20, 'a language code such as "en" or "pt-BR"') or "en"
        )
        return Cover(
            slug=self._matching("slug", _SLUG, 60, "small letters, digits and hyphens, at most 60"),
            title=self._line("title", 120),
            summary=self._line("summary", 600),
            language=language,
            minimum_age=self._number("minimum_age", 0, 120),
            hours_a_week=self._number("hours_a_week", 1, 60),
            licence=self._line("licence", 120, needed=False),
            authors=self._authors(),
            questions=self._questions(),
            words=self._words(language),
        )

    def _note(self, text: str, *path: str | int) -> None:
        self.ledger.note(FILE, self.lines.of(*path), text)

    def _unknown(self, table: Mapping[str, Any], known: tuple[str, ...], *path: str | int) -> None:
        for key in table:
            if key not in known:
                self._note(f"the key {clip(key)} is unknown; {did_you_mean(key, known)}", *path, key)

    def _get(self, kind: type, table: Mapping[str, Any], *path: str | int, needed: bool = False) -> Any:
        """Return a value of the right kind, or None after noting what is wrong."""
        key = path[-1]
        value = table.get(str(key), _MISSING)
        if value is _MISSING:
            if needed:
                self._note(
                    f"{key} is missing; add {key} = {'...' if kind is not str else chr(34) * 2}", *path
                )
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self._note(f"{key} is {clip(value)}; it must be {_KINDS[kind]}", *path)
            return None
        return value

    def _line(self, key: str, longest: int, *, needed: bool = True) -> str:
        return self._text(self.table, key, longest=longest, needed=needed)

    def _text(self, table: Mapping[str, Any], *path: str | int, longest: int, needed: bool) -> str:
        value = self._get(str, table, *path, needed=needed)
        if value is None:
            return ""
        line = " ".join(value.split())
        if not line:
            self._note(f"{path[-1]} is empty; write it{'' if needed else ' or remove the line'}", *path)
        elif len(line) > longest:
            self._note(f"{path[-1]} has {len(line)} characters; shorten it to {longest}", *path)
        return line

    def _matching(self, key: str, pattern: re.Pattern[str], longest: int, rule: str) -> str:
        value = self._get(str, self.table, key, needed=True)
        if value is None:
            return ""
        if not pattern.fullmatch(value) or len(value) > longest:
            self._note(f"{key} is {clip(value)}; use {rule}", key)
            return ""
        return str(value)

    def _number(self, key: str, least: int, most: int) -> int | None:
        value = self._get(int, self.table, key)
        if value is not None and not least <= value <= most:
            self._note(f"{key} is {clip(value)}; it must be from {least} to {most}", key)
            return None
        return None if value is None else int(value)

    def _authors(self) -> tuple[str, ...]:
        authors = self._get(list, self.table, "authors") or []
        for author in authors:
            if not isinstance(author, str) or not author.strip():
                self._note(f"the author {clip(author)} is no name; write it in quotation marks", "authors")
        return tuple(str(author) for author in authors)

    def _words(self, language: str) -> Words:
        own = self.table.get("words", {})
        if not isinstance(own, dict):
            self._note(f"words is {clip(own)}; write it as a table [words]", "words")
            return words_for(language)
        self._unknown(own, NAMES, "words")
        given = {key: self._text(own, "words", key, longest=300, needed=False) for key in own if key in NAMES}
        words = words_for(language, {key: value for key, value in given.items() if value})
        self._same_heading(words)
        return words

    def _same_heading(self, words: Words) -> None:
        seen: dict[str, str] = {}
        for name in ("first_step", "note", "materials", "tasks", "group_task"):
            heading = str(getattr(words, name)).casefold()
            if heading in seen:
                self._note(
                    f"the word {clip(heading)} stands for {seen[heading]} and {name}; use two", "words", name
                )
            seen[heading] = name

    def _questions(self) -> tuple[Question, ...]:
        tables = self._get(list, self.table, "questions") or []
        if len(tables) > MAX_QUESTIONS:
            self._note(
                f"there are {len(tables)} questions; a form should fit one screen: keep {MAX_QUESTIONS}",
                "questions",
                MAX_QUESTIONS,
            )
        made = [self._question(table, index) for index, table in enumerate(tables)]
        self._twice([question.id for question in made if question], "question", "questions")
        return tuple(question for question in made if question)

    def _question(self, table: Any, index: int) -> Question | None:
        here = ("questions", index)
        if not isinstance(table, dict):
            self._note(f"the question {clip(table)} is no table; begin it with [[questions]]", *here)
            return None
        self._unknown(table, _QUESTION_KEYS, *here)
        kind = self._get(str, table, *here, "kind", needed=True)
        if kind is not None and kind not in ("choice", "text"):
            self._note(f"kind is {clip(kind)}; use choice or text", *here, "kind")
        levels = self._levels(table, kind, *here)
        return Question(
            id=self._id(table, "question", *here),
            label=self._text(table, *here, "label", longest=200, needed=True),
            kind="text" if kind == "text" else "choice",
            levels=levels,
            help=self._text(table, *here, "help", longest=300, needed=False),
            required=bool(self._get(bool, table, *here, "required")),
            criterion=self._criterion(table, kind, *here),
            weight=self._weight(table, *here),
        )

    def _id(self, table: Mapping[str, Any], what: str, *path: str | int) -> str:
        value = self._get(str, table, *path, "id", needed=True)
        if value is not None and not _ID.fullmatch(value):
            line = self.lines.of_text(value, *path)
            rule = "begin with a small letter, then small letters, digits, - and _, at most 40"
            self.ledger.note(FILE, line, f"the id of the {what} is {clip(value)}; {rule}")
        return value or ""

    def _levels(self, table: Mapping[str, Any], kind: str | None, *here: str | int) -> tuple[Level, ...]:
        tables = self._get(list, table, *here, "levels", needed=kind == "choice")
        if tables is None:
            return ()
        if kind == "text":
            self._note(
                "a question of kind text has no levels; remove them, or make it a choice", *here, "levels"
            )
            return ()
        if not 2 <= len(tables) <= MAX_LEVELS:
            self._note(f"there are {len(tables)} levels; give 2 to {MAX_LEVELS}", *here, "levels")
        levels = [self._level(level, *here, "levels", i) for i, level in enumerate(tables)]
        self._twice([level.id for level in levels if level], "level", *here, "levels")
        return tuple(level for level in levels if level)

    def _level(self, table: Any, *path: str | int) -> Level | None:
        if not isinstance(table, dict):
            self._note(f'the level {clip(table)} is no table; write {{ id = "a", label = "A" }}', *path)
            return None
        self._unknown(table, ("id", "label"), *path)
        return Level(
            self._id(table, "level", *path), self._text(table, *path, "label", longest=120, needed=True)
        )

    def _criterion(self, table: Mapping[str, Any], kind: str | None, *here: str | int) -> str:
        value = self._get(str, table, *here, "criterion")
        if value is None:
            return ""
        if kind == "text":
            self._note("a question of kind text cannot be matched; remove the criterion", *here, "criterion")
        elif value not in CRITERIA:
            self._note(f"criterion is {clip(value)}; use {listed(CRITERIA)}", *here, "criterion")
        return str(value)

    def _weight(self, table: Mapping[str, Any], *here: str | int) -> float | None:
        value = table.get("weight")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 100:
            self._note(f"weight is {clip(value)}; it must be a number above 0 and up to 100", *here, "weight")
            return None
        if "criterion" not in table:
            self._note(
                "weight says how much a criterion counts; add criterion, or remove weight", *here, "weight"
            )
        return float(value)

    def _twice(self, ids: list[str], what: str, *path: str | int) -> None:
        for index, name in enumerate(ids):
            if not name or name not in ids[:index]:
                continue
            text = f"the id {clip(name)} is given to two {what}s; make it another"
            if what == "question" or (*path, index) in self.lines:
                self._note(text, *path, index, "id")
            else:
                nth = ids[:index].count(name)
                self.ledger.note(FILE, self.lines.of_text(name, *path, nth=nth), text)
