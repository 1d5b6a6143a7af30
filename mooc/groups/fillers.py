"""Whom the mails about groups go to, with which words, at the moment of sending. A fixed number of queries a batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mooc.delivery import links as pages
from mooc.delivery.fillers import Filling, Skip, Values, register
from mooc.delivery.layout import Draft
from mooc.delivery.models import Delivery, Mailing
from mooc.people.mails import LANGUAGE
from mooc.people.mails import envelope as plain_envelope
from mooc.people.models import Person
from mooc.pure.coursebook import Course
from mooc.pure.mailkit import Rich
from mooc.runs.links import link, run_address
from mooc.runs.models import Enrolment, Run

from . import mails
from .fellows import runs_of
from .filling import (
    course_of,
    filling_of,
    key_of,
    run_of,
    seats_of,
    shared_by_seat,
    subject_of,
    to_learner,
    to_member,
)
from .members import Circle, Member, circles_of
from .models import Group, Membership, Placement, Proposal

Fills = Mapping[int, Filling | Skip]
_STOPPED = Skip(Delivery.State.SUPPRESSED, "the learner stopped the mail of this run")
_NO_LONGER = Skip(Delivery.State.CANCELLED, "not in a group any more")
_HAS_ONE = Skip(Delivery.State.CANCELLED, "has a group by now, or does not want one any more")
_TO_ORGANISERS = "A reply reaches the organisers of this run."


@dataclass(frozen=True, slots=True)
class Welcome:
    """Recipients are enrolments; the group is the one they are in when the mail goes out."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition of a mode."""
        return mails.welcome(course_of(mailing), variant)

    def fill(self, mailing: Mailing, recipients: Sequence[int], *, now: datetime) -> Fills:
        """Give each his group. Three queries."""
        run, course = run_of(mailing), course_of(mailing)
        seats = seats_of(recipients)
        circles = circles_of({row.group_id for row in seats.values()}, course)
        shared = shared_by_seat(seats.values(), run, circles, course)
        return {
            pk: self._fill(seats[pk], run, course, circles[seats[pk].group_id], shared[key_of(seats[pk])])
            if pk in seats
            else _NO_LONGER
            for pk in recipients
        }

    def _fill(
        self, row: Membership, run: Run, course: Course, circle: Circle, shared: Values
    ) -> Filling | Skip:
        if row.enrolment.mail_stopped_at:
            return _STOPPED
        group, zone = row.group, row.enrolment.person.zone
        wanted_to_meet = row.enrolment.company == Enrolment.Company.MEET and group.mode == Group.Mode.WRITE
        values = to_member(row, str(shared["run_name"]), circle) | {
            "hours": circle.hours_in(zone, run) if group.mode == Group.Mode.MEET else "",
            "moved": "No group had a seat at your hours, so this one writes." if wanted_to_meet else "",
        }
        return filling_of(row, group.mode, course.language, values, shared)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Recipients are enrolments whose groups got somebody new by the sweep of the moment of planning."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition."""
        return mails.newcomer()

    def fill(self, mailing: Mailing, recipients: Sequence[int], *, now: datetime) -> Fills:
        """Name the newcomers to those who were there before. Four queries."""
        run, course = run_of(mailing), course_of(mailing)
        seats = seats_of(recipients)
        circles = circles_of({row.group_id for row in seats.values()}, course)
        shared = {
            key: words | _said_of(new)
            for key, words in shared_by_seat(seats.values(), run, circles, course).items()
            if (new := circles[key[0]].newcomers_of(mailing.planned_at))
        }
        answers: dict[int, Filling | Skip] = dict.fromkeys(recipients, _NO_LONGER)
        for pk, row in seats.items():
            if row.enrolment.mail_stopped_at:
                answers[pk] = _STOPPED
            elif words := shared.get(key_of(row)):
                values = to_member(row, str(words["run_name"]), circles[row.group_id])
                answers[pk] = filling_of(row, "one", LANGUAGE, values, words)
        return answers


def _said_of(new: Sequence[Member]) -> dict[str, str | Rich]:
    """Return who joins, and what those bring who said so."""
    verb = "joins" if len(new) == 1 else "join"
    saying = [(member.name, member.said) for member in new if member.said]
    return {
        "newcomers": f"{mails.enumerated([member.name for member in new])} {verb}",
        "said": mails.listed(saying) if saying else "",
    }


@dataclass(frozen=True, slots=True)
class NoGroup:
    """Recipients are enrolments that stand in line; `subject_id` is the proposal that left them over."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition."""
        return mails.no_group(run_of(mailing))

    def fill(self, mailing: Mailing, recipients: Sequence[int], *, now: datetime) -> Fills:
        """Give each his reason; who was seated since is left out. Three queries."""
        run = run_of(mailing)
        rows = Enrolment.objects.filter(pk__in=recipients, waiting_since__isnull=False).select_related(
            "person"
        )
        placed = Placement.objects.filter(
            proposal=subject_of(mailing), enrolment_id__in=recipients, group=None
        )
        reasons = {row.enrolment_id: row for row in placed}
        answers: dict[int, Filling | Skip] = dict.fromkeys(recipients, _HAS_ONE)
        for row in rows:
            answers[row.pk] = _STOPPED if row.mail_stopped_at else self._fill(row, run, reasons.get(row.pk))
        return answers

    def _fill(self, row: Enrolment, run: Run, placement: Placement | None) -> Filling:
        values = to_learner(row, run.name, reply_to=run_address(run.slug), reply_note=_TO_ORGANISERS) | {
            "act_url": link("choices", row.pk),
            "reason": placement.reason if placement else "They were chosen before you said that you are in.",
            "help": placement.help if placement else "",
        }
        return Filling(row.person.email, "one", LANGUAGE, values, name=row.person.name)


@dataclass(frozen=True, slots=True)
class Proposed:
    """Recipients are persons: the organisers; `subject_id` is the proposal."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition."""
        proposed = Proposal.objects.select_related("run").get(pk=subject_of(mailing))
        return mails.proposal(proposed, begins_on=min(run.starts_date for run in runs_of(proposed)))

    def fill(self, mailing: Mailing, recipients: Sequence[int], *, now: datetime) -> Fills:
        """Send each the way to the page; nobody, once somebody confirmed. Three queries."""
        run = run_of(mailing)
        if not Proposal.objects.filter(pk=subject_of(mailing), state=Proposal.State.PROPOSED).exists():
            return dict.fromkeys(
                recipients, Skip(Delivery.State.CANCELLED, "the proposal is settled already")
            )
        shared = plain_envelope(
            why=f"You get this because you look after {run.name}.",
            reply_note="A reply to this message reaches the organisers of this run.",
            reply_to=run_address(run.slug),
        ) | {"act_url": pages.page("web:organise_groups", run.slug)}
        people = Person.objects.filter(pk__in=recipients, is_active=True)
        return {row.pk: Filling(row.email, "one", LANGUAGE, {}, shared, name=row.name) for row in people}


def register_all() -> None:
    """Make ourselves known to delivery."""
    register("welcome", Welcome(), withdrawable=True)
    register("newcomer", Newcomers(), withdrawable=True)
    register("no-group", NoGroup(), withdrawable=True)
    register("proposal", Proposed())
