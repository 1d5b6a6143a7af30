"""The linear relaxation: shares of groups, nobody in more than one whole group. Solved by HiGHS as it grows."""

from dataclasses import dataclass

import highspy
import numpy as np

from .arrays import Bits, Floats, Ints, unpacked
from .walk import Prices

_INFINITE = highspy.kHighsInf


@dataclass(frozen=True, slots=True)
class Solution:
    """The value of all shares, what units and cuts cost at it, and the share of each group."""

    value: float
    prices: Prices
    shares: Floats


class Relaxed:
    """Groups are added as they become interesting, cuts as they are broken."""

    def __init__(self, units: int) -> None:
        """Begin without groups: one row a unit."""
        self.units = units
        self.masks: Bits = np.zeros(0, np.uint64)
        self.sets: Bits = np.zeros(0, np.uint64)
        self.parts: Ints = np.zeros(0, np.int64)
        self._known: set[int] = set()
        self._model = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            self._model.setOptionValue(name, value)
        self._model.changeObjectiveSense(highspy.ObjSense.kMaximize)
        for _ in range(units):
            self._model.addRow(-_INFINITE, 1.0, 0, np.zeros(0, np.int32), np.zeros(0))

    def add(self, masks: Bits, values: Floats) -> int:
        """Add groups; return how many of them are new."""
        is_new = np.array([mask not in self._known for mask in masks.tolist()], np.bool_)
        masks, values = masks[is_new], values[is_new]
        self._known.update(masks.tolist())
        self.masks = np.append(self.masks, masks)
        held = np.bitwise_count(masks[:, None] & self.sets[None, :]) // self.parts
        rows = np.concatenate([unpacked(masks, self.units), held], axis=1).astype(np.float64)
        group, row = np.nonzero(rows)
        self._model.addCols(
            len(masks),
            values,
            np.zeros(len(masks)),
            np.full(len(masks), _INFINITE),
            len(row),
            np.searchsorted(group, np.arange(len(masks))).astype(np.int32),
            row.astype(np.int32),
            rows[group, row],
        )
        return len(masks)

    def cut(self, sets: Bits, parts: Ints) -> None:
        """Add cuts: all groups together hold no more whole parts of a set than the set has."""
        for one, part in zip(sets, parts.tolist(), strict=True):
            held = np.bitwise_count(self.masks & one).astype(np.int64) // part
            groups = np.flatnonzero(held).astype(np.int32)
            most = float(int(one).bit_count() // part)
            self._model.addRow(-_INFINITE, most, len(groups), groups, held[groups].astype(np.float64))
        self.sets, self.parts = np.append(self.sets, sets), np.append(self.parts, parts)

    def solve(self) -> Solution:
        """Return the best shares of the groups that are known by now."""
        self._model.run()
        solution = self._model.getSolution()
        prices = np.maximum(0, np.abs(np.array(solution.row_dual)))
        return Solution(
            self._model.getInfo().objective_function_value,
            Prices(prices[: self.units], self.sets, self.parts, prices[self.units :]),
            np.array(solution.col_value),
        )
