"""What matching answered, made ready to be stored: one pass over the groups, of which nothing else is kept."""

import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mooc.pure.matching import Grouped, Id, Mode, Report, Result, Rules

from ..placing.pins import IN_LINE, TAKEN_OUT, Pins
from .storing import Choice, ChosenGroup, Said


@dataclass(frozen=True, slots=True)
class Matched:
    """What matching answered for both modes.

    `moved` wanted to meet and are put among those who write; `guests` are matched in the course's language; `out` are
    left out, because an organiser pinned them so.
    """

    rules: Mapping[Mode, Rules]
    meet: Result
    write: Result
    moved: Mapping[Id, str]
    guests: Mapping[Id, str]
    pins: Pins = field(default_factory=Pins)
    out: Sequence[Id] = ()

    @property
    def results(self) -> tuple[tuple[Mode, Result], ...]:
        """Return what was answered for each mode."""
        return ("meet", self.meet), ("write", self.write)


def choice_of(matched: Matched) -> Choice:
    """Return what is to be stored of an answer."""
    shelf = Shelf(matched)
    numbers = matched.pins.numbered(shelf.walk())
    shelf.leave_over()
    return shelf.choice(numbers)


@dataclass
class Shelf:
    """Groups and placements as they come, in the order of the groups."""

    matched: Matched
    groups: list[tuple[Mode, float, str, str]] = field(default_factory=list)
    ids: "array[int]" = field(default_factory=lambda: array("q"))
    places: "array[int]" = field(default_factory=lambda: array("q"))
    said: dict[int, Said] = field(default_factory=dict)
    # Sentences that are the same are kept once.
    sentences: dict[str, str] = field(default_factory=dict)

    def walk(self) -> Iterator[tuple[Mode, Grouped]]:
        """Go through the groups, and keep of each what is to be stored."""
        for mode, result in self.matched.results:
            for group in result.groups:
                why = self.sentences.setdefault(group.why, group.why)
                parts = json.dumps({name: float(value) for name, value in group.parts.items()})
                self._seat(mode, group.members)
                self.groups.append((mode, float(group.score), parts, why))
                yield mode, group

    def leave_over(self) -> None:
        """Keep those for whom there is no group."""
        for item in self.matched.write.unplaced:
            before = (self.matched.guests.get(item.id), self.matched.moved.get(item.id))
            self._say(item.id, Said(" ".join(filter(None, [*before, item.reason])), item.help))
        for member in self.matched.out:
            self._say(member, Said(TAKEN_OUT, IN_LINE, pinned=True))

    def choice(self, numbers: Sequence[int]) -> Choice:
        """Return all that was kept, by enrolment; `numbers` are those of the groups."""
        import numpy as np  # is there since matching began

        ids, places = np.array(self.ids, np.int64), np.array(self.places, np.int64)
        order = np.argsort(ids)
        return Choice(
            groups=[ChosenGroup(number, *group) for number, group in zip(numbers, self.groups, strict=True)],
            enrolments=array("q", ids[order].tobytes()),
            places=array("q", places[order].tobytes()),
            said=self.said,
        )

    def _seat(self, mode: Mode, members: Sequence[Id]) -> None:
        matched, place = self.matched, len(self.groups)
        for member in members:
            self.ids.append(int(member))
            self.places.append(place)
            if member in matched.moved or member in matched.guests or member in matched.pins.homes:
                is_held = matched.pins.holds(member, mode)
                self.said[int(member)] = Said(_offered(matched, member, mode), pinned=is_held)

    def _say(self, member: Id, said: Said) -> None:
        self.ids.append(int(member))
        self.places.append(-1)
        self.said[int(member)] = said


def _offered(matched: Matched, member: Id, mode: Mode) -> str:
    """Return why somebody is in a group of another mode or language than he asked for; empty for all others."""
    if matched.pins.holds(member, mode):
        return matched.pins.homes[member].reason
    reason = matched.moved.get(member)
    moved = f"{reason} So this is a group that writes." if reason else ""
    return " ".join(filter(None, [matched.guests.get(member), moved]))


def report_of(matched: Matched, choice: Choice) -> dict[str, Any]:
    """Return the numbers of both modes together, those who were moved counted once; and of each mode."""
    meet, write = matched.meet.report, matched.write.report
    wanted = meet.wanted + write.wanted - len(matched.moved) + len(matched.out)
    scores = sorted(group.score for group in choice.groups)
    worth = meet.objective * meet.wanted + write.objective * write.wanted
    return {
        "learners": wanted,
        "wanted": wanted,
        "placed": meet.placed + write.placed,
        "groups": meet.groups + write.groups,
        "J": round(worth / max(1, wanted), 4),
        "p5": round(scores[len(scores) // 20], 4) if scores else 0,
        "min": round(scores[0], 4) if scores else 0,
        "parts": _parts(meet, write),
        "moved": len(matched.moved),
        "modes": {mode: _mode_report(result.report) for mode, result in matched.results},
    }


def _parts(*reports: Report) -> dict[str, float]:
    names = {name: None for report in reports for name in report.parts}
    having = {
        name: [report for report in reports if name in report.parts and report.placed] for name in names
    }
    return {
        name: round(
            sum(report.parts[name] * report.placed for report in found)
            / sum(report.placed for report in found),
            4,
        )
        for name, found in having.items()
        if found
    }


def _mode_report(report: Report) -> dict[str, Any]:
    return {
        "wanted": report.wanted,
        "placed": report.placed,
        "groups": report.groups,
        "J": round(report.objective, 4),
        "bound": round(report.bound, 4),
        "parts": {name: round(value, 4) for name, value in report.parts.items()},
    }
