"""Rules as organisers write them (TOML) and as proposals keep them (JSON)."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any, TypeVar

from .errors import BadRules
from .rules import FLAGS, KEEP, Criterion, Hours, Kind, Mode, Rules, Size

_MODES = ("meet", "write")
_KEYS = ("same", "size", "hours", "criteria", "keep")
# A criterion that nobody has named before, such as a question of one course.
_NEW: tuple[Kind, float] = ("mix", 0.10)
Part = TypeVar("Part", Size, Hours, Criterion)


def read_rules(text: str, base: Rules, mode: Mode) -> Rules:
    """Return `base` changed by what an organiser wrote; docs/matching.md shows every key.

    Tables at the top are for both modes, those under [meet] and [write] for one. Raises BadRules.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRules(f"These rules are not TOML: {error}.") from error
    if unknown := [key for key in tables if key not in (*_KEYS, *_MODES)]:
        raise BadRules(f"{unknown[0]!r} is no key of matching rules. Use {', '.join((*_KEYS, *_MODES))}.")
    for name in (name for name in _MODES if name in tables):
        _check_keys(tables[name], _KEYS, name)
    common = {key: value for key, value in tables.items() if key in _KEYS}
    try:
        return _changed(_changed(base, common), tables.get(mode, {}))
    except (TypeError, AttributeError) as error:
        raise BadRules(f"A matching rule has a value of the wrong kind: {error}.") from error


def rules_row(rules: Rules) -> dict[str, Any]:
    """Return rules as JSON values, for a proposal to keep."""
    return asdict(rules) | {"week_of": rules.week_of.isoformat()}


def rules_of_row(row: Mapping[str, Any]) -> Rules:
    """Return the rules that `rules_row` wrote."""
    return Rules(
        week_of=date.fromisoformat(row["week_of"]),
        size=Size(**row["size"]),
        hours=Hours(**row["hours"]) if row["hours"] else None,
        criteria=tuple(Criterion(**(item | {"levels": tuple(item["levels"])})) for item in row["criteria"]),
        same=tuple(row["same"]),
        keep=row.get("keep", KEEP),
    )


def _changed(rules: Rules, tables: Mapping[str, Any]) -> Rules:
    hours = rules.hours
    if hours and "hours" in tables:
        hours = _with(hours, tables["hours"], "hours")
    changed = replace(
        rules,
        size=_with(rules.size, tables.get("size", {}), "size"),
        hours=hours,
        same=_names(tables.get("same", rules.same)),
        keep=_keep(tables.get("keep", {}), rules.keep),
    )
    return changed.with_criteria(*_criteria(rules, tables.get("criteria", {})))


def _keep(table: Any, usual: float) -> float:
    _check_keys(table, ("weight",), "keep")
    weight = table.get("weight", usual)
    if isinstance(weight, bool) or not isinstance(weight, (int, float)):
        raise BadRules(f"keep.weight = {weight!r} must be a number.")
    return weight


def _criteria(rules: Rules, tables: Mapping[str, Any]) -> list[Criterion]:
    known = {criterion.name: criterion for criterion in rules.criteria}
    found = []
    for name, table in tables.items():
        trait = FLAGS if name == "never_alone" else name
        base = known.get(name) or Criterion(trait, *_NEW)
        found.append(_with(base, table, f"criteria.{name}"))
    return found


def _with(part: Part, table: Mapping[str, Any], name: str) -> Part:
    keys = [item.name for item in fields(part) if item.name != "trait"]
    _check_keys(table, keys, name)
    values: dict[str, Any] = {key: tuple(value) if key == "levels" else value for key, value in table.items()}
    for key, value in values.items():
        now = getattr(part, key)
        if isinstance(now, bool) != isinstance(value, bool) or isinstance(now, str) != isinstance(value, str):
            raise BadRules(f"{name}.{key} = {value!r} is of the wrong kind; it is now {now!r}.")
        if isinstance(part, Size) and key != "weight" and not isinstance(value, int):
            raise BadRules(f"{name}.{key} = {value!r} must be a whole number.")
    if not all(isinstance(level, (int, str)) for level in values.get("levels", ())):
        raise BadRules(f"{name}.levels = {values['levels']!r} must be words or whole numbers.")
    return replace(part, **values)


def _check_keys(table: Any, keys: Any, name: str) -> None:
    if not isinstance(table, Mapping):
        raise BadRules(f"{name} must be a table, not {table!r}.")
    if unknown := [key for key in table if key not in keys]:
        raise BadRules(f"{name}.{unknown[0]} is no key of matching rules. Use {', '.join(keys)}.")


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        raise BadRules(f"same = {value!r} must be a list of names.")
    return tuple(value)
