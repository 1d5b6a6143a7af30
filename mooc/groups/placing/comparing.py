"""Two proposals of a run side by side: their numbers, where their rules differ, and who would sit elsewhere.

Groups have no names yet, and one proposal's third group need not be the other's. So each is paired with the one that
shares most people with it; who is not in the partner of his group sits elsewhere.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..models import Placement, Proposal

# What of a report is compared, and in which words.
NUMBERS = {
    "J": "J, the whole",
    "placed": "people placed",
    "groups": "groups",
    "p5": "score of the group at 5 %",
    "min": "lowest score",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One number or rule of both; None where one of them has none."""

    name: str
    first: Any
    second: Any

    @property
    def difference(self) -> float | None:
        """Return by how much the second is more."""
        if isinstance(self.first, (int, float)) and isinstance(self.second, (int, float)):
            return round(self.second - self.first, 4)
        return None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A learner who would sit with others; a group's number in each, None for none."""

    enrolment_id: int
    first: int | None
    second: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it. `partners`: the group of the second that is most like one of the first; `same`: how many are equal."""

    first: Proposal
    second: Proposal
    numbers: tuple[Line, ...]
    parts: tuple[Line, ...]
    rules: tuple[Line, ...]
    partners: Mapping[int, int]
    same: int
    both: int
    elsewhere: tuple[Elsewhere, ...]


def compare(first: Proposal, second: Proposal) -> Comparison:
    """Compare two proposals of one run. Two queries, linear in the people."""
    seats, others = _seats(first), _seats(second)
    both = [pk for pk in seats if pk in others]
    partners = _partners(Counter((seats[pk], others[pk]) for pk in both if seats[pk] and others[pk]))
    moved = [
        Elsewhere(pk, seats[pk], others[pk]) for pk in both if partners.get(seats[pk] or 0) != others[pk]
    ]
    moved.sort(key=lambda item: (item.first or 0, item.second or 0, item.enrolment_id))
    return Comparison(
        first=first,
        second=second,
        numbers=tuple(
            Line(words, first.report.get(key), second.report.get(key)) for key, words in NUMBERS.items()
        ),
        parts=tuple(_lines(first.report.get("parts", {}), second.report.get("parts", {}))),
        rules=tuple(line for line in _lines(*map(_flat, (first.rules, second.rules))) if _differ(line)),
        partners=partners,
        same=_equal(seats, others, partners),
        both=len(both),
        elsewhere=tuple(moved),
    )


def _seats(proposal: Proposal) -> dict[int, int | None]:
    rows = Placement.objects.filter(proposal=proposal).order_by("enrolment_id")
    return dict(rows.values_list("enrolment_id", "group__number"))


def _partners(shared: Counter[tuple[int | None, int | None]]) -> dict[int, int]:
    """Pair groups one to one, those that share most people first; ties go to the lower numbers."""
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for (one, other), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if one is not None and other is not None and one not in partners and other not in taken:
            partners[one] = other
            taken.add(other)
    return partners


def _equal(
    seats: Mapping[int, int | None], others: Mapping[int, int | None], partners: Mapping[int, int]
) -> int:
    sizes, other_sizes = Counter(seats.values()), Counter(others.values())
    shared = Counter((one, others.get(pk)) for pk, one in seats.items())
    return sum(sizes[one] == other_sizes[other] == shared[one, other] for one, other in partners.items())


def _lines(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Line]:
    for name in dict.fromkeys([*first, *second]):
        yield Line(name.replace("_", " "), first.get(name), second.get(name))


def _differ(line: Line) -> bool:
    return bool(line.first != line.second)


def _flat(rules: Any, prefix: str = "") -> dict[str, Any]:
    """Return nested rules as one level: {"write size minimum": 6, ...}."""
    found: dict[str, Any] = {}
    for name, value in rules.items():
        if name == "criteria":
            value = {item["trait"]: {key: item[key] for key in ("kind", "weight")} for item in value}
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name} ")
        else:
            found[f"{prefix}{name}"] = ", ".join(map(str, value)) if isinstance(value, list) else value
    return found
