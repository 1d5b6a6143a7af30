"""Open seats: who came late, came back, or was left over is put into the group that gains most by him.

line (by waiting_since)  ->  a seat in a group that meets, hours allowing  ->  a seat in one that writes
                         ->  a new group, once enough wait in one language  ->  stays in line

Whether that happens by itself, as a proposal, or not at all is the run's policy.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from mooc.delivery import actions as delivery
from mooc.delivery.window import leaves_at
from mooc.pure.matching import Learner, Mode, form_groups
from mooc.runs.models import Enrolment, Run

from ..errors import GroupError
from ..fellows import followers_of
from ..living.open_seats import Found, Room
from ..living.policies import grouped_runs, kept_policy
from ..living.ties import with_ties
from ..members import OPEN_SEAT
from ..models import Group, GroupChange, Membership, Policy, Proposal
from ..placing.languages import Tongues, tongues_among
from ..placing.matching_rules import rules_of
from ..queries import learners_of, line_of
from .changing import Plan, Planned, keep_plans, outdate
from .making import Newborn, by_id, make_groups, seat
from .telling import tell_organisers

log = logging.getLogger("mooc.groups")
LIFETIME = timedelta(days=4)
# Who could not be seated is looked at again so much later: seats become free, but not every second.
AGAIN = timedelta(minutes=10)
# Somebody may have been put in line a little before the last look, and committed after it.
_OVERLAP = timedelta(minutes=2)
# So many are looked at in one go, first come first; the mail of others waits meanwhile.
_AT_ONCE = 200
_MODES: tuple[Mode, ...] = ("meet", "write")


def place_waiting(*, now: datetime) -> int:
    """Seat whom open seats can take, in all runs whose groups are made; returns how many got a group.

    Who has just come is looked at once, who was left over again after ten minutes. A run where nobody waits costs
    nothing, one where nobody can be seated a handful of queries. Where the policy says so, seats are proposed.
    """
    waiting = Enrolment.objects.filter(waiting_since__isnull=False).values("run_id")
    following = Proposal.objects.filter(run__in=waiting, led_by__isnull=False, state__in=Proposal.SETTLED)
    wanted = Q(pk__in=waiting) | Q(pk__in=following.values("led_by__run_id"))
    return sum(_placed(run, now) for run in grouped_runs().filter(wanted))


def _placed(run: Run, now: datetime) -> int:
    try:
        return _place_in(run, now)
    except GroupError as error:  # rules that do not fit keep one run's line waiting, not all
        log.error("run %s: nobody is seated: %s", run.slug, error)
        return 0


@transaction.atomic
def _place_in(run: Run, now: datetime) -> int:
    Run.objects.select_for_update().get(pk=run.pk)
    policy = kept_policy(run)
    everybody = line_of(run, *followers_of(run)).filter(waiting_since__isnull=False)
    if policy.seats == Policy.Way.OFF or not _is_due(policy, everybody, now):
        return 0
    rows = list(everybody.select_related("person")[: _AT_ONCE + 1])
    _looked(policy, None if len(rows) > _AT_ONCE else now)
    if not rows:
        return 0
    named = Counter(row.person.language for row in rows)
    tongues = tongues_among(run, named, enough=rules_of(run, "write").size.minimum)
    line = Line(run, rows[:_AT_ONCE], tongues, now)
    for mode in _MODES:
        line.seat_in(mode)
    founded = _new_groups(run, line)
    if policy.seats == Policy.Way.PROPOSE:
        _propose(run, line, founded, now)
        return 0
    return _seat(run, line, founded, now)


def _is_due(policy: Policy, line: QuerySet[Enrolment], now: datetime) -> bool:
    last = policy.looked_for_seats_at
    if last is None or now - last >= AGAIN or now < last:
        return True
    return line.filter(waiting_since__gt=last - _OVERLAP).exists()


def _looked(policy: Policy, now: datetime | None) -> None:
    Policy.objects.filter(pk=policy.pk).update(looked_for_seats_at=now)


@dataclass
class Line:
    """Those who wait in one run, in order, and where they are going to sit."""

    run: Run
    waiting: list[Enrolment]
    tongues: Tongues
    now: datetime
    seated: list[tuple[Enrolment, Mode, Found]] = field(default_factory=list)

    def seat_in(self, mode: Mode) -> None:
        """Seat those in line in groups of a mode; a wish to write is never overruled."""
        wishing = [row for row in self.waiting if mode == "write" or row.company == Enrolment.Company.MEET]
        if not wishing:
            return
        room = Room(self.run, rules_of(self.run, mode), mode, self.learners(wishing), now=self.now)
        for row in wishing:
            found = room.best_seat(row.pk)
            if found:
                self.seated.append((row, mode, found))
                self.waiting.remove(row)

    def learners(self, rows: Sequence[Enrolment]) -> list[Learner]:
        """Return people as matching sees them, in the language in which they are matched here. One query."""
        found = learners_of(Enrolment.objects.filter(pk__in=[row.pk for row in rows]).order_by("id"))
        return [replace(learner, language=self.tongues.of(learner.language)) for learner in found]


def _new_groups(run: Run, line: Line) -> list[Newborn]:
    """Think out new groups of those for whom no seat was open, where enough wait in one language."""
    rules = rules_of(run, "write")
    counts: dict[str, list[Enrolment]] = defaultdict(list)
    for row in line.waiting:
        counts[line.tongues.of(row.person.language)].append(row)
    enough = [row for rows in counts.values() if len(rows) >= rules.size.minimum for row in rows]
    if not enough:
        return []
    people = by_id(enough)
    seed = Group.objects.filter(run=run).count()
    result = form_groups(with_ties(run, line.learners(list(people.values()))), rules, seed)
    return [
        Newborn(
            "write",
            [people[int(member)] for member in group.members],
            f"new group from the line, seed {seed}, score {group.score:.3f}",
            score=group.score,
        )
        for group in result.groups
    ]


def _seat(run: Run, line: Line, founded: Sequence[Newborn], now: datetime) -> int:
    """Give them their seats, and make the new groups."""
    causes = [
        (found.group, row, f"{OPEN_SEAT}, {mode}, gain {found.gain:.3f}") for row, mode, found in line.seated
    ]
    memberships = seat(causes, now=now)
    make_groups(run, founded, now=now)
    new = [*(row.pk for row, _, _ in line.seated), *(row.pk for born in founded for row in born.members)]
    # Asking for a seat is a sign of life.
    Membership.objects.filter(enrolment_id__in=new, left_at=None).update(heard_at=now)
    _tell_of_newcomers(run, memberships, now)
    if new:
        _welcome(run, new, now)
        log.info("run %s: %d seated, %d groups made", run.slug, len(new), len(founded))
    return len(new)


def _propose(run: Run, line: Line, founded: Sequence[Newborn], now: datetime) -> None:
    """Keep the seats as a proposal in place of the one before, unless that one says the same."""
    seats = [Planned(row.pk, target_id=found.group.pk) for row, _, found in line.seated]
    seats += [
        Planned(row.pk, founds=number) for number, born in enumerate(founded, start=1) for row in born.members
    ]
    before = GroupChange.objects.filter(
        run=run, kind=GroupChange.Kind.SEATS, state=GroupChange.State.PROPOSED
    ).order_by("id")
    known = {
        (seat.enrolment_id, seat.target_id, seat.founds)
        for change in before.prefetch_related("seats")
        for seat in change.seats.all()
    }
    if known == {(seat.enrolment_id, seat.target_id, seat.founds) for seat in seats}:
        return
    outdate(before, now=now)
    if not seats:
        return
    count = len(seats)
    means = [found for _, _, found in line.seated]
    plan = Plan(
        GroupChange.Kind.SEATS,
        seats,
        before=sum(found.before for found in means) / len(means) if means else 0.0,
        after=(sum(found.after for found in means) + sum(born.score for born in founded))
        / (len(means) + len(founded)),
        why=f"{count} {'learner waits' if count == 1 else 'learners wait'} for a seat; {len(means)} fit into groups "
        f"that there are, and {count - len(means)} would begin {len(founded)} new.",
    )
    tell_organisers(run, keep_plans(run, [plan], now=now), now=now)


def _tell_of_newcomers(run: Run, memberships: Sequence[Membership], now: datetime) -> None:
    """Plan a welcome for each newcomer, and a word for the others in his group: one mailing each for all of a sweep."""
    if not memberships:
        return
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
    of_run: dict[int, list[int]] = defaultdict(list)
    rows = Enrolment.objects.filter(pk__in=recipients).order_by("id")
    for pk, run_id in rows.values_list("id", "run_id"):
        of_run[run_id].append(pk)
    for one in Run.objects.filter(pk__in=of_run).order_by("id"):
        _welcome_late(one, of_run[one.pk], now)


def _welcome_late(run: Run, recipients: Sequence[int], now: datetime) -> None:
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
