"""Whom the mails about changes of groups go to, with which words. A fixed number of queries a batch."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mooc.delivery import links as pages
from mooc.delivery.fillers import Filling, Skip, register
from mooc.delivery.layout import Draft
from mooc.delivery.models import Delivery, Mailing
from mooc.people.mails import LANGUAGE
from mooc.people.mails import envelope as plain_envelope
from mooc.people.models import Person
from mooc.pure.mailkit import Rich
from mooc.runs.links import link, run_address

from .. import mails
from ..filling import course_of, filling_of, key_of, run_of, seats_of, shared_by_seat, subject_of, to_member
from ..members import Circle, circles_of
from ..models import ChangedSeat, Group, GroupChange, Membership
from ..queries import address_of, called
from . import move_mails

Fills = Mapping[int, Filling | Skip]
_STOPPED = Skip(Delivery.State.SUPPRESSED, "the learner stopped the mail of this run")
_ELSEWHERE = Skip(Delivery.State.CANCELLED, "is in another group by now, or in none")
Kind = GroupChange.Kind
_NAMED = 4
# What a draft may name, whichever news it brings.
_NO_NEWS: Mapping[str, str | Rich] = dict.fromkeys(("newcomers", "old_name", "silent", "said", "parted"), "")


def _made(mailing: Mailing) -> list[ChangedSeat]:
    """Return the seats that the changes of a mailing gave: all that were settled at its moment. One query."""
    found = ChangedSeat.objects.filter(
        change__run_id=mailing.run_id or 0,
        change__settled_at=mailing.planned_at,
        state=ChangedSeat.State.MOVED,
    )
    return list(found.select_related("change", "source__successor", "target").order_by("id"))


@dataclass(frozen=True, slots=True)
class Moved:
    """Recipients are enrolments that the changes of the mailing moved."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition of a kind of change and a mode."""
        kind, _, mode = variant.partition("-")
        return move_mails.moved(kind, mode)

    def fill(self, mailing: Mailing, recipients: Sequence[int], *, now: datetime) -> Fills:
        """Tell each his new group and what became of the old one. Six queries."""
        run, course = run_of(mailing), course_of(mailing)
        made = _made(mailing)
        ways = {seat.enrolment_id: seat for seat in made if seat.source}
        seats = seats_of(recipients)
        circles = circles_of({row.group_id for row in seats.values()}, course)
        shared = shared_by_seat(seats.values(), run, circles, course)
        pulse = _pulses(made)
        answers: dict[int, Filling | Skip] = dict.fromkeys(recipients, _ELSEWHERE)
        for pk, row in seats.items():
            way = ways.get(pk)
            if way is None or way.target_id != row.group_id:
                continue
            if row.enrolment.mail_stopped_at:
                answers[pk] = _STOPPED
                continue
            zone, mode = row.enrolment.person.zone, row.group.mode
            circle = circles[row.group_id]
            words = shared[key_of(row)]
            values = (
                to_member(row, str(words["run_name"]), circle)
                | _of_old(way, pk)
                | {
                    "old_pulse": pulse.get(way.source_id or 0, ""),
                    "hours": circle.hours_in(zone, run) if mode == Group.Mode.MEET else "",
                }
            )
            answers[pk] = filling_of(row, f"{way.change.kind}-{mode}", LANGUAGE, values, words)
        return answers


def _of_old(way: ChangedSeat, enrolment_id: int) -> dict[str, str]:
    """Return what is said of the group he was in."""
    old = way.source
    if old is None:
        return {}
    return {
        "old_name": old.name,
        "old_url": link("group", enrolment_id, old.number),
        "old_address": address_of(old),
        "forwards": old.successor.name if old.successor else "",
    }


def _pulses(made: Sequence[ChangedSeat]) -> dict[int, str]:
    """Say of each group that was left how many of its people were still about."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for seat in made:
        if seat.source_id:
            counts[seat.source_id][0] += 1
            counts[seat.source_id][1] += seat.was_active
    return {
        pk: f"{active} of its {members} people {'was' if active == 1 else 'were'} still about"
        for pk, (members, active) in counts.items()
    }


@dataclass(frozen=True, slots=True)
class Company:
    """Recipients are enrolments whose groups got people by the changes of the mailing, or parted from some."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition of a kind of change."""
        return move_mails.company(variant)

    def fill(self, mailing: Mailing, recipients: Sequence[int], *, now: datetime) -> Fills:
        """Name those who come, or went, to those who were there before. Six queries."""
        run, course = run_of(mailing), course_of(mailing)
        seats = seats_of(recipients)
        circles = circles_of({row.group_id for row in seats.values()}, course)
        news = _news(_made(mailing), circles)
        shared = shared_by_seat(seats.values(), run, circles, course)
        answers: dict[int, Filling | Skip] = dict.fromkeys(recipients, _ELSEWHERE)
        for pk, row in seats.items():
            if row.enrolment.mail_stopped_at:
                answers[pk] = _STOPPED
            elif row.group_id in news:
                kind, words = news[row.group_id]
                common = shared[key_of(row)]
                values = to_member(row, str(common["run_name"]), circles[row.group_id]) | words
                answers[pk] = filling_of(row, kind, LANGUAGE, values, common)
        return answers


