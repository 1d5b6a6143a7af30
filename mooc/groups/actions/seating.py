"""Open seats: who came late, came back, or was left over is put into the group that gains most by him.

line (by waiting_since)  ->  a seat in a group that meets, hours allowing  ->  a seat in one that writes
                         ->  a new group, once enough wait in one language  ->  stays in line
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

from mooc.delivery import actions as delivery
from mooc.delivery.window import leaves_at
from mooc.pure.matching import Judge, Learner, Mode, Rules, form_groups
from mooc.runs.models import Enrolment, Run

from ..errors import GroupError
from ..languages import Tongues, tongues_of
from ..matching_rules import rules_of
from ..members import OPEN_SEAT
from ..models import Group, Membership, Proposal
from ..queries import learners_of, line_of, open_groups
from .making import Newborn, by_id, make_groups, seat

log = logging.getLogger("mooc.groups")
LIFETIME = timedelta(days=4)
# So many of the smallest groups are looked at for each newcomer: enough choice, whatever the run's size.
_LOOKED_AT = 24
_ACTIVE = (Run.State.OPEN, Run.State.MATCHING, Run.State.RUNNING)


def place_waiting(*, now: datetime) -> int:
    """Seat whom open seats can take, in all runs whose groups are made; returns how many got a group.

    A run where nobody waits costs nothing, one where nobody can be seated a handful of queries.
    """
    runs = Run.objects.filter(state__in=_ACTIVE, proposals__state=Proposal.State.CONFIRMED)
    waiting = Enrolment.objects.filter(waiting_since__isnull=False).values("run_id")
    return sum(_placed(run, now) for run in runs.filter(pk__in=waiting).order_by("id"))


def _placed(run: Run, now: datetime) -> int:
    try:
        return _place_in(run, now)
    except GroupError as error:  # rules that do not fit keep one run's line waiting, not all
        log.error("run %s: nobody is seated: %s", run.slug, error)
        return 0


@transaction.atomic
def _place_in(run: Run, now: datetime) -> int:
    Run.objects.select_for_update().get(pk=run.pk)
    line = list(line_of(run).select_related("person"))
    if not line:
        return 0
    waiting = Line(run, line, tongues_of(run, enough=rules_of(run, "write").size.minimum))
    modes: tuple[Mode, ...] = ("meet", "write")
    for mode in modes:
        waiting.seat_in(mode)
    memberships = seat(waiting.seated, now=now)
    _tell_of_newcomers(run, memberships, now)
    founded = _found_groups(run, waiting, now)
    if memberships or founded:
        log.info("run %s: %d seated, %d in new groups", run.slug, len(memberships), founded)
    return len(memberships) + founded


@dataclass
class Line:
    """Those who wait in one run, in order, and where they are going to sit."""

    run: Run
    waiting: list[Enrolment]
    tongues: Tongues
    seated: list[tuple[Group, Enrolment, str]] = field(default_factory=list)

    def seat_in(self, mode: Mode) -> None:
        """Seat those in line in groups of a mode; a wish to write is never overruled."""
        wishing = [row for row in self.waiting if mode == "write" or row.company == Enrolment.Company.MEET]
        if not wishing:
            return
        rules = rules_of(self.run, mode)
        languages = Counter(self.tongues.of(row.person.language) for row in wishing)
        groups = _open_groups(self.run, mode, rules, languages)
        if not groups:
            return
        room = Room(rules, groups, self.learners(wishing))
        for row in wishing:
            found = room.best_seat(row)
            if found:
                group, gain = found
                self.seated.append((group, row, f"{OPEN_SEAT}, {mode}, gain {gain:.3f}"))
                self.waiting.remove(row)

    def learners(self, rows: Sequence[Enrolment]) -> list[Learner]:
        """Return people as matching sees them, in the language in which they are matched here. One query."""
        found = learners_of(Enrolment.objects.filter(pk__in=[row.pk for row in rows]).order_by("id"))
        return [replace(learner, language=self.tongues.of(learner.language)) for learner in found]


class Room:
    """Open groups with their members as matching sees them, and what a newcomer would add to each."""

    def __init__(self, rules: Rules, groups: Iterable[Group], newcomers: Sequence[Learner]) -> None:
        """Read the members of the groups. Two queries."""
        self._groups = {group.pk: group for group in groups}
        seats = Membership.objects.filter(group_id__in=self._groups, left_at=None).order_by("id")
        places = dict(seats.values_list("enrolment_id", "group_id"))
        # Whoever sits in a group works in its language, whatever he named.
        members = [
            replace(learner, language=self._groups[places[int(learner.id)]].language)
            for learner in learners_of(Enrolment.objects.filter(pk__in=places.keys()).order_by("id"))
        ]
        self._judge = Judge([*members, *newcomers], rules)
        self._members: dict[int, list[Learner]] = defaultdict(list)
        for learner in members:
            self._members[places[int(learner.id)]].append(learner)
        self._hours = {pk: self._judge.common(found) for pk, found in self._members.items()}

    def best_seat(self, row: Enrolment) -> tuple[Group, float] | None:
        """Return the group that gains most by the newcomer, who is in it from now on; None: no rule allows one."""
        newcomer = self._judge.people[row.pk]
        gains = [(self._gain(pk, newcomer), -self._groups[pk].number, pk) for pk in self._fitting(newcomer)]
        if not gains:
            return None
        gain, _, pk = max(gains)
        self._members[pk].append(newcomer)
        self._hours[pk] &= self._judge.free(newcomer)
        return self._groups[pk], gain

    def _fitting(self, newcomer: Learner) -> list[int]:
        """Return the smallest groups that may take the newcomer."""
        rules, free = self._judge.rules, self._judge.free(newcomer)
        needed = rules.hours.minimum * 4 if rules.hours else 0
        near = [
            pk
            for pk, members in self._members.items()
            if len(members) < rules.size.maximum and (self._hours[pk] & free).bit_count() >= needed
        ]
        near.sort(key=lambda pk: (len(self._members[pk]), self._groups[pk].number))
        allowed = (pk for pk in near if not self._forbids([*self._members[pk], newcomer]))
        return list(islice(allowed, _LOOKED_AT))

    def _forbids(self, members: Sequence[Learner]) -> bool:
        # A group that shrank is better one bigger, though still too small.
        return bool(set(self._judge.broken(members)) - {"size"})

    def _gain(self, pk: int, newcomer: Learner) -> float:
        """Return by how much people times score grows."""
        before = self._members[pk]
        return self._worth([*before, newcomer]) - self._worth(before)

    def _worth(self, members: Sequence[Learner]) -> float:
        return len(members) * self._judge.score(self._judge.parts(members))


def _open_groups(run: Run, mode: Mode, rules: Rules, languages: Counter[str]) -> list[Group]:
    """Return groups with a seat free in the languages wished for. One query.

    Of those that write the smallest are enough; of those that meet any may be the one at whose hours he is free.
    """
    found = open_groups(run, fewer_than=rules.size.maximum).filter(mode=mode, language__in=languages.keys())
    if rules.hours:
        return list(found)
    enough = {language: _LOOKED_AT + count for language, count in languages.items()}
    taken: list[Group] = []
    for group in found:
        enough[group.language] -= 1
        if enough[group.language] >= 0:
            taken.append(group)
    return taken


def _tell_of_newcomers(run: Run, memberships: Sequence[Membership], now: datetime) -> None:
    """Plan a welcome for each newcomer, and a word for the others in his group: one mailing each for all of a sweep."""
    if not memberships:
        return
    _welcome(run, [row.enrolment_id for row in memberships], now)
    new = [row.enrolment_id for row in memberships]
    seats = Membership.objects.filter(group_id__in={row.group_id for row in memberships}, left_at=None)
    delivery.plan(
        occasion=f"newcomer/{run.pk}/{max(row.pk for row in memberships)}",
        kind="newcomer",
        filler="newcomer",
        title=f"Who joins your group in {run.name}",
        now=now,
        recipients=seats.exclude(enrolment_id__in=new).order_by("id").values_list("enrolment_id", flat=True),
        run_id=run.pk,
        priority=4,
        not_before=max(now, _welcomed_at(run) or now),
        lifetime=LIFETIME,
    )


def _welcomed_at(run: Run) -> datetime | None:
    """Return when those who were there before hear of their groups, which may be in some minutes only."""
    confirmed = Proposal.objects.filter(run=run, state=Proposal.State.CONFIRMED).order_by(
        "-confirmed_at", "-pk"
    )
    moment = confirmed.values_list("confirmed_at", flat=True).first()
    return leaves_at(moment) if moment else None


def _welcome(run: Run, recipients: Sequence[int], now: datetime) -> None:
    """Plan welcomes outside a proposal: one mailing a run; who comes back after leaving is welcomed again."""
    mailing = delivery.plan(
        occasion=f"welcome/late/{run.pk}",
        kind="welcome",
        filler="welcome",
        title=f"Your group in {run.name} (late joiners)",
        now=now,
        recipients=(),
        run_id=run.pk,
        priority=3,
        lifetime=LIFETIME,
    )
    delivery.resend(mailing, recipients, now=now)


def _found_groups(run: Run, line: Line, now: datetime) -> int:
    """Make new groups of those for whom no seat was open, where enough wait in one language."""
    rules = rules_of(run, "write")
    counts: dict[str, list[Enrolment]] = defaultdict(list)
    for row in line.waiting:
        counts[line.tongues.of(row.person.language)].append(row)
    enough = [row for rows in counts.values() if len(rows) >= rules.size.minimum for row in rows]
    if not enough:
        return 0
    people = by_id(enough)
    seed = Group.objects.filter(run=run).count()
    result = form_groups(line.learners(list(people.values())), rules, seed)
    newborns = [
        Newborn(
            "write",
            [people[int(member)] for member in group.members],
            f"new group from the line, seed {seed}, score {group.score:.3f}",
            score=group.score,
        )
        for group in result.groups
    ]
    make_groups(run, newborns, now=now)
    seated = [member.pk for newborn in newborns for member in newborn.members]
    if seated:
        _welcome(run, seated, now)
    return len(seated)
