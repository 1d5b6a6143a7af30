"""How much to search: repetitions, rounds and warmth by the size of a pool."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

# So few units are searched alike with and without numba, and many times: luck counts among few.
FEW = 400
# More are searched in parts, and begin with groups grown around their hours.
MIDDLE = 2_000
_FEWEST = 10
# How much less a group counts that is too small, while it is searched: a gentle slope finds better groups, a steep one
# places more people where few share hours.
_SLOPES = (0.5, 1.0, 2.0, 4.0)
# Temperature at the start, in people's whole scores; less where most should stay as they are.
_HEAT, _HEAT_OF_GROWN, _HEAT_OF_STAYING = 0.2, 0.1, 0.03
# Seconds of a round, and more for each unit, measured on a shared core of 2026 (docs/performance.md).
_PLAIN, _COMPILED = (5e-4, 4e-6), (8e-6, 2e-7)


@dataclass(frozen=True, slots=True)
class Plan:
    """One pool's search: rounds, and a slope for each repetition."""

    units: int
    rounds: int
    slopes: tuple[float, ...]
    is_compiled: bool
    is_grown: bool = False

    @property
    def cost(self) -> float:
        """Return about how many seconds a round takes, all repetitions together."""
        fixed, each = _COMPILED if self.is_compiled else _PLAIN
        return (fixed + each * self.units) * len(self.slopes)


def plans(
    sizes: Sequence[int], *, hours: bool, effort: float | None, seconds: float | None, compiled: bool
) -> list[Plan]:
    """Return a plan for each pool of so many units: by effort, or for about so many seconds in all."""
    usual = [_usual(units, hours=hours, compiled=compiled) for units in sizes]
    if seconds is None:
        return [
            replace(plan, rounds=round(plan.rounds * (1.0 if effort is None else effort))) for plan in usual
        ]
    total = sum(plan.rounds * plan.cost for plan in usual) or 1.0
    return [replace(plan, rounds=max(10, round(plan.rounds * seconds / total))) for plan in usual]


def heat_of(*, is_staying: bool, is_grown: bool) -> float:
    """Return the temperature at which a search starts."""
    if is_staying:
        return _HEAT_OF_STAYING
    return _HEAT_OF_GROWN if is_grown else _HEAT


def _usual(units: int, *, hours: bool, compiled: bool) -> Plan:
    slopes = _SLOPES if hours else _SLOPES[:1]
    if units <= _FEWEST:
        return Plan(units, 30, slopes, compiled)
    if units <= FEW:
        return Plan(units, 600, slopes * max(1, FEW // units) if hours else slopes, compiled)
    if not compiled:
        return Plan(units, max(120, 600 - units // 10), _SLOPES[:1], compiled)
    if units <= MIDDLE:
        return Plan(units, 3000, _SLOPES[:1] * 2, compiled)
    return Plan(units, max(100, 3_000_000 // units), _SLOPES[:1], compiled, is_grown=hours)
