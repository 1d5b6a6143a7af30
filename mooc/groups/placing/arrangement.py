"""A proposal as matching judges it: who was matched for which kind of group, by which rules, and what a group is worth.

Figures are those of the judge, so a group that an organiser changed is scored exactly as one that was found.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q, QuerySet

from mooc.pure.matching import Grouped, Judge, Learner, Mode, Rules, rules_of_row
from mooc.pure.matching.words import why
from mooc.runs.models import Enrolment

from ..fellows import runs_of
from ..living.ties import with_ties
from ..models import Placement, Proposal, ProposedGroup
from ..queries import learners_of
from .languages import tongues_of


@dataclass(frozen=True, slots=True)
class Judged:
    """What some people would be as a group: score, parts, the reason in words, and the hard rules they break."""

    score: float
    parts: dict[str, float]
    why: str
    broken: tuple[str, ...]

    @property
    def worth(self) -> float:
        """Return the score that counts: a group that breaks a rule is worth nothing."""
        return 0.0 if self.broken else self.score


class Arrangement:
    """The groups of one kind in a proposal, with a judge of all who were matched for that kind."""

    def __init__(self, proposal: Proposal, mode: Mode, *also: int) -> None:
        """Read everybody in a handful of queries; `also`: enrolments that are to be judged with them."""
        self.proposal, self.mode = proposal, mode
        self.rules: Rules = rules_of_row(proposal.rules[mode])
        placed = Placement.objects.filter(proposal=proposal)
        seats = placed.filter(group__mode=mode).order_by("enrolment_id")
        self._seats: dict[int, list[int]] = {}
        for group_id, enrolment_id in seats.values_list("group_id", "enrolment_id"):
            self._seats.setdefault(group_id or 0, []).append(enrolment_id)
        self.judge = Judge(self._learners(_matched_for(placed, mode), also), self.rules)

    def _learners(self, placed: "QuerySet[Placement]", also: Sequence[int]) -> list[Learner]:
        """Return people in the language in which they are matched: in a group that of most members, else their own."""
        writes = rules_of_row(self.proposal.rules["write"])
        tongues = tongues_of(*runs_of(self.proposal), enough=writes.size.minimum)
        people = Enrolment.objects.filter(Q(pk__in=placed.values("enrolment_id")) | Q(pk__in=also))
        named = {learner.id: learner for learner in learners_of(people.order_by("id"))}
        working = {pk: tongues.of(learner.language) for pk, learner in named.items()}
        for members in self._seats.values():
            shared = Counter(working[pk] for pk in members).most_common(1)[0][0]
            working.update(dict.fromkeys(members, shared))
        found = [replace(learner, language=working[pk]) for pk, learner in named.items()]
        return with_ties(self.proposal.run, found)

    def members(self, group: ProposedGroup) -> list[Learner]:
        """Return who is in a group, in the order in which they signed up."""
        return [self.judge.people[pk] for pk in self._seats.get(group.pk, ())]

    def judged(self, members: Sequence[Learner]) -> Judged:
        """Return what these people would be as a group."""
        parts = self.judge.parts(members)
        score = self.judge.score(parts)
        slots = frozenset(range(self.judge.common(members).bit_count()) if self.rules.hours else ())
        found = Grouped(tuple(member.id for member in members), score, parts, slots=slots)
        return Judged(score, parts, why(self.judge, found), tuple(self.judge.broken(members)))

    @cached_property
    def groups(self) -> list[ProposedGroup]:
        """Return the groups with somebody in them, by number."""
        return list(ProposedGroup.objects.filter(pk__in=self._seats.keys()).order_by("number"))


def _matched_for(placed: "QuerySet[Placement]", mode: Mode) -> "QuerySet[Placement]":
    """Return who was matched for groups of a kind: who wants to meet was; whoever found no such group writes."""
    if mode == "meet":
        return placed.filter(Q(group__mode="meet") | Q(enrolment__company=Enrolment.Company.MEET))
    return placed.filter(Q(group__mode="write") | Q(group=None))
