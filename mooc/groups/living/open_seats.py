"""Open seats: which groups could take somebody, read by a handful of statements, and which of them gains most by him.

Of a large run only some groups are looked at: those that are alive before those that are quiet, and the smallest first.
For groups that meet, those in which somebody lives near the newcomer's time zone: nobody else shares his hours.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from mooc.pure.matching import Id, Learner, Level, Mode, Rules
from mooc.pure.timetable import local_moment, zone_names
from mooc.runs.models import Run

from ..models import Group, Membership, Tie
from .activity import IN_USE
from .company import Company

# So many groups are read for each language or part of the world, and one more for each who waits there.
_LOOKED_AT = 250
_LOOKED_AT_FOR_HOURS = 400
_NEAR = timedelta(hours=3)
_DAY = timedelta(hours=24)
Pool = tuple[Level | None, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A seat: by how much people times score grows, and the mean score of all concerned before and after."""

    group: Group
    gain: float
    before: float
    after: float


class Room:
    """Open groups with their members, and what somebody would add to each. Whoever is seated stays seated in it."""

    def __init__(
        self,
        run: Run,
        rules: Rules,
        mode: Mode,
        newcomers: Sequence[Learner],
        *,
        now: datetime,
        also: Collection[int] = (),
    ) -> None:
        """Read some open groups for these people, and `also` those that they come from. Seven queries or so."""
        from mooc.pure.matching.seats import (
            Seats,  # brings numpy, which a process that only sends does without
        )

        groups = groups_with_seats(run, mode, newcomers, rules, also)
        self._company = Company(run, rules, groups, newcomers=newcomers, now=now)
        judge, members = self._company.judge, self._company.members
        self._rows: dict[Pool, list[int]] = defaultdict(list)
        for pk in sorted(members, key=lambda pk: self._company.groups[pk].number):
            self._rows[judge.pool_of(members[pk][0])].append(pk)
        self._seats = {
            pool: Seats.of(judge, pool, [members[pk] for pk in ids]) for pool, ids in self._rows.items()
        }

    def best_seat(
        self, learner_id: Id, *, besides: Collection[int] = (), leaves: int | None = None
    ) -> Found | None:
        """Return the group that gains most, the one he is in from now on; None: no rule allows one.

        Where a friend of his has a seat beside him comes first, then groups that are alive, then those that are
        quiet. `besides`: groups that he does not go to. `leaves`: the group in which he sits, if any.
        """
        from mooc.pure.matching.seats import Newcomer

        judge = self._company.judge
        learner = judge.people[learner_id]
        pool = judge.pool_of(learner)
        newcomer, ids = Newcomer.of(judge, learner), self._rows.get(pool, [])
        for tier in self._tiers(learner, ids, {*besides, leaves}):
            barred = [row for row, pk in enumerate(ids) if pk not in tier]
            seat = self._seats[pool].best_seat(newcomer, apart=barred) if tier else None
            if seat is not None:
                found = self._found(ids[seat.group], seat.gain, learner, leaves)
                self._seats[pool].take(seat.group, newcomer)
                self._company.members[ids[seat.group]].append(learner)
                return found
        return None

    def _tiers(self, learner: Learner, ids: Sequence[int], besides: Collection[int | None]) -> list[set[int]]:
        """Return the groups in which he may sit, the best kind first."""
        friends, strangers = self._company.judge.friends(learner), self._company.judge.strangers(learner)
        allowed = {pk for pk in ids if pk not in besides and not strangers & self._names(pk)}
        alive = {pk for pk in allowed if self._company.groups[pk].state == Group.State.ALIVE}
        return [{pk for pk in allowed if friends & self._names(pk)} if friends else set(), alive, allowed]

    def _names(self, pk: int) -> set[Id]:
        return {member.id for member in self._company.members[pk]}

    def _found(self, pk: int, gain: float, learner: Learner, leaves: int | None) -> Found:
        there = self._company.members[pk]
        old = self._company.members[leaves] if leaves is not None and leaves in self._company.groups else []
        mean = self._company.mean
        return Found(
            self._company.groups[pk],
            gain,
            before=mean(there, old),
            after=mean([*there, learner], [member for member in old if member.id != learner.id]),
        )


def groups_with_seats(
    run: Run, mode: Mode, newcomers: Sequence[Learner], rules: Rules, also: Collection[int] = ()
) -> list[Group]:
    """Return groups that have a seat free and may fit these people."""
    seats = (
        Membership.objects.filter(left_at=None, group__run=run, group__mode=mode, group__state__in=IN_USE)
        .values("group_id")
        .annotate(taken=Count("id"), quiet=_quiet())
        .filter(taken__lt=rules.size.maximum)
        .order_by("quiet", "taken", "group__number")
    )
    if "language" in rules.same:
        wanted = Counter(learner.language for learner in newcomers)
        parts = {
            language: (seats.filter(group__language=language), many) for language, many in wanted.items()
        }
    else:
        parts = {"": (seats, len(newcomers))}
    found = {*also, *_of_friends(newcomers)}
    for language, (there, many) in parts.items():
        for ids in _some(run, there, language, many, newcomers, rules):
            found |= ids
    rows = Group.objects.filter(pk__in=found, run=run, mode=mode, state__in=IN_USE)
    return list(rows.order_by("number"))


def _quiet() -> Case:
    return Case(
        When(group__state=Group.State.ALIVE, then=Value(0)), default=Value(1), output_field=IntegerField()
    )


def _some(
    run: Run,
    seats: "QuerySet[Membership, dict[str, int]]",
    language: str,
    many: int,
    newcomers: Sequence[Learner],
    rules: Rules,
) -> Iterable[set[int]]:
    """Yield groups of one language: the smallest, or for those that meet the smallest near each who comes."""
    if rules.hours is None:
        yield {row["group_id"] for row in seats[: _LOOKED_AT + many]}
        return
    zones = Counter(learner.zone for learner in newcomers if not language or learner.language == language)
    for zone, count in zones.items():
        near = Membership.objects.filter(
            left_at=None, group__run=run, enrolment__person__zone__in=_zones_near(zone, run.starts_date)
        )
        there = seats.filter(group_id__in=near.order_by().values("group_id"))
        yield {row["group_id"] for row in there[: _LOOKED_AT_FOR_HOURS + count]}


@lru_cache(maxsize=1_000)
def _zones_near(zone: str, day: date) -> list[str]:
    """Return the zones whose clocks differ by three hours at most on a day."""
    own = _offset(zone, day)
    apart = {name: abs(_offset(name, day) - own) for name in {*zone_names(), zone}}
    return [name for name, span in apart.items() if min(span, _DAY - span) <= _NEAR]


def _offset(zone: str, day: date) -> timedelta:
    return local_moment(day, 12, "UTC") - local_moment(day, 12, zone)


def _of_friends(newcomers: Sequence[Learner]) -> list[int]:
    """Return the groups in which somebody sits whom one of them is to be with. One query, where there are ties."""
    ids = [int(learner.id) for learner in newcomers]
    ties = Tie.objects.filter(Q(one_id__in=ids) | Q(other_id__in=ids), kind=Tie.Kind.TOGETHER)
    pairs = ties.order_by("id").values_list("one_id", "other_id")
    friends = {pk for pair in pairs for pk in pair}
    if not friends:
        return []
    seats = Membership.objects.filter(enrolment_id__in=friends, left_at=None).order_by("id")
    return list(seats.values_list("group_id", flat=True))
