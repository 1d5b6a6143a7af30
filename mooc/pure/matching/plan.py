"""How much to search: repetitions, rounds and warmth by the size of a pool."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

# So few units are searched alike with and without numba, and many times: luck counts among few.
FEW = 400
# More are searched in parts, and begin with groups grown around their hours.
MIDDLE = 2_000
_FEWEST, _VERY_FEW = 10, 63
# How much less a group counts that is too small, while it is searched: a gentle slope finds better groups, a steep one
# places more people where few share hours.
_SLOPES = (0.5, 1.0, 2.0, 4.0)
# Temperature at the start, in people's whole scores; less where most should stay as they are.
_HEAT, _HEAT_OF_GROWN, _HEAT_OF_STAYING = 0.2, 0.04, 0.03
# Seconds of a round, and more for each unit, measured on a shared core of 2026 (docs/performance.md).
_PLAIN, _COMPILED = (5e-4, 4e-6), (3e-6, 2.5e-7)
# Seconds of a pass of growth for each unit; some passes come always.
_PASS, _MORE_PASSES = 1e-6, 4
# Units times rounds of a large pool, and times passes; no more passes than find something.
_WORK, _PASSING, _MOST_PASSES = 1_000_000, 800_000, 40
# Up to so many units are worth twice the work; in a larger pool it would take too long.
_MORE_WORK = 60_000
_LEAST = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """One pool's search: rounds, and a slope for each repetition."""

    units: int
    rounds: int
    slopes: tuple[float, ...]
    is_compiled: bool
    passes: int = 0

    @property
    def cost(self) -> float:
        """Return about how many seconds a round takes, all repetitions and passes together."""
        fixed, each = _COMPILED if self.is_compiled else _PLAIN
        passes = _PASS * self.units * (self.passes + _MORE_PASSES) if self.passes else 0.0
        return (fixed + each * self.units) * len(self.slopes) + passes / max(1, self.rounds)

    def times(self, effort: float) -> "Plan":
        """Return the same with so many times the effort."""
        return replace(
            self,
            rounds=max(_LEAST, round(self.rounds * effort)),
            passes=max(1, round(self.passes * effort)) if self.passes else 0,
        )


def plans(
    sizes: Sequence[int], *, hours: bool, effort: float | None, seconds: float | None, compiled: bool
) -> list[Plan]:
    """Return a plan for each pool of so many units: by effort, or for about so many seconds in all."""
    usual = [_usual(units, hours=hours, compiled=compiled) for units in sizes]
    if seconds is None:
        return [plan.times(1.0 if effort is None else effort) for plan in usual]
    total = sum(plan.rounds * plan.cost for plan in usual) or 1.0
    return [plan.times(seconds / total) for plan in usual]


def heat_of(*, is_staying: bool, is_grown: bool) -> float:
    """Return the temperature at which a search starts."""
    if is_staying:
        return _HEAT_OF_STAYING
    return _HEAT_OF_GROWN if is_grown else _HEAT


def _usual(units: int, *, hours: bool, compiled: bool) -> Plan:
    slopes = _SLOPES if hours else _SLOPES[:1]
    if units <= FEW:
        rounds = 1_000 if _FEWEST < units <= _VERY_FEW else 320
        repeated = slopes * max(1, FEW // units) if hours and units > _FEWEST else slopes
        return Plan(units, rounds, repeated, compiled)
    if not compiled:
        return Plan(units, max(120, 600 - units // 10), _SLOPES[:1], compiled)
    if units <= MIDDLE:
        return Plan(units, 1_100, _SLOPES[:1] * 2, compiled)
    work = _WORK * 2 if units <= _MORE_WORK else _WORK
    if not hours:
        return Plan(units, max(50, work // units), _SLOPES[:1], compiled)
    rounds, passes = max(1, work // units), min(_MOST_PASSES, max(2, _PASSING // units))
    return Plan(units, rounds, _SLOPES[:1], compiled, passes)
