"""The rules of a matching: what must hold, what counts, and how much."""

from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from typing import Literal, get_args

from .errors import BadRules
from .model import Level

Kind = Literal["mix", "alike", "never_alone", "spread"]
Mode = Literal["meet", "write"]
KINDS: tuple[str, ...] = get_args(Kind)
# A criterion of this name looks at the flags that learners declared instead of at a trait.
FLAGS = "flags"
# Enough that groups which nobody left or joined stay as they are (measured in docs/matching.md).
KEEP = 0.3
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Size:
    """How many people a group has.

    `stretch`: when the people of a pool cannot be dealt out within the bounds (11 into 6-10, or 5 in all), the
    bounds give way as little as needed, down to three, because a group of 5 or 11 is better than none.
    """

    minimum: int
    target: int
    maximum: int
    weight: float = 0.10
    stretch: bool = False

    def bounds(self, people: int) -> tuple[int, int]:
        """Return (minimum, maximum) for a pool of so many people."""
        if not self.stretch or self.deals_out(people) or people < _FEWEST:
            return self.minimum, self.maximum
        counts = range(1, people // _FEWEST + 1)
        best = min(counts, key=lambda count: (self._strain(people, count), count))
        return min(self.minimum, people // best), max(self.maximum, -(-people // best))

    def deals_out(self, people: int) -> bool:
        """Can so many people be dealt out into groups within the bounds?"""
        return -(-people // self.maximum) <= people // self.minimum

    def _strain(self, people: int, count: int) -> int:
        return max(0, self.minimum - people // count) + max(0, -(-people // count) - self.maximum)


@dataclass(frozen=True, slots=True)
class Hours:
    """Common hours a week that a group must have, and as many as it can use."""

    minimum: float
    desired: float
    weight: float = 0.30


@dataclass(frozen=True, slots=True)
class Criterion:
    """One trait, how it counts, and how much.

    mix: each level in its fair share. alike: a small range of ordered levels. never_alone: no single member with
    one of `levels` (or with a declared flag, for the trait "flags"). spread: as many distinct values as there can be.
    `levels` gives the order; empty: those that learners have, sorted. Who has no known level counts for nothing.
    """

    trait: str
    kind: Kind
    weight: float
    levels: tuple[Level, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of this part in scores."""
        return "never_alone" if self.trait == FLAGS else self.trait


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything a matching needs to know besides the learners. `hours` is None for groups that write.

    `same`: traits in which all members must agree; "language" and "zone" name the learner's own.
    `week_of`: a Monday; hours are compared in that week, because clocks change. Weights need not sum to 1.
    `keep`: what it is worth, in one person's whole score, when two who are in one group now stay in one; the search
    adds it, J does not.
    """

    week_of: date
    size: Size
    hours: Hours | None = None
    criteria: tuple[Criterion, ...] = ()
    same: tuple[str, ...] = ("language",)
    keep: float = KEEP

    def __post_init__(self) -> None:
        """Refuse rules that nobody can obey."""
        if not 2 <= self.size.minimum <= self.size.target <= self.size.maximum <= 60:
            raise BadRules(
                f"Sizes {self.size.minimum}, {self.size.target}, {self.size.maximum} do not rise from 2 to 60. "
                "Give minimum <= target <= maximum."
            )
        if self.week_of.weekday():
            raise BadRules(f"week_of {self.week_of} is no Monday. Give the Monday of that week.")
        if self.hours and not 0 < self.hours.minimum <= self.hours.desired <= 168:
            raise BadRules(
                f"Hours {self.hours.minimum} and {self.hours.desired} do not rise. Give 0 < minimum <= desired."
            )
        weights = self.weights.values()
        if not all(isfinite(weight) and weight >= 0 for weight in weights) or not sum(weights):
            raise BadRules(f"Weights {dict(self.weights)} must not be negative, and one must count.")
        if not (isfinite(self.keep) and self.keep >= 0):
            raise BadRules(f"The weight {self.keep} of keeping people together must not be negative.")
        names = ["availability", "size", *(criterion.name for criterion in self.criteria)]
        if twice := {name for name in names if names.count(name) > 1}:
            raise BadRules(f"Two parts of the score are named {min(twice)!r}. Give each trait one kind.")
        if unknown := [criterion.kind for criterion in self.criteria if criterion.kind not in KINDS]:
            raise BadRules(f"There is no kind of criterion {unknown[0]!r}. Use one of {', '.join(KINDS)}.")

    @property
    def weights(self) -> dict[str, float]:
        """Return the weight of each part by its name, as given."""
        parts = {criterion.name: criterion.weight for criterion in self.criteria}
        hours = {"availability": self.hours.weight} if self.hours else {}
        return hours | parts | {"size": self.size.weight}

    @property
    def shares(self) -> dict[str, float]:
        """Return the weights, made to sum to 1."""
        total = sum(self.weights.values())
        return {name: weight / total for name, weight in self.weights.items()}

    @classmethod
    def defaults(cls, mode: Mode, week_of: date) -> "Rules":
        """Return the rules that are used unless somebody says otherwise (docs/matching.md gives the evidence)."""
        if mode == "meet":
            return cls(week_of, Size(5, 6, 7), Hours(2, 6), _CRITERIA)
        if mode == "write":
            return cls(week_of, Size(6, 8, 10, stretch=True), None, _CRITERIA)
        raise BadRules(f"There is no mode {mode!r}. Use meet or write.")

    @classmethod
    def from_toml(cls, text: str, mode: Mode = "meet", week_of: date = date(2024, 1, 1)) -> "Rules":
        """Return the defaults changed by what an organiser wrote, having read both modes. Raises BadRules."""
        from .rules_toml import read_rules  # stands on this module

        both: dict[Mode, Rules] = {
            name: read_rules(text, cls.defaults(name, week_of), name) for name in get_args(Mode)
        }
        return both[mode]

    def with_criteria(self, *criteria: Criterion) -> "Rules":
        """Return these rules with criteria in place of those of the same trait, or added to them."""
        named = {criterion.trait: criterion for criterion in (*self.criteria, *criteria)}
        return replace(self, criteria=tuple(named.values()))


_CRITERIA = (
    Criterion("expertise", "mix", 0.20),
    Criterion("style", "mix", 0.10),
    Criterion("commitment", "alike", 0.20, (0, 1, 2, 3)),
    Criterion(FLAGS, "never_alone", 0.10),
)
