"""Some groups of a run with their members as matching sees them, judged by the score that matching uses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from mooc.pure.matching import Id, Judge, Learner, Rules
from mooc.runs.models import Enrolment, Run

from ..models import Group, Membership
from ..queries import learners_of
from .activity import WINDOW
from .ties import with_ties

# A group may shrink below the size that matching aims at, and friends who sit apart already break no new rule.
_SIZE = "size"


class Company:
    """Groups of one mode; whoever is in a group works in its language, whatever he named."""

    def __init__(
        self,
        run: Run,
        rules: Rules,
        groups: Iterable[Group],
        *,
        now: datetime,
        newcomers: Sequence[Learner] = (),
    ) -> None:
        """Read the members of the groups. Five queries."""
        self.rules = rules
        self.groups = {group.pk: group for group in groups}
        seats = Membership.objects.filter(group_id__in=self.groups, left_at=None).order_by("id")
        rows = list(seats.values_list("enrolment_id", "group_id", "heard_at"))
        self.places: dict[int, int] = {pk: group_id for pk, group_id, _ in rows}
        self.active: set[Id] = {pk for pk, _, heard_at in rows if heard_at and heard_at > now - WINDOW}
        # By the same condition, since a million names do not fit into a statement.
        sitting = Enrolment.objects.filter(pk__in=seats.order_by().values("enrolment_id")).order_by("id")
        members = [
            replace(learner, language=self.groups[self.places[int(learner.id)]].language)
            for learner in learners_of(sitting)
            if int(learner.id) in self.places
        ]
        self._people = with_ties(run, [*members, *newcomers])
        self.members: dict[int, list[Learner]] = defaultdict(list)
        for learner in self._people[: len(members)]:
            self.members[self.places[int(learner.id)]].append(learner)

    @cached_property
    def judge(self) -> Judge:
        """Return who scores them, knowing the levels and shares of all that were read."""
        return Judge(self._people, self.rules)

    def active_of(self, group_id: int) -> list[Learner]:
        """Return the active members of a group."""
        return [learner for learner in self.members[group_id] if learner.id in self.active]

    def score(self, members: Sequence[Learner]) -> float:
        """Return the score of such a group, in [0, 1]; 0 for nobody."""
        return self.judge.score(self.judge.parts(members)) if members else 0.0

    def mean(self, *groups: Sequence[Learner], fewest: int = 1) -> float:
        """Return the mean score of a learner in these groups; one of fewer than `fewest` is worth nothing."""
        people = sum(len(group) for group in groups)
        worth = sum(len(group) * self.score(group) for group in groups if len(group) >= fewest)
        return worth / people if people else 0.0

    def forbids(self, members: Sequence[Learner], *besides: str) -> list[str]:
        """Name the hard rules, except those of size and `besides`, that such a group would break."""
        return [name for name in self.judge.broken(members) if name not in (_SIZE, *besides)]

    def has_hours(self, members: Sequence[Learner]) -> bool:
        """Say whether these people share as many hours as a group that meets needs; others need none."""
        hours = self.rules.hours
        return hours is None or not members or self.judge.hours(members) >= hours.minimum
