"""What goes into matching and what comes out: plain frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Id = int | str
Level = int | str


@dataclass(frozen=True, slots=True)
class Learner:
    """One person as matching sees him. Ids are unique; unknown availability (None) means own evenings 18-22.

    `availability` is local wall time of `zone`; `traits` may lack what he did not answer; `flags` are minorities
    he declared himself; `keep_with` and `keep_apart` name other ids, and either side may say so. `group` is the one he
    is in now, which he need not stay in but should (`Rules.keep`). `home` names a group that he must stay in: those of
    one home stay together, those of two never share a group.
    """

    id: Id
    language: str
    zone: str = "UTC"
    availability: Mapping[str, Sequence[str]] | None = None
    traits: Mapping[str, Level] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    keep_with: tuple[Id, ...] = ()
    keep_apart: tuple[Id, ...] = ()
    wants_group: bool = True
    home: Id | None = None
    group: Id | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Learner":
        """Make a learner of one decoded JSON object. Raises BadLearner, TimetableError."""
        from .rows import learner_of_row  # stands on this module

        return learner_of_row(row)


@dataclass(frozen=True, slots=True)
class Grouped:
    """One group: members in the order of the input, score and its parts in [0, 1], common quarter hours of UTC."""

    members: tuple[Id, ...]
    score: float
    parts: Mapping[str, float]
    why: str = ""
    slots: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A learner without a group: which rule stood against it, the reason in words, and what would help."""

    id: Id
    rule: str
    reason: str
    help: str


@dataclass(frozen=True, slots=True)
class Report:
    """Numbers over all groups. `objective` is J; `bound` is what no matching of these learners can exceed.

    `p5` and `lowest` look at the groups that fare worst; `parts` are means over placed learners. `kept`: of the pairs
    who are in one group now and could stay in one, the share that does; 1 if there are none. `exact`: it is proven
    that nothing is better.
    """

    learners: int
    wanted: int
    placed: int
    groups: int
    objective: float
    bound: float
    p5: float
    lowest: float
    parts: Mapping[str, float]
    violations: Mapping[str, int]
    kept: float = 1.0
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What `form_groups` answers: every learner who wants a group is in exactly one of the two lists."""

    groups: Sequence[Grouped]
    unplaced: tuple[Unplaced, ...]
    report: Report
