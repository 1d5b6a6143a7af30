"""Questions about groups and about who could be in one, each in a fixed number of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from mooc.pure.matching import Learner, Mode
from mooc.runs.models import Enrolment, Run

from .errors import NoSuchGroup
from .fellows import groups_seen_from
from .models import Group, Membership, Placement, Proposal, ProposedGroup
from .placing.matching_rules import COMMITMENT, commitment_of

_HERE = (Enrolment.State.CONFIRMED, Enrolment.State.READY, Enrolment.State.LEARNING)
_OPEN = (Group.State.FORMING, Group.State.ALIVE, Group.State.QUIET)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group as its members see it; `members` are first names in the order in which they came."""

    id: int
    number: int
    name: str
    address: str
    mode: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in a list: how many are in it, how good the match was, and why it was made so."""

    id: int
    number: int
    name: str
    address: str
    mode: str
    state: str
    language: str
    members: int
    score: float | None
    why: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A member as organisers see him."""

    enrolment_id: int
    name: str
    zone: str
    joined_at: datetime
    cause: str


def address_of(group: Group) -> str:
    """Return the address at which a group is written to."""
    return f"{group.local_part}@{settings.MOOC_MAIL_DOMAIN}"


def group_of(enrolment: Enrolment) -> GroupCard | None:
    """Return the group a learner is in. Two queries."""
    return groups_of([enrolment.pk]).get(enrolment.pk)


def groups_of(enrolment_ids: Iterable[int]) -> dict[int, GroupCard]:
    """Return the group of each learner who is in one. Two queries a 500 learners."""
    wanted, found = list(enrolment_ids), {}
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        rows = Membership.objects.filter(enrolment_id__in=part, left_at=None)
        places = dict(rows.order_by("id").values_list("enrolment_id", "group_id"))
        cards = cards_of(places.values())
        found.update({enrolment_id: cards[group_id] for enrolment_id, group_id in places.items()})
    return found


def cards_of(group_ids: Iterable[int]) -> dict[int, GroupCard]:
    """Return groups with the first names of who is in them now. One query a 500 groups."""
    ids = sorted(set(group_ids))
    heads: dict[int, tuple[int, str, str, str]] = {}
    names: dict[int, list[str]] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = Membership.objects.filter(group_id__in=ids[start : start + _CHUNK], left_at=None)
        columns = ("group_id", "group__number", "group__name", "group__local_part", "group__mode")
        for pk, *head, name in rows.order_by("joined_at", "id").values_list(
            *columns, "enrolment__person__name"
        ):
            heads[pk] = tuple(head)
            names.setdefault(pk, []).append(called((name.split() or [""])[0]))
    return {
        pk: GroupCard(pk, number, name, f"{local_part}@{settings.MOOC_MAIL_DOMAIN}", mode, tuple(names[pk]))
        for pk, (number, name, local_part, mode) in heads.items()
    }


def called(first_name: str) -> str:
    """Return what the others call a member, also one who gave no name."""
    return first_name or "a member"


def wanting(run: Run, *others: Run) -> QuerySet[Enrolment]:
    """Return who wants a group, has said to be in (or stands in line) and is in none.

    With `others` those of several runs; who takes part in two of them counts in the first.
    """
    said = Q(ready_at__isnull=False) | Q(waiting_since__isnull=False)
    own = Q(run__in=[run, *others]) if others else Q(run=run)
    here = Enrolment.objects.filter(own, state__in=_HERE, mail_stopped_at=None)
    seated = Membership.objects.filter(enrolment=OuterRef("pk"), left_at=None)
    found = here.filter(said, ~Exists(seated)).exclude(company=Enrolment.Company.ALONE)
    for number, other in enumerate(others):
        twice = Enrolment.objects.filter(
            person=OuterRef("person"), run__in=[run, *others[:number]], state__in=_HERE
        ).exclude(company=Enrolment.Company.ALONE)
        found = found.filter(~(Q(run=other) & Q(Exists(twice))))
    return found


def line_of(run: Run, *others: Run) -> QuerySet[Enrolment]:
    """Return who waits for an open seat, in order."""
    return wanting(run, *others).annotate(since=Coalesce("waiting_since", "ready_at")).order_by("since", "id")


