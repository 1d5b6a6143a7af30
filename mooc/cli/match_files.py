"""The files of `mooc match`: learners and rules in, groups out."""

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from mooc.errors import MoocError
from mooc.pure.matching import (
    Id,
    Learner,
    MatchingError,
    Result,
    Rules,
    learner_of_row,
    read_rules_file,
)
from mooc.pure.timetable import TimetableError

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BadMatchFile(MoocError):
    """A file of `mooc match` cannot be used; the text says where, what, which value, what to do."""


def read_rules(path: Path | None, learners: list[Learner]) -> Rules:
    """Return the rules of a file, or the usual ones. Raises BadMatchFile, also where learners and rules differ."""
    try:
        rules = read_rules_file(path.read_text(encoding="utf-8-sig") if path else None)
    except OSError as error:
        raise BadMatchFile(f"{path} cannot be read: {error.strerror or error}") from error
    except (MatchingError, UnicodeDecodeError) as error:
        raise BadMatchFile(f"{path}: {error}") from error
    flags = {flag for learner in learners for flag in learner.flags}
    traits = {trait for learner in learners for trait in learner.traits}
    return replace(rules, criteria=tuple(
        # A declared minority named by itself: only that one must not be alone.
        replace(item, trait="flags", levels=(item.trait,))
        if item.kind == "never_alone" and item.trait in flags - traits
        else item
        for item in rules.criteria
    ))  # fmt: skip


def read_learners(path: Path) -> tuple[list[Learner], list[str]]:
    """Return the learners of a file of JSON lines, and every bad line as `FILE:LINE: what, which value, what to do`."""
    learners: list[Learner] = []
    faults: list[str] = []
    seen: dict[Id, int] = {}
    try:
        with path.open("rb") as file:
            for number, line in _lines(file):
                try:
                    learner = _learner(line)
                    if (first := seen.setdefault(learner.id, number)) != number:
                        raise BadMatchFile(
                            f"the id {learner.id!r} is in line {first} already. Give each learner one id."
                        )
                    learners.append(learner)
                except (MatchingError, TimetableError, BadMatchFile) as error:
                    faults.append(f"{path}:{number}: {error}")
    except OSError as error:
        raise BadMatchFile(f"{path} cannot be read: {error.strerror or error}") from error
    return learners, faults


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(file, 1):
        if text := (line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line).strip():
            yield number, text


def _learner(line: bytes) -> Learner:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadMatchFile(
            f"byte {error.start + 1} is {line[error.start]:#x}, which is not UTF-8. Save the file as UTF-8."
        ) from error
    except json.JSONDecodeError as error:
        raise BadMatchFile(
            f"not JSON: {error.msg} at column {error.colno}. Write one object a line."
        ) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets without end
        raise BadMatchFile(f"JSON that I cannot take: {error}. Write one plain object a line.") from error
    if not isinstance(row, dict):
        raise BadMatchFile(f"a {type(row).__name__}, not an object. Write one object a line.")
    if "timezone" not in row:
        raise BadMatchFile('no timezone. Give one, such as "timezone": "Europe/Berlin".')
    return learner_of_row(row)


def check_levels(path: Path, learners: Iterable[Learner], rules: Rules) -> list[str]:
    """Return whose level is none of those that the rules put in order: it would silently count for nothing."""
    ordered = [item for item in rules.criteria if item.kind == "alike" and item.levels and item.weight]
    return [
        f"{path}: learner {learner.id!r}: {item.trait} is {learner.traits[item.trait]!r}. "
        f"Give one of {', '.join(map(repr, item.levels))}, or null if unknown."
        for learner in learners
        for item in ordered
        if item.trait in learner.traits and learner.traits[item.trait] not in item.levels
    ]


def write_result(path: Path, result: Result, learners: Iterable[Learner]) -> None:
    """Write groups and unplaced as JSON lines; the file is there whole or not at all."""
    lines = (json.dumps(row) + "\n" for row in _rows(result, learners))
    place = path.resolve()
    try:
        if place.exists() and not place.is_file():  # a pipe or a device cannot be replaced
            with place.open("w", encoding="ascii") as file:
                file.writelines(lines)
            return
        _replace(place, lines)
    except OSError as error:
        raise BadMatchFile(f"{path} cannot be written: {error.strerror or error}") from error


def _replace(place: Path, lines: Iterable[str]) -> None:
    mask = os.umask(0)
    os.umask(mask)
    handle, name = tempfile.mkstemp(prefix=f".{place.name[:100]}-", dir=place.parent)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o666 & ~mask)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _rows(result: Result, learners: Iterable[Learner]) -> Iterator[dict[str, object]]:
    for name, group in zip(_names(result, learners), result.groups, strict=True):
        yield {
            "group": name,
            "members": list(group.members),
            "score": round(group.score, 6),
            "parts": {name: round(value, 6) for name, value in group.parts.items()},
            "why": group.why,
        }
    for item in result.unplaced:
        yield {"unplaced": item.id, "reason": item.reason, "help": item.help}


def _names(result: Result, learners: Iterable[Learner]) -> list[Id]:
    """Return a name for each group: of those pinned to it, or else the one that most of its members have now."""
    now = {learner.id: learner for learner in learners if learner.group is not None}
    claims: list[tuple[bool, int, int, Id]] = []
    for place, group in enumerate(result.groups) if now else ():
        members = [now[member] for member in group.members if member in now]
        pinned = {learner.home for learner in members}
        counts = Counter(learner.group for learner in members if learner.group is not None)
        claims += ((name not in pinned, -count, place, name) for name, count in counts.items())
    names: dict[int, Id] = {}
    given: set[Id] = set()
    for _, _, place, name in sorted(claims, key=lambda claim: claim[:3]):
        if place not in names and name not in given:
            names[place] = name
            given.add(name)
    taken = {str(learner.group) for learner in now.values()}
    free = (name for number in range(1, 2**62) if (name := f"g{number}") not in taken)
    return [names[place] if place in names else next(free) for place in range(len(result.groups))]
