"""The best of several answers, group by group: which of all groups found go together best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Units = tuple[int, ...]
# Steps after which the best so far is taken, so that time is bounded and the answer is the same everywhere.
_STEPS = 500


def pack(groups: Mapping[Units, int], known: Sequence[Units]) -> list[Units]:
    """Return disjoint groups of high worth, at least that of `known`; the best of all within `_STEPS` steps.

    Branch and bound: the unit with fewest groups left is put into each of them in turn, or left out. A unit adds at
    most its share of the best group that is left to it.
    """
    search = _Packing([*known], sum(groups[group] for group in known))
    search.go_on(sorted(groups.items(), key=lambda item: (-item[1] / len(item[0]), item[0])), [], 0)
    return search.best


@dataclass
class _Packing:
    best: list[Units]
    worth: int
    steps: int = field(default=0)

    def go_on(self, left: Sequence[tuple[Units, int]], chosen: list[Units], worth: int) -> None:
        """Choose among the groups that are left, the densest first."""
        if worth > self.worth:
            self.best, self.worth = [*chosen], worth
        self.steps += 1
        if not left or self.steps > _STEPS:
            return
        share: dict[int, float] = {}
        choices: dict[int, int] = {}
        for group, value in left:
            density = value / len(group)
            for unit in group:
                share.setdefault(unit, density)
                choices[unit] = choices.get(unit, 0) + 1
        if worth + sum(share.values()) <= self.worth + 1:
            return
        unit = min(choices, key=lambda unit: (choices[unit], -share[unit], unit))
        for group, value in [item for item in left if unit in item[0]]:
            taken = {*group}
            rest = [item for item in left if taken.isdisjoint(item[0])]
            self.go_on(rest, [*chosen, group], worth + value)
        self.go_on([item for item in left if unit not in item[0]], chosen, worth)
