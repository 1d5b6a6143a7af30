"""Carrying out a change: old seats end, new ones begin, and a group that is left empty hands on its address."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Max, Q

from mooc.journal.actions import note_many
from mooc.journal.models import Fact
from mooc.runs.models import Enrolment

from ..members import OPEN_SEAT
from ..models import ChangedSeat, ChangeWish, Group, GroupChange, Membership
from ..names import group_name, local_part
from ..placing.matching_rules import rules_of
from .making import language_of

Kind = GroupChange.Kind
_GONE = (Group.State.MERGED, Group.State.CLOSED)
_STAYS = (Enrolment.State.PENDING, Enrolment.State.EXPIRED, Enrolment.State.LEFT, Enrolment.State.FINISHED)
# Fewer are no group.
FEWEST = 3
# Whoever comes along in a merge and is silent takes no seat from those who are there; to so many times the size.
CROWD = 2
_BATCH = 1_000
_CHUNK = 500


def carry_out(change: GroupChange, *, now: datetime) -> int:
    """Move whom the change still fits; returns how many. Call it in a transaction that holds the run."""
    seats = list(change.seats.select_related("enrolment__person", "source", "target").order_by("id"))
    sitting = _sitting(seats)
    going = [seat for seat in seats if _goes(seat, sitting)]
    if change.kind == Kind.MERGE:
        going = _whole_group(change, going, sitting, now)
    going = _with_new_groups(change, _with_room(change, going), now)
    _move(change, going, sitting, now)
    moved = {seat.pk for seat in going}
    ChangedSeat.objects.bulk_update(
        [seat for seat in seats if seat.pk not in moved], ["state", "reason"], batch_size=_CHUNK
    )
    if going:
        _hand_on(change, going)
        if change.wish_id:
            ChangeWish.objects.filter(pk=change.wish_id).update(
                state=ChangeWish.State.GRANTED, settled_at=now
            )
    return len(going)


def _sitting(seats: Sequence[ChangedSeat]) -> dict[int, Membership]:
    """Return where those of a change sit now."""
    ids = [seat.enrolment_id for seat in seats]
    found: dict[int, Membership] = {}
    for start in range(0, len(ids), _BATCH):
        rows = Membership.objects.filter(enrolment_id__in=ids[start : start + _BATCH], left_at=None)
        found |= {row.enrolment_id: row for row in rows.order_by("id")}
    return found


def _goes(seat: ChangedSeat, sitting: dict[int, Membership]) -> bool:
    """Say whether he is where the change thinks and may go; if not, the seat says why he stays."""
    here = sitting.get(seat.enrolment_id)
    if seat.enrolment.state in _STAYS:
        return _stays(seat, "is not in the run any more")
    if seat.source_id != (here.group_id if here else None):
        return _stays(seat, "has moved since" if here else "has left the group since")
    if here is None and (
        seat.enrolment.waiting_since is None or seat.enrolment.company == Enrolment.Company.ALONE
    ):
        return _stays(seat, "does not wait for a seat any more")
    if seat.target and seat.target.state in _GONE:
        return _stays(seat, "the group is not there any more")
    return True


def _stays(seat: ChangedSeat, reason: str) -> bool:
    seat.state, seat.reason = ChangedSeat.State.STAYED, reason
    return False


def _whole_group(
    change: GroupChange, going: list[ChangedSeat], sitting: dict[int, Membership], now: datetime
) -> list[ChangedSeat]:
    """Take along who joined the group after the merge was proposed; nobody stays behind alone."""
    if not going:
        return going
    target, known = going[0].target, {seat.enrolment_id for seat in going}
    late = Membership.objects.filter(group=change.about, left_at=None).exclude(enrolment_id__in=known)
    rows = list(late.select_related("enrolment__person", "group").order_by("id"))
    sitting |= {row.enrolment_id: row for row in rows}
    added = ChangedSeat.objects.bulk_create(
        ChangedSeat(
            change=change,
            enrolment=row.enrolment,
            source=row.group,
            target=target,
            was_active=bool(row.heard_at),
        )
        for row in rows
    )
    return [*going, *added]


def _with_room(change: GroupChange, going: list[ChangedSeat]) -> list[ChangedSeat]:
    """Leave out whom a group has no seat for; a merge happens as a whole or not at all."""
    if change.kind not in (Kind.SEATS, Kind.WISH, Kind.MERGE):
        return going
    targets = {seat.target_id: seat.target for seat in going if seat.target}
    here = Q(memberships__left_at=None)
    counts = Group.objects.filter(pk__in=targets).annotate(taken=Count("memberships", filter=here))
    taken = dict(counts.order_by("id").values_list("pk", "taken"))
    most = {
        group.mode: rules_of(change.run, group.mode).size.maximum  # type: ignore[arg-type]
        for group in targets.values()
    }
    kept = []
    for seat in going:
        if seat.target:
            limit = most[seat.target.mode] * (CROWD if change.kind == Kind.MERGE else 1)
            if taken[seat.target.pk] >= limit:
                _stays(seat, "the group is full")
                continue
            taken[seat.target.pk] += 1
        kept.append(seat)
    if change.kind == Kind.MERGE and len(kept) < len(going):
        for seat in kept:
            _stays(seat, "the other group has no room for all of them any more")
        return []
    return kept


def _with_new_groups(change: GroupChange, going: list[ChangedSeat], now: datetime) -> list[ChangedSeat]:
    """Make the groups that the change founds; whose group would have fewer than three stays."""
    founders: dict[int, list[ChangedSeat]] = defaultdict(list)
    for seat in going:
        if seat.founds is not None:
            founders[seat.founds].append(seat)
    few = {pk for pk, seats in founders.items() if len(seats) < FEWEST}
    for seat in going:
        if seat.founds in few:
            _stays(seat, "too few of them are left for a group")
    numbers = sorted(founders.keys() - few)
    made = dict(zip(numbers, _found([founders[number] for number in numbers], change, now), strict=True))
    for seat in going:
        if seat.founds in made:
            seat.target = made[seat.founds]
    return [seat for seat in going if seat.founds not in few]


def _found(parts: Sequence[Sequence[ChangedSeat]], change: GroupChange, now: datetime) -> list[Group]:
    """Make groups of the mode and language that most of their people come from."""
    run = change.run
    first = 1 + (Group.objects.filter(run=run).aggregate(Max("number"))["number__max"] or 0)
    groups = []
    for number, seats in enumerate(parts, start=first):
        kinds = Counter((seat.source.mode, seat.source.language) for seat in seats if seat.source)
        own = (Group.Mode.WRITE.value, language_of([seat.enrolment for seat in seats]))
        mode, language = kinds.most_common(1)[0][0] if kinds else own
        groups.append(
            Group(
                run=run,
                number=number,
                name=group_name(run.pk, number),
                local_part=local_part(run.pk, number),
                mode=mode,
                language=language,
                made_at=now,
            )
        )
    return Group.objects.bulk_create(groups, batch_size=_BATCH)


def _move(
    change: GroupChange, going: Sequence[ChangedSeat], sitting: dict[int, Membership], now: datetime
) -> None:
    """End old memberships and begin new ones, with their cause, as long as the seat was still his."""
    for part in _parts(going):
        left = [sitting[seat.enrolment_id].pk for seat in part if seat.enrolment_id in sitting]
        Membership.objects.filter(pk__in=left, left_at=None).update(left_at=now)
        Membership.objects.bulk_create(
            Membership(
                group=seat.target,
                enrolment=seat.enrolment,
                joined_at=now,
                cause=_cause(change, seat),
                heard_at=sitting[seat.enrolment_id].heard_at if seat.enrolment_id in sitting else now,
            )
            for seat in part
        )
        people = [seat.enrolment_id for seat in part]
        Enrolment.objects.filter(pk__in=people, waiting_since__isnull=False).update(waiting_since=None)
        for seat in part:
            seat.state = ChangedSeat.State.MOVED
        ChangedSeat.objects.bulk_update(part, ["state", "target"], batch_size=_CHUNK)
    note_many(_fact(change, seat, now) for seat in going)


def _cause(change: GroupChange, seat: ChangedSeat) -> str:
    if seat.source is None:
        return (
            f"{OPEN_SEAT}, change {change.number}"
            if seat.founds is None
            else f"new group, change {change.number}"
        )
    return f"{change.kind}, change {change.number}, from group {seat.source.number}"


def _fact(change: GroupChange, seat: ChangedSeat, now: datetime) -> Fact:
    return Fact(
        kind="seated",
        at=now,
        run_id=seat.enrolment.run_id,
        person_id=seat.enrolment.person_id,
        subject_id=seat.target_id,
        detail={"enrolment": seat.enrolment_id, "cause": _cause(change, seat), "from": seat.source_id},
    )


def _hand_on(change: GroupChange, going: Sequence[ChangedSeat]) -> None:
    """Give each group that is left empty its successor: the one to which most of it went, by mail too."""
    ways: dict[int, Counter[int]] = defaultdict(Counter)
    for seat in going:
        if seat.source_id and seat.target_id:
            ways[seat.source_id][seat.target_id] += 1
    inhabited = set(
        Membership.objects.filter(left_at=None, group_id__in=ways)
        .order_by()
        .values_list("group_id", flat=True)
    )
    for group_id, targets in ways.items():
        if group_id in inhabited:
            continue
        if (
            change.kind == Kind.WISH
        ):  # the last one left, and is not to be found by the next letter to the group
            Group.objects.filter(pk=group_id).update(state=Group.State.CLOSED)
            continue
        successor = targets.most_common(1)[0][0]
        Group.objects.filter(pk=group_id).update(state=Group.State.MERGED, successor_id=successor)
        # One step to where it goes on, however often groups were merged.
        Group.objects.filter(successor_id=group_id).update(successor_id=successor)


def _parts(seats: Sequence[ChangedSeat]) -> Iterable[Sequence[ChangedSeat]]:
    return (seats[start : start + _BATCH] for start in range(0, len(seats), _BATCH))