def candidates(run: Run, mode: Mode) -> list[Learner]:
    """Return who wants to be in a group of this mode, as matching sees them. One query."""
    rows = wanting(run).filter(company=mode).order_by("id")
    return learners_of(rows)


def learners_of(enrolments: QuerySet[Enrolment]) -> list[Learner]:
    """Return enrolments as matching sees learners: answers become traits, hours become commitment."""
    rows = enrolments.values_list(
        "id", "person__language", "person__zone", "availability", "hours_a_week", "answers"
    )
    return [
        Learner(
            id=pk,
            language=spoken(language),
            zone=zone,
            availability=availability,
            traits=_traits(answers, hours_a_week),
        )
        for pk, language, zone, availability, hours_a_week, answers in rows
    ]


def spoken(language: str) -> str:
    """Return the language in which people write to each other: British and American English are one, scripts not."""
    first, _, rest = language.partition("-")
    return language if first == "zh" or len(rest) == 4 else first


def _traits(answers: dict[str, str], hours_a_week: int | None) -> dict[str, str | int]:
    traits: dict[str, str | int] = {name: answer for name, answer in answers.items() if answer}
    level = commitment_of(hours_a_week)
    if level is not None:
        traits.setdefault(COMMITMENT, level)
    return traits


def open_groups(run: Run, *, fewer_than: int) -> QuerySet[Group]:
    """Return groups with somebody in them and a seat free, the smallest first; `taken` counts members."""
    taken = Count("memberships", filter=Q(memberships__left_at=None))
    groups = Group.objects.filter(run=run, state__in=_OPEN).annotate(taken=taken)
    return groups.filter(taken__gt=0, taken__lt=fewer_than).order_by("taken", "number")


def group_list(run: Run) -> list[GroupLine]:
    """Return all groups in which learners of a run are. Two queries."""
    rows = (
        groups_seen_from(run)
        .annotate(members=Count("memberships", filter=Q(memberships__left_at=None)))
        .annotate(score=F("source__score"), why=F("source__why"))
        .order_by("number")
    )
    return [
        GroupLine(
            id=row.pk,
            number=row.number,
            name=row.name,
            address=address_of(row),
            mode=row.mode,
            state=row.state,
            language=row.language,
            members=row.members,
            score=row.score,
            why=row.why or "",
        )
        for row in rows
    ]


def group_numbered(run: Run, number: int) -> Group:
    """Return a group of a run. Raises NoSuchGroup."""
    groups = groups_seen_from(run)
    group = groups.select_related("source", "run").filter(number=number).order_by("id").first()
    if group is None:
        count = groups.count()
        hint = f"There are groups 1 to {count}." if count else "It has no groups yet."
        raise NoSuchGroup(f"{run.slug} has no group {number}. {hint}")
    return group


def seats_of(group: Group) -> list[Seat]:
    """Return who is in a group and how each came there. One query."""
    rows = Membership.objects.filter(group=group, left_at=None).order_by("joined_at", "id")
    fields = ("enrolment_id", "enrolment__person__name", "enrolment__person__zone", "joined_at", "cause")
    return [Seat(*row) for row in rows.values_list(*fields)]


def latest_proposal(run: Run) -> Proposal | None:
    """Return the proposal that counts: the confirmed one, or else the newest."""
    rows = Proposal.objects.filter(run=run, state__in=(Proposal.State.PROPOSED, *Proposal.SETTLED))
    return rows.select_related("run").order_by("-number", "id").first()


def proposed_groups(proposal: Proposal) -> list[tuple[ProposedGroup, int]]:
    """Return proposed groups with how many people each has. One query."""
    rows = proposal.groups.annotate(size=Count("placements")).order_by("number")
    return [(row, row.size) for row in rows]


def unplaced(proposal: Proposal) -> Sequence[Placement]:
    """Return whom a proposal leaves without a group, with the reason. One query."""
    rows = proposal.placements.filter(group=None).select_related("enrolment__person")
    return list(rows.order_by("reason", "id"))
