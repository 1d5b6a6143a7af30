"""What can be done with held mails: which could be posted, and whom one could ask. A few queries for any number."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mooc.delivery.models import Mailing
from mooc.groups.models import Group, Membership
from mooc.people.models import Person
from mooc.people.queries import owners_of_addresses
from mooc.runs.models import Enrolment

from .answering import occasion_of
from .models import InboundMail, Question
from .proven import proven_people
from .queries import ToGroup, find_destinations
from .rules.sender_proof import FORGED


@dataclass(frozen=True, slots=True)
class Offer:
    """group: the one it is for, if it is for one. writer: whose it is or seems to be. asks: whom to ask.

    needs_word: it was found forged, so only his own yes lets it be posted in his name.
    """

    group: Group | None
    writer: Enrolment | None
    asks: Person | None
    needs_word: bool = False

    @property
    def may_keep(self) -> bool:
        """Say whether it could be posted: to a group, in somebody's name, who has not to say first that it is his."""
        return self.group is not None and self.writer is not None and not self.needs_word


def offers(mails: Sequence[InboundMail]) -> dict[int, Offer]:
    """Return by the id of each mail what can be done with it. Nine queries at most."""
    groups = _groups(mails)
    questions = {
        one.mail_id: one for one in Question.objects.filter(mail__in=groups).select_related("person")
    }
    writers = _writers(mails, groups, questions)
    asks = _asks(mails, groups, writers)
    written = _written(questions)
    for pk, question in questions.items():
        if pk in written or question.answered_at is not None:
            asks.pop(pk, None)
        else:
            asks[pk] = question.person
    return {
        mail.pk: Offer(
            groups.get(mail.pk),
            writers.get(mail.pk),
            asks.get(mail.pk),
            needs_word=mail.kind == FORGED and not _is_his(questions.get(mail.pk)),
        )
        for mail in mails
    }


def _is_his(question: Question | None) -> bool:
    """Say whether the member whose name it bears has said at his own address that he wrote it."""
    return question is not None and bool(question.was_he)


def _written(questions: Collection[int]) -> set[int]:
    """Return of which mails the question has gone out: who had another answer that day was not written to."""
    occasions = {occasion_of(pk, "question"): pk for pk in questions}
    if not occasions:
        return set()
    found = Mailing.objects.filter(occasion__in=occasions).values_list("occasion", flat=True)
    return {occasions[occasion] for occasion in found}


def _groups(mails: Iterable[InboundMail]) -> dict[int, Group]:
    found = find_destinations({mail.rcpt_to for mail in mails})
    return {mail.pk: there.group for mail in mails if isinstance(there := found[mail.rcpt_to], ToGroup)}


def _writers(
    mails: Iterable[InboundMail], groups: Mapping[int, Group], questions: Mapping[int, Question]
) -> dict[int, Enrolment]:
    """Return who wrote mails, as far as we know; where somebody was asked whether it is his, the member asked."""
    ids = {mail.writer_id for mail in mails if mail.writer_id}
    rows = Enrolment.objects.select_related("person").in_bulk(ids) if ids else {}
    known = {mail.pk: rows[mail.writer_id] for mail in mails if mail.writer_id in rows}
    asked = {pk: question.person_id for pk, question in questions.items() if pk not in known}
    if not asked:
        return known
    seats = Membership.objects.filter(
        group__in={groups[pk] for pk in asked}, enrolment__person__in=asked.values(), left_at=None
    ).select_related("enrolment__person")
    members = {(seat.group_id, seat.enrolment.person_id): seat.enrolment for seat in seats}
    places = {pk: (groups[pk].pk, person_id) for pk, person_id in asked.items()}
    return known | {pk: members[place] for pk, place in places.items() if place in members}


def _asks(
    mails: Sequence[InboundMail], groups: Mapping[int, Group], writers: Mapping[int, Enrolment]
) -> dict[int, Person]:
    """Find the member whose proven address a mail names; nobody else's yes could post it."""
    owners = owners_of_addresses({mail.from_addr for mail in mails if mail.from_addr})
    named = {
        mail.pk: ((writers[mail.pk].person_id,) if mail.pk in writers else owners.get(mail.from_addr, ()))
        for mail in mails
        if mail.pk in groups
    }
    ids = {person_id for found in named.values() for person_id in found}
    if not ids:
        return {}
    people = proven_people().in_bulk(ids)
    seats = Membership.objects.filter(group__in=groups.values(), enrolment__person__in=ids, left_at=None)
    members = set(seats.values_list("group_id", "enrolment__person_id"))
    return {
        pk: people[person_id]
        for pk, found in named.items()
        for person_id in reversed(found)
        if person_id in people and (groups[pk].pk, person_id) in members
    }
