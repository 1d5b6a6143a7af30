"""Rules as `mooc match` reads them (TOML): whole and for one kind of group, not changes to a run's two."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from .errors import BadRules
from .model import Level
from .rules import FLAGS, KINDS, Criterion, Hours, Kind, Rules, Size

_WEEK = date(2026, 12, 7)
_USUAL = Rules.defaults("meet", _WEEK)
_SIZE = ("min", "target", "max", "weight")
_HOURS = ("minimum_hours", "desired_hours", "weight")
_CRITERION = ("trait", "kind", "weight", "levels")
_MOST_LEVELS = 1000
Value = TypeVar("Value")


def read_rules_file(text: str | None) -> Rules:
    """Return the rules of a file; None: the usual ones of groups that meet. Raises BadRules.

    What is left out is as usual, but for `[availability]`: without it groups write and need no hours in common.
    Sizes never stretch. docs/matching.md shows every key.
    """
    if text is None:
        return _USUAL
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRules(f"These rules are not TOML: {error}.") from error
    _check_keys(tables, ("week_of", "same", "size", "availability", "criterion", "keep"), "the rules")
    return Rules(
        week_of=_week(tables.get("week_of", _WEEK)),
        same=tuple(_words(tables.get("same", list(_USUAL.same)))),
        size=_size(tables.get("size", {})),
        hours=_hours(tables["availability"]) if "availability" in tables else None,
        criteria=_criteria(tables["criterion"]) if "criterion" in tables else _USUAL.criteria,
        keep=_keep(tables.get("keep", {})),
    )


def _week(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise BadRules(f"week_of = {value!r} is no date. Write it like week_of = 2026-12-07.") from None


def _words(value: object) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        raise BadRules(f'same = {value!r} must be a list of names, such as ["language"].')
    return value


def _size(table: Any) -> Size:
    _check_keys(table, _SIZE, "size")
    usual = _USUAL.size
    return Size(
        _get(table, "size", "min", usual.minimum, _whole),
        _get(table, "size", "target", usual.target, _whole),
        _get(table, "size", "max", usual.maximum, _whole),
        _get(table, "size", "weight", usual.weight, _number),
    )


def _hours(table: Any) -> Hours:
    _check_keys(table, _HOURS, "availability")
    usual = _USUAL.hours or Hours(2, 6)
    return Hours(
        _get(table, "availability", "minimum_hours", usual.minimum, _number),
        _get(table, "availability", "desired_hours", usual.desired, _number),
        _get(table, "availability", "weight", usual.weight, _number),
    )


def _keep(table: Any) -> float:
    _check_keys(table, ("weight",), "keep")
    return _get(table, "keep", "weight", _USUAL.keep, _number)


def _criteria(tables: Any) -> tuple[Criterion, ...]:
    if not isinstance(tables, list):
        raise BadRules("criterion must be a list of tables. Write each one under [[criterion]].")
    return tuple(_criterion(table) for table in tables)


def _criterion(table: Any) -> Criterion:
    _check_keys(table, _CRITERION, "criterion")
    kind, trait = table.get("kind"), table.get("trait")
    if kind not in KINDS:
        raise BadRules(f"There is no kind of criterion {kind!r}. Use one of {', '.join(KINDS)}.")
    if trait in (None, "never_alone") and kind == "never_alone":
        trait = FLAGS
    if not isinstance(trait, str) or not trait:
        raise BadRules(f"A criterion has the trait {trait!r}. Name what learners have, such as expertise.")
    if "weight" not in table:
        raise BadRules(f"The criterion {trait!r} has no weight. Give one, such as weight = 0.2.")
    known: Kind = kind
    return Criterion(
        trait, known, _number(table["weight"], f"weight of {trait}"), _levels(table.get("levels", []))
    )


def _levels(value: object) -> tuple[Level, ...]:
    """Return the levels in their order; a number n stands for 0 to n - 1."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST_LEVELS:
        return tuple(range(value))
    if not isinstance(value, list) or not all(
        isinstance(level, (int, str)) and not isinstance(level, bool) for level in value
    ):
        raise BadRules(
            f"levels = {value!r} must be words or whole numbers, from low to high, or their count."
        )
    if len(set(value)) < len(value):
        raise BadRules(f"levels = {value!r} name one level twice. Give each one once.")
    return tuple(value)


def _get(
    table: Mapping[str, Any], name: str, key: str, usual: Value, check: Callable[[object, str], Value]
) -> Value:
    return check(table[key], f"{name}.{key}") if key in table else usual


def _whole(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadRules(f"{name} = {value!r} must be a whole number.")
    return value


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadRules(f"{name} = {value!r} must be a number.")
    return value


def _check_keys(table: Any, keys: Sequence[str], name: str) -> None:
    if not isinstance(table, Mapping):
        raise BadRules(f"{name} must be a table, not {table!r}.")
    if unknown := [key for key in table if key not in keys]:
        raise BadRules(f"{unknown[0]!r} is no key of {name}. Use {', '.join(keys)}.")