def _news(
    made: Sequence[ChangedSeat], circles: Mapping[int, Circle]
) -> dict[int, tuple[str, dict[str, str | Rich]]]:
    """Return for each group the kind of change and the words about it."""
    coming: dict[int, list[ChangedSeat]] = defaultdict(list)
    going: dict[int, list[ChangedSeat]] = defaultdict(list)
    for seat in made:
        if seat.target_id is not None and seat.target_id in circles:
            coming[seat.target_id].append(seat)
        if seat.source_id is not None and seat.source_id in circles and seat.change.kind == Kind.SPLIT:
            going[seat.source_id].append(seat)
    found = {pk: (seats[0].change.kind, _of_comers(seats, circles[pk])) for pk, seats in coming.items()}
    names = _names([seat.enrolment_id for seats in going.values() for seat in seats])
    for pk, seats in going.items():
        left = mails.enumerated([names[seat.enrolment_id] for seat in seats])
        found[pk] = (Kind.SPLIT, {**_NO_NEWS, "parted": f"{left} {'has' if len(seats) == 1 else 'have'}"})
    return {pk: (kind, words) for pk, (kind, words) in found.items() if words}


def _of_comers(seats: Sequence[ChangedSeat], circle: Circle) -> dict[str, str | Rich]:
    """Name who comes; those who have been silent are counted, so that nobody waits for their answer."""
    active = {seat.enrolment_id for seat in seats if seat.was_active}
    here = [
        member for member in circle.members if member.enrolment_id in {seat.enrolment_id for seat in seats}
    ]
    named = [member for member in here if member.enrolment_id in active] or here
    if not named:
        return {}
    silent = len(here) - len(named)
    source = next((seat.source for seat in seats if seat.source), None)
    saying = [(member.name, member.said) for member in named if member.said]
    return {
        **_NO_NEWS,
        "newcomers": f"{_some([member.name for member in named])} {'joins' if len(named) == 1 else 'join'}",
        "old_name": source.name if source else "",
        "silent": _of_silent(silent),
        "said": mails.listed(saying) if saying else "",
    }


def _some(names: Sequence[str]) -> str:
    """Join names as one says them; of many only the first, for a subject has little room."""
    if len(names) <= _NAMED + 1:
        return mails.enumerated(names)
    return mails.enumerated([*names[:_NAMED], f"{len(names) - _NAMED} others"])


def _of_silent(count: int) -> str:
    if not count:
        return ""
    who = "One more comes with them who has" if count == 1 else f"{count} more come with them who have"
    return (
        f"{who} not been heard of for a while. They are welcome back at any time; you need not wait for them."
    )


def _names(enrolment_ids: Sequence[int]) -> dict[int, str]:
    rows = Membership.objects.filter(enrolment_id__in=enrolment_ids, left_at=None).order_by("id")
    named = dict(rows.values_list("enrolment_id", "enrolment__person__name"))
    return {pk: called((named.get(pk, "").split() or [""])[0]) for pk in enrolment_ids}


@dataclass(frozen=True, slots=True)
class Proposed:
    """Recipients are persons: the organisers; `subject_id` is the first of the changes that were proposed."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition."""
        return move_mails.changes(run_of(mailing), _open(mailing))

    def fill(self, mailing: Mailing, recipients: Sequence[int], *, now: datetime) -> Fills:
        """Send each the way to the page; nobody, once all are settled. Three queries."""
        run = run_of(mailing)
        if not _open(mailing):
            return dict.fromkeys(
                recipients, Skip(Delivery.State.CANCELLED, "the changes are settled already")
            )
        shared = plain_envelope(
            why=f"You get this because you look after {run.name}.",
            reply_note="A reply to this message reaches the organisers of this run.",
            reply_to=run_address(run.slug),
        ) | {"act_url": pages.page("web:organise_changes", run.slug)}
        people = Person.objects.filter(pk__in=recipients, is_active=True)
        return {row.pk: Filling(row.email, "one", LANGUAGE, {}, shared, name=row.name) for row in people}


def _open(mailing: Mailing) -> list[GroupChange]:
    found = GroupChange.objects.filter(run_id=mailing.run_id or 0, pk__gte=subject_of(mailing))
    return list(found.filter(state=GroupChange.State.PROPOSED).order_by("number"))


def register_moves() -> None:
    """Make ourselves known to delivery."""
    register("moved", Moved(), withdrawable=True)
    register("company", Company(), withdrawable=True)
    register("changes", Proposed())
