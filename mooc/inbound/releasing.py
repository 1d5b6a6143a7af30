"""A held mail is posted after all, because a person has looked at it."""

from datetime import datetime

from django.db import transaction

from mooc.groups.models import Group
from mooc.runs.models import Enrolment

from .errors import HostileMail, NoSuchMail
from .models import InboundMail
from .outcomes import Outcome, held
from .posting import post_waived
from .queries import ToGroup, find_destinations
from .reading import Reads, open_mail, read_mails
from .settling import ended
from .sql import settle

State = InboundMail.State


def post_held(mail: InboundMail, *, now: datetime, reads: Reads | None = None) -> Outcome:
    """Post a held mail in its writer's name although a rule objected, and return how it ends.

    What cannot be waived: nobody knows who wrote it, its group is closed, the group has it already, it says nothing.
    Then the outcome is one that is held, with the reason, and nothing has changed. A mail that is held no longer stays
    as it is, and its end is returned. `reads`: what `read_anew` gave, for who has a transaction of his own.
    Raises NoSuchMail.
    """
    found = read_anew(mail) if reads is None else reads
    with transaction.atomic():
        return _posted(mail, found, now=now)


def read_anew(mail: InboundMail) -> Reads:
    """Read the bytes of a mail that waits: before the transaction that posts it, for that may take seconds."""
    return read_mails(list(InboundMail.objects.select_related("raw").filter(pk=mail.pk).order_by("id")))


def _posted(mail: InboundMail, reads: Reads, *, now: datetime) -> Outcome:
    row = locked(mail.pk)
    if row.state != State.HELD:
        return Outcome(State(row.state), row.kind, row.reason, row.run_id, row.became_id)
    writer = Enrolment.objects.select_related("person").filter(pk=row.writer_id or 0).order_by("id").first()
    if writer is None:
        reason = "I do not know who wrote it, so I cannot post it in his name"
        return held(row.kind, reason, run_id=row.run_id)
    group = group_of(row)
    if group is None:
        return held(row.kind, "Its address does not lead to a group, or not any more", run_id=row.run_id)
    try:
        incoming = open_mail(row, reads)
    except HostileMail as error:
        return held("unreadable", f"I could not read it: {error}", run_id=row.run_id)
    outcome = post_waived((incoming, group), writer, now=now)
    if outcome.state != State.HELD:
        settle([ended(row, outcome, incoming.letter, now=now)])
    return outcome


def locked(number: int) -> InboundMail:
    """Take a mail for this transaction alone. Raises NoSuchMail."""
    rows = InboundMail.objects.select_for_update(of=("self",)).select_related("raw")
    row = rows.filter(pk=number).order_by("id").first()
    if row is None:
        raise NoSuchMail(f"there is no inbound mail {number}; `mooc inbound list` shows the latest")
    return row


def group_of(mail: InboundMail) -> Group | None:
    """Return the group that a mail's address leads to now; None where it leads to none, or to one that is closed."""
    destination = find_destinations([mail.rcpt_to])[mail.rcpt_to]
    return destination.group if isinstance(destination, ToGroup) else None
