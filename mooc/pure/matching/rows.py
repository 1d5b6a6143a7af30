"""Learners as decoded JSON objects: every value is looked at, because `"false"` is a true string."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from mooc.pure.timetable import DAYS, check_availability, zone

from .errors import BadLearner
from .model import Id, Learner, Level

_LONGEST = 60
# The same words for all: what a reader of JSON makes anew for each line takes the space of a million.
_DAYS = {day: day for day in DAYS}
Value = TypeVar("Value")


def learner_of_row(row: Mapping[str, Any]) -> Learner:
    """Make a learner of one decoded JSON object. Raises BadLearner, TimetableError."""
    if not row.keys() >= {"id", "language"}:
        raise BadLearner(f"A learner needs an id and a language; this has {', '.join(row) or 'nothing'}.")
    learner = Learner(
        id=_id(row["id"], "id"),
        language=_word(row["language"], "language"),
        zone=_word(row.get("timezone", "UTC"), "timezone"),
        availability=_availability(row.get("availability")),
        traits=_traits(row.get("traits")),
        flags=_each(row, "flags", _word),
        keep_with=_each(row, "keep_with", _id),
        keep_apart=_each(row, "keep_apart", _id),
        wants_group=_truth(row, "wants_group", usual=True),
        home=_home(row),
        group=_group(row),
    )
    zone(learner.zone)
    if learner.keep_apart and learner.id in learner.keep_apart:
        raise BadLearner(f"keep_apart names {_shown(learner.id)} himself. Take him out of it.")
    if learner.home is not None and not learner.wants_group:
        raise BadLearner("pinned is true and wants_group is false. Make one of them say the other.")
    return learner


def _group(row: Mapping[str, Any]) -> Id | None:
    return None if row.get("group") is None else _id(row["group"], "group")


def _home(row: Mapping[str, Any]) -> Id | None:
    group = _group(row)
    if not _truth(row, "pinned", usual=False):
        return None
    if group is None:
        raise BadLearner("pinned is true, but there is no group to stay in. Give the group, or drop pinned.")
    return group


def _id(value: Any, name: str) -> Id:
    if isinstance(value, bool) or not isinstance(value, (int, str)) or value == "":
        raise BadLearner(f"{name} holds {_shown(value)}. Give a word or a whole number.")
    return value


def _word(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadLearner(f"{name} holds {_shown(value)}. Give a word in quotes.")
    return value


def _truth(row: Mapping[str, Any], name: str, *, usual: bool) -> bool:
    value = row.get(name, usual)
    if not isinstance(value, bool):
        raise BadLearner(f"{name} is {_shown(value)}. Write true or false, without quotes.")
    return value


def _each(row: Mapping[str, Any], name: str, read: Callable[[Any, str], Value]) -> tuple[Value, ...]:
    values = row.get(name)
    if values is not None and not isinstance(values, list):
        raise BadLearner(f'{name} is {_shown(values)}. Give a list, such as ["a", "b"], or [].')
    return tuple(read(value, name) for value in values) if values else ()


def _availability(value: Any) -> Mapping[str, Sequence[str]] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise BadLearner(
            f'availability is {_shown(value)}. Give days with hours, such as {{"mon": ["18:00-21:00"]}}, or null.'
        )
    try:
        return {
            _DAYS[day]: _spans(tuple(spans) if spans.__class__ is list else spans)
            for day, spans in value.items()
        }
    except (KeyError, TypeError):
        check_availability(value)  # says which of them is none
        raise


@lru_cache(maxsize=65_536)
def _spans(spans: Sequence[str]) -> Sequence[str]:
    """Return spans that are right, the same object for the same spans: a million learners say a few hundred."""
    check_availability({_DAYS["mon"]: spans})
    return spans


def _traits(value: Any) -> Mapping[str, Level]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise BadLearner(f'traits is {_shown(value)}. Give names with levels, such as {{"style": "try"}}.')
    for name, level in value.items():
        if level is not None and level.__class__ not in (int, str):
            raise BadLearner(
                f"the trait {name[:_LONGEST]!r} is {_shown(level)}. Give a word or a whole number, or null if unknown."
            )
    return _shared_traits(tuple(value.items()))


@lru_cache(maxsize=65_536)
def _shared_traits(items: tuple[tuple[str, Level | None], ...]) -> Mapping[str, Level]:
    """Return known traits, the same object for the same ones."""
    return {name: level for name, level in items if level is not None}


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
