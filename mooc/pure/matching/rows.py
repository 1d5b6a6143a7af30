"""Learners as decoded JSON objects: every value is looked at, because `"false"` is a true string."""

from collections.abc import Iterable, Mapping
from typing import Any

from mooc.pure.timetable import check_availability, zone

from .errors import BadLearner
from .model import Id, Learner, Level

_LONGEST = 60


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
        flags=tuple(_word(flag, "flags") for flag in _list(row, "flags")),
        keep_with=tuple(_id(other, "keep_with") for other in _list(row, "keep_with")),
        keep_apart=tuple(_id(other, "keep_apart") for other in _list(row, "keep_apart")),
        wants_group=_truth(row, "wants_group", usual=True),
        home=_home(row),
        group=_group(row),
    )
    zone(learner.zone)
    if learner.id in learner.keep_apart:
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


def _list(row: Mapping[str, Any], name: str) -> Iterable[Any]:
    value = row.get(name)
    if value is not None and not isinstance(value, list):
        raise BadLearner(f'{name} is {_shown(value)}. Give a list, such as ["a", "b"], or [].')
    return value or ()


def _availability(value: Any) -> Mapping[str, list[str]] | None:
    if value is not None and not isinstance(value, Mapping):
        raise BadLearner(
            f'availability is {_shown(value)}. Give days with hours, such as {{"mon": ["18:00-21:00"]}}, or null.'
        )
    check_availability(value)
    return value


def _traits(value: Any) -> Mapping[str, Level]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise BadLearner(f'traits is {_shown(value)}. Give names with levels, such as {{"style": "try"}}.')
    for name, level in value.items():
        if level is not None and (isinstance(level, bool) or not isinstance(level, (int, str))):
            raise BadLearner(
                f"the trait {name[:_LONGEST]!r} is {_shown(level)}. Give a word or a whole number, or null if unknown."
            )
    return {name: level for name, level in value.items() if level is not None}


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
