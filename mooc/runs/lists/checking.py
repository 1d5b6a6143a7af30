"""From a row to a sign-up: which column means what, and what its values may be."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mooc.errors import MoocError
from mooc.people.addresses import readers_address
from mooc.people.names import checked_language, checked_zone, clean_name
from mooc.pure import timetable
from mooc.pure.coursebook import Course, Question

from ..errors import BadAnswer, BadList
from ..models import Enrolment
from ..sign_ups import SignUp, checked_answers, checked_availability, checked_company, checked_hours
from .rows import Listing, Row, column_name

_COLUMNS: Mapping[str, frozenset[str]] = {
    "email": frozenset({"email", "e_mail", "mail", "email_address", "e_mail_address", "mail_address"}),
    "name": frozenset({"name", "full_name", "your_name"}),
    "first_name": frozenset({"first_name", "firstname", "given_name"}),
    "last_name": frozenset({"last_name", "lastname", "surname", "family_name"}),
    "zone": frozenset({"zone", "timezone", "time_zone", "tz"}),
    "language": frozenset({"language", "lang"}),
    "company": frozenset({"company", "group", "groupradios"}),
    "hours_a_week": frozenset({"hours_a_week", "hours", "hours_per_week", "hours_week"}),
    "availability": frozenset({"availability", "free", "usually_free"}),
}
_YES, _NO = frozenset({"true", "yes", "1", "y"}), frozenset({"false", "no", "0", "n"})
# The original's questions, and its levels in the order of ours.
_OF_THE_ORIGINAL = {"styleradios": "style", "expertiseradios": "expertise"}
_LEVELS_OF_THE_ORIGINAL = {
    "style": ("try", "think", "discuss"),
    "expertise": ("none", "helloworld", "worlddominatingai"),
}


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is left out: its number, and a sentence for each thing that is wrong."""

    number: int
    text: str


def unknown_columns(listing: Listing, course: Course) -> list[str]:
    """Return the columns, as written, that mean nothing here. Raises BadList when no column holds the address."""
    known = {name for names in _COLUMNS.values() for name in names} | _question_columns(course).keys()
    if not _COLUMNS["email"] & listing.columns.keys():
        found = ", ".join(repr(name) for name in listing.columns.values() if name.strip())
        raise BadList(
            f"No column is called email; there is {found[:200] or 'nothing'}. Name the one with the addresses so."
        )
    return [written for name, written in listing.columns.items() if name and name not in known]


def checked_row(row: Row, course: Course, *, zone: str = "UTC") -> SignUp | BadRow:
    """Return what the row signs up, or all that is wrong with it. `zone` is for rows that name none."""
    if row.complaint:
        return BadRow(row.number, row.complaint)
    cells = {column: _cell(row, names) for column, names in _COLUMNS.items()}
    checks: dict[str, Callable[[], object]] = {
        "email": lambda: readers_address(_text(cells["email"])),
        "name": lambda: clean_name(_name(cells)),
        "zone": lambda: checked_zone(_text(cells["zone"]) or zone),
        "language": lambda: checked_language(_text(cells["language"]) or course.language),
        "company": lambda: _company(cells["company"]),
        "hours_a_week": lambda: _hours(_text(cells["hours_a_week"])),
        "availability": lambda: _availability(cells["availability"]),
        "answers": lambda: checked_answers(course, _answers(row, course)),
    }
    taken, complaints = _taken(checks)
    return BadRow(row.number, " ".join(complaints)) if complaints else SignUp(**taken)


def _taken(checks: Mapping[str, Callable[[], object]]) -> tuple[dict[str, Any], list[str]]:
    taken, complaints = {}, []
    for field, check in checks.items():
        try:
            taken[field] = check()
        except MoocError as error:
            complaints.append(str(error))
    return taken, complaints


def _cell(row: Row, names: Iterable[str]) -> object:
    return next((row.cells[name] for name in names if row.cells.get(name) not in (None, "")), "")


def _text(value: object) -> str:
    if isinstance(value, list | dict):
        raise BadAnswer(f"{str(value)[:60]} is a list or an object, where one value belongs.")
    return "" if value is None else str(value).strip()


def _name(cells: Mapping[str, object]) -> str:
    whole = _text(cells["name"])
    return whole or f"{_text(cells['first_name'])} {_text(cells['last_name'])}".strip()


def _company(value: object) -> Enrolment.Company:
    """Return whom to learn with. The original asked only "in a group?", as a boolean or the word for one."""
    said = _text(value).casefold()
    if not said or said in _YES:
        return Enrolment.Company.WRITE
    if said in _NO:
        return Enrolment.Company.ALONE
    return checked_company(said)


def _hours(said: str) -> int | None:
    try:
        return checked_hours(int(said)) if said else None
    except ValueError:
        raise BadAnswer(f"{said[:40]!r} is not a number of hours. Give a whole number, such as 4.") from None


def _availability(value: object) -> dict[str, list[str]] | None:
    if isinstance(value, dict):
        return checked_availability(value)
    ticks = (
        [str(part) for part in value]
        if isinstance(value, list)
        else re.split(r"[\s,;|]+", _text(value).casefold())
    )
    try:
        return timetable.slots_from_ticks(tick for tick in ticks if tick) or None
    except timetable.UnknownTick as error:
        raise BadAnswer(str(error)) from error


def _answers(row: Row, course: Course) -> dict[str, str]:
    questions = _question_columns(course)
    said = {questions[name]: _text(value) for name, value in row.cells.items() if name in questions}
    return {question.id: _level(question, answer) for question, answer in said.items() if answer}


@lru_cache(maxsize=8)
def _question_columns(course: Course) -> dict[str, Question]:
    """Return the course's questions by the columns that may hold their answers: id, label, the original's name."""
    by_id = {column_name(question.id): question for question in course.questions}
    by_label = {column_name(question.label): question for question in course.questions}
    originals = {name: by_id[ours] for name, ours in _OF_THE_ORIGINAL.items() if ours in by_id}
    return by_label | originals | by_id


def _level(question: Question, answer: str) -> str:
    """Return the level's id for its id, its label, or the original's word for it; else the answer as it is."""
    if question.kind != "choice":
        return answer
    said = answer.casefold()
    for level in question.levels:
        if said in (level.id.casefold(), level.label.casefold()):
            return level.id
    words = _LEVELS_OF_THE_ORIGINAL.get(question.id, ())
    return (
        question.levels[words.index(said)].id
        if said in words and len(words) == len(question.levels)
        else answer
    )
