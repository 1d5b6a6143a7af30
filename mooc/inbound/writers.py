"""Who wrote to a group: the owner of the personal address it came to, or of the address in From.

Asked for many mails at once, in a fixed number of queries: who has these addresses, whose personal addresses are those
that it came to, their seats in the groups, what the groups have lately, where else the mails went.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from mooc.groups.discussion.limits import BURST
from mooc.groups.discussion.reply_addresses import owner_of
from mooc.groups.models import Group, Membership, Post
from mooc.people.addresses import BadAddress, normal_address
from mooc.people.queries import owners_of_addresses
from mooc.pure.mailkit import scrub
from mooc.runs.models import Enrolment

from .addresses import cleaned, split
from .candidates import Candidate, Lately
from .models import InboundMail
from .reading import Incoming

ToPost = tuple[Incoming, Group]
ONE_HOUR = timedelta(hours=1)


def find_candidates(mails: Sequence[ToPost], *, now: datetime) -> list[Candidate]:
    """Return for each mail what the rules want to know: six queries for all, fewer where no mail needs them."""
    if not mails:
        return []
    persons = owners_of_addresses({address_of(incoming) for incoming, _ in mails} - {""})
    owners = _owners(mails)
    house = _House(mails, owners, persons)
    lately = _lately(mails, house, now)
    return [_candidate(one, group, persons, owners, house, lately) for one, group in mails]


def address_of(incoming: Incoming) -> str:
    """Return the normal form of the address in From; empty where there is none that could be a person's."""
    try:
        return normal_address(incoming.letter.from_addr)
    except BadAddress:
        return ""


def shown_address(address: str) -> str:
    """Return an address to show: in its normal form where it has one, else as it came, cleaned."""
    try:
        return normal_address(address)
    except BadAddress:
        return cleaned(address)


def message_id_of(incoming: Incoming) -> str:
    """Return the Message-ID as posts keep it."""
    return scrub(incoming.letter.message_id)[:254]


def has_proved_address(enrolment: Enrolment) -> bool:
    """Say whether a link sent to the address has come back: the confirmation's, or the button "I am in"."""
    return bool(enrolment.person.email_verified_at or enrolment.ready_at)


def _owners(mails: Sequence[ToPost]) -> dict[int, int]:
    """Return whose personal address each mail came to: {id of the mail: enrolment}. One query, where any has a tag."""
    tagged = {
        incoming.mail.pk: (there, group.pk)
        for incoming, group in mails
        if (there := split(incoming.mail.rcpt_to)).tag
    }
    if not tagged:
        return {}
    members = defaultdict(list)
    rows = Membership.objects.filter(group__in={group for _, group in tagged.values()}, left_at=None)
    for group_id, enrolment_id in rows.order_by("id").values_list("group", "enrolment"):
        members[group_id].append(enrolment_id)
    found = {
        mail_id: owner_of(there.tag, there.local, members[group_id])
        for mail_id, (there, group_id) in tagged.items()
    }
    return {mail_id: owner for mail_id, owner in found.items() if owner is not None}


@dataclass(slots=True)
class _House:
    """Those who may have written: seats in the groups by enrolment and by person, others of their runs."""

    by_enrolment: dict[tuple[int, int], Membership]
    by_person: dict[tuple[int, int], Membership]
    outsiders: dict[tuple[int, int], Enrolment]

    def __init__(
        self, mails: Sequence[ToPost], owners: dict[int, int], persons: dict[str, tuple[int, ...]]
    ) -> None:
        known = {person for found in persons.values() for person in found}
        self.by_enrolment, self.by_person, self.outsiders = {}, {}, {}
        if not known and not owners:
            return
        rows = Membership.objects.filter(
            Q(enrolment__in=set(owners.values())) | Q(enrolment__person__in=known),
            group__in={group.pk for _, group in mails},
        ).select_related("enrolment__person")
        # The seats that he has left first, so that one he has counts more.
        for row in sorted(rows, key=lambda row: (row.left_at is None, row.pk)):
            self.by_enrolment[row.group_id, row.enrolment_id] = row
            self.by_person[row.group_id, row.enrolment.person_id] = row
        self._look_outside(mails, persons)

    def _look_outside(self, mails: Sequence[ToPost], persons: dict[str, tuple[int, ...]]) -> None:
        """Find those of the groups' runs who wrote to a group in which they have no seat. One query, if any did."""
        foreign = {
            (group.run_id, person)
            for incoming, group in mails
            for person in persons.get(address_of(incoming), ())
            if (group.pk, person) not in self.by_person
        }
        if not foreign:
            return
        rows = Enrolment.objects.filter(
            run__in={run for run, _ in foreign}, person__in={person for _, person in foreign}
        ).select_related("person")
        self.outsiders = {(row.run_id, row.person_id): row for row in rows.order_by("id")}


def _candidate(
    incoming: Incoming,
    group: Group,
    persons: dict[str, tuple[int, ...]],
    owners: dict[int, int],
    house: _House,
    lately: Lately,
) -> Candidate:
    address = address_of(incoming)
    owner_id = owners.get(incoming.mail.pk)
    owner = house.by_enrolment.get((group.pk, owner_id)) if owner_id else None
    people = persons.get(address, ())
    seats = [seat for person in people if (seat := house.by_person.get((group.pk, person)))]
    outside = [one for person in people if (one := house.outsiders.get((group.run_id, person)))]
    sender = _chosen(seats, owner)
    someone = sender.enrolment if sender else outside[0] if outside else None
    return Candidate(
        incoming=incoming,
        group=group,
        message_id=message_id_of(incoming),
        lately=lately,
        address=address,
        owner=owner,
        sender=sender,
        outsider=None if sender else someone,
        is_known=bool(people),
        address_is_proven=someone is not None and _is_proven(address, someone),
    )


def _chosen(seats: Sequence[Membership], owner: Membership | None) -> Membership | None:
    """Of several who have this address: the one to whose personal address it came, else who is there still."""
    own = (seat for seat in seats if owner and seat.enrolment.person_id == owner.enrolment.person_id)
    there = (seat for seat in seats if seat.left_at is None)
    return next(own, None) or next(there, None) or next(iter(seats), None)


def _is_proven(address: str, enrolment: Enrolment) -> bool:
    """Only proven addresses are found beside the one of the account, which may not be."""
    return address != enrolment.person.email or has_proved_address(enrolment)


def _lately(mails: Sequence[ToPost], house: _House, now: datetime) -> Lately:
    """Read what the groups have already, and to which other addresses these mails came. Two queries."""
    lately = Lately()
    burst, hour = now - BURST, now - ONE_HOUR
    same = Q(message_id__in={message_id_of(incoming) for incoming, _ in mails})
    authors = {seat.enrolment_id for seat in house.by_enrolment.values()}
    fresh = Q(posted_at__gt=burst) | Q(author__in=authors, posted_at__gt=hour)
    rows = Post.objects.filter(same | fresh, group__in={group.pk for _, group in mails})
    for group_id, author_id, message_id, at in rows.values_list("group", "author", "message_id", "posted_at"):
        lately.known.add((group_id, message_id))
        lately.by_author[author_id] = lately.by_author.get(author_id, 0) + (at > hour)
        lately.by_group[group_id] = lately.by_group.get(group_id, 0) + (at > burst)
    raw_ids = {incoming.mail.raw_id for incoming, _ in mails}
    places = InboundMail.objects.filter(raw__in=raw_ids).order_by()
    for raw_id, rcpt_to in places.values_list("raw_id", "rcpt_to"):
        lately.places.setdefault(raw_id, set()).add(rcpt_to)
    return lately
