"""The best of several answers, group by group: which of all groups found go together best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Units = tuple[int, ...]
Ints = npt.NDArray[np.int64]
# Steps after which the best so far is taken, so that time is bounded and the answer is the same everywhere.
_STEPS = 500


def pack(groups: Mapping[Units, int], known: Sequence[Units]) -> list[Units]:
    """Return disjoint groups of high worth, at least that of `known`; the best of all within `_STEPS` steps.

    Branch and bound: the unit with fewest groups left is put into each of them in turn, or left out. A unit adds at
    most its share of the best group that is left to it.
    """
    if not groups:
        return [*known]
    ordered = sorted(groups, key=lambda group: (-groups[group] / len(group), group))
    none = 1 + max(map(max, ordered))
    seats = np.full((len(ordered), max(map(len, ordered))), none)
    for row, group in enumerate(ordered):
        seats[row, : len(group)] = group
    worths = np.array([groups[group] for group in ordered])
    search = _Packing(
        seats, none, worths, worths / (seats != none).sum(axis=1), sum(groups[group] for group in known)
    )
    search.go_on(np.arange(len(ordered)), [], 0)
    return [*known] if search.best is None else [ordered[row] for row in search.best]


@dataclass
class _Packing:
    """Groups in rows, the densest first: units in seats (`none`: empty), what each is worth, and that for each unit."""

    seats: Ints
    none: int
    worths: Ints
    density: npt.NDArray[np.float64]
    worth: int
    best: list[int] | None = None
    steps: int = field(default=0)

    def go_on(self, left: Ints, chosen: list[int], worth: int) -> None:
        """Choose among the groups that are left."""
        if worth > self.worth:
            self.best, self.worth = [*chosen], worth
        self.steps += 1
        if not len(left) or self.steps > _STEPS:
            return
        seats = self.seats[left]
        choices = np.bincount(seats.ravel(), minlength=self.none + 1)[: self.none]
        share = np.zeros(self.none + 1)
        # The last of several values stays: that of the densest group.
        share[seats[::-1]] = self.density[left[::-1], None]
        if worth + share[: self.none].sum() <= self.worth + 1:
            return
        fewest = np.flatnonzero(choices == choices[choices > 0].min())
        unit = fewest[share[fewest].argmax()]
        has_unit = (seats == unit).any(axis=1)
        is_taken = np.zeros(self.none + 1, np.bool_)
        for row in np.flatnonzero(has_unit).tolist():
            is_taken[:] = False
            is_taken[seats[row]] = True
            is_taken[self.none] = False
            rest = left[~is_taken[seats].any(axis=1)]
            self.go_on(rest, [*chosen, int(left[row])], worth + int(self.worths[left[row]]))
            if self.steps > _STEPS:
                return
        self.go_on(left[~has_unit], chosen, worth)
