"""Making groups of people: rows, names, addresses, the log of who was put where, and out of the line."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from mooc.journal.actions import note_many
from mooc.journal.models import Fact
from mooc.runs.models import Enrolment, Run

from ..models import Group, Membership, ProposedGroup
from ..names import group_name, local_part
from ..queries import spoken

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Newborn:
    """A group to be made: who is in it, and which proposed group it comes from, if any."""

    mode: str
    members: Sequence[Enrolment]
    cause: str
    source: ProposedGroup | None = None
    score: float = 0.0


def make_groups(run: Run, newborns: Iterable[Newborn], *, now: datetime) -> list[Group]:
    """Make groups and seat their members, in a fixed number of statements a thousand. Call it in a transaction.

    Every assignment goes into the journal with its cause, so that it can be analysed later.
    """
    found = list(newborns)
    first = 1 + (Group.objects.filter(run=run).aggregate(Max("number"))["number__max"] or 0)
    groups = [
        Group(
            run=run,
            number=number,
            name=group_name(run.pk, number),
            local_part=local_part(run.pk, number),
            mode=newborn.mode,
            language=language_of(newborn.members),
            source=newborn.source,
            made_at=now,
        )
        for number, newborn in enumerate(found, start=first)
    ]
    Group.objects.bulk_create(groups, batch_size=_BATCH)
    pairs = list(zip(groups, found, strict=True))
    seat(((group, member, newborn.cause) for group, newborn in pairs for member in newborn.members), now=now)
    note_many(
        Fact(
            kind="group made",
            at=now,
            run_id=run.pk,
            subject_id=group.pk,
            detail={"mode": group.mode, "size": len(newborn.members), "score": round(newborn.score, 4)},
        )
        for group, newborn in pairs
    )
    return groups


def seat(seats: Iterable[tuple[Group, Enrolment, str]], *, now: datetime) -> list[Membership]:
    """Give each his seat, for a cause, and take him out of the line. Call it in a transaction."""
    found = list(seats)
    rows = [
        Membership(group=group, enrolment=member, joined_at=now, cause=cause)
        for group, member, cause in found
    ]
    Membership.objects.bulk_create(rows, batch_size=_BATCH)
    ids = [member.pk for _, member, _ in found]
    for start in range(0, len(ids), _BATCH):
        waiting = Enrolment.objects.filter(pk__in=ids[start : start + _BATCH], waiting_since__isnull=False)
        waiting.update(waiting_since=None)
    note_many(
        Fact(
            kind="seated",
            at=now,
            run_id=member.run_id,
            person_id=member.person_id,
            subject_id=group.pk,
            detail={"enrolment": member.pk, "cause": cause},
        )
        for group, member, cause in found
    )
    return rows


def language_of(members: Sequence[Enrolment]) -> str:
    """Return the language most members work in; ties go to the first of them."""
    return Counter(spoken(member.person.language) for member in members).most_common(1)[0][0]


def by_id(enrolments: Iterable[Enrolment]) -> Mapping[int, Enrolment]:
    """Return enrolments by their id."""
    return {enrolment.pk: enrolment for enrolment in enrolments}
