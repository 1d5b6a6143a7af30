"""Everybody of a run who wants a group, as columns: a million of them in the space of a few numbers each.

Languages, zones, weeks and levels repeat, so each column holds places in a book of different values; a week is read
once however many people have the same.
"""

import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, cast

from django.db import connection
from django.db.models import F, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from mooc.pure.matching import Id, Learner, Level, Mode, Rules
from mooc.runs.models import Enrolment, Run

from ..queries import spoken, wanting
from .bulk import compiled
from .matching_rules import COMMITMENT, commitment_of

# What the rules may ask of a learner that is no answer of his.
_OWN = {"language", "zone", "timezone", "flags"}
_ROWS = 10_000
Week = Mapping[str, Sequence[str]] | None


class Book(dict[Any, int]):
    """Different values by the order in which they came."""

    def __missing__(self, value: Any) -> int:
        place = self[value] = len(self)
        return place


@dataclass(frozen=True, slots=True)
class Column:
    """`values[places[row]]` is the value of a row."""

    places: "array[int]"
    values: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Crowd:
    """People in the order of their ids. `languages` as they were named; levels are None where nothing was said."""

    ids: "array[int]"
    modes: Column
    languages: Column
    zones: Column
    weeks: Column
    levels: Mapping[str, Column]

    def named(self) -> Counter[str]:
        """Return how many named each language."""
        counts = Counter(self.languages.places)
        return Counter({self.languages.values[place]: many for place, many in counts.items()})

    def guests(self, language_of: Callable[[str], str]) -> dict[Id, str]:
        """Return why some are matched in another language than the one they named."""
        books = [(spoken(language), language_of(language)) for language in self.languages.values]
        words = [None if own == working else _guest(own, working) for own, working in books]
        is_guest = [word is not None for word in words]
        places = self.languages.places
        rows = compress(range(len(self.ids)), map(is_guest.__getitem__, places))
        return {self.ids[row]: words[places[row]] or "" for row in rows}

    def rows(self, mode: Mode) -> Iterator[int]:
        """Yield the rows of those who wish for groups of a kind."""
        wished = [value == mode for value in self.modes.values]
        return compress(range(len(self.ids)), map(wished.__getitem__, self.modes.places))

    def learners(self, mode: Mode, language_of: Callable[[str], str] = spoken) -> Iterator[Learner]:
        """Yield those who wish for groups of a kind as matching sees them, in the language they are matched in."""
        languages = [language_of(language) for language in self.languages.values]
        traits = Traits(self.levels)
        places = [column.places for column in self.levels.values()]
        for row in self.rows(mode):
            yield Learner(
                id=self.ids[row],
                language=languages[self.languages.places[row]],
                zone=self.zones.values[self.zones.places[row]],
                availability=self.weeks.values[self.weeks.places[row]],
                traits=traits[tuple([column[row] for column in places])],
            )


class Traits(dict[tuple[int, ...], Mapping[str, Level]]):
    """What was said by the places of the levels: one mapping for all who said the same."""

    def __init__(self, levels: Mapping[str, Column]) -> None:
        """Begin with nothing."""
        super().__init__()
        self._books = [(name, column.values) for name, column in levels.items()]

    def __missing__(self, places: tuple[int, ...]) -> Mapping[str, Level]:
        said = ((name, values[place]) for (name, values), place in zip(self._books, places, strict=True))
        traits = self[places] = {name: level for name, level in said if level is not None}
        return traits


def crowd_of(run: Run, rules: Iterable[Rules], *others: Run) -> Crowd:
    """Read everybody who wants a group, with what these rules look at, of one or several runs as one.

    One query, some thousand rows at a time.
    """
    traits = asked_by(rules)
    ids, books = array("q"), [Book() for _ in range(5 + len(traits))]
    columns = [array("i") for _ in books]
    with connection.chunked_cursor() as cursor:
        cursor.execute(*compiled(_rows([run, *others], traits)))
        while rows := cursor.fetchmany(_ROWS):
            found = [*zip(*rows, strict=True)]
            ids.extend(found[0])
            for column, book, values in zip(columns, books, found[1:], strict=True):
                column.extend(map(book.__getitem__, values))
    modes, languages, zones, weeks, hours, *answers = map(Column, columns, map(list, books))
    levels = {name: _levels(column) for name, column in zip(traits, answers, strict=True)}
    return Crowd(
        ids,
        modes,
        languages,
        zones,
        Column(weeks.places, [*map(_week, weeks.values)]),
        _committed(levels, hours),
    )


def asked_by(rules: Iterable[Rules]) -> list[str]:
    """Return the answers that rules look at."""
    named = {name for one in rules for name in (*one.same, *(item.trait for item in one.criteria))}
    return sorted(named - _OWN)


def _rows(runs: Sequence[Run], traits: Sequence[str]) -> Any:
    wanted = (
        wanting(*runs).filter(company__in=(Enrolment.Company.MEET, Enrolment.Company.WRITE)).order_by("id")
    )
    return wanted.annotate(
        week_text=Cast("availability", TextField()),
        **{f"answer_{number}": KeyTextTransform(name, "answers") for number, name in enumerate(traits)},
    ).values_list(
        "id",
        "company",
        "person__language",
        "person__zone",
        "week_text",
        "hours_a_week",
        *(F(f"answer_{number}") for number in range(len(traits))),
    )


def _guest(own: str, working: str) -> str:
    return f"Too few here named {own}, so I looked for a group in {working}."


def _week(text: str | None) -> Week:
    return None if text is None else cast(Week, json.loads(text))


def _levels(answers: Column) -> Column:
    return Column(answers.places, [answer or None for answer in answers.values])


def _committed(levels: dict[str, Column], hours: Column) -> dict[str, Column]:
    """Say what hours a week amount to, where the course does not ask for commitment in its own words."""
    commitment: list[Level | None] = [commitment_of(value) for value in hours.values]
    own = levels.get(COMMITMENT)
    if own is None:
        return levels
    book, places = Book(), array("i")
    for answered, said in zip(own.places, hours.places, strict=True):
        answer = own.values[answered]
        places.append(book[commitment[said] if answer is None else answer])
    return levels | {COMMITMENT: Column(places, list(book))}
