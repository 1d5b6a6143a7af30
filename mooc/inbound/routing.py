"""Brings mails to the rooms that their addresses lead to; whatever happens, each ends in exactly one visible state."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from mooc.delivery.queries import is_in_hand
from mooc.groups.models import Group
from mooc.runs import actions as runs
from mooc.runs.models import Enrolment

from .bounces import bring_back
from .errors import HostileMail
from .models import InboundMail
from .organisers import bring_to_organisers
from .outcomes import Outcome, dropped, held, routed, waits
from .posting import post_all, tripped
from .queries import (
    Destination,
    Refuse,
    ToDelivery,
    ToGroup,
    ToOperator,
    ToOrganisers,
    ToStop,
    find_destinations,
)
from .reading import Incoming, Reads, open_mail
from .rules import SAYS_IT_IS_AUTOMATIC, TO_A_GROUP, TO_ORGANISERS, first_objection

log = logging.getLogger("mooc.inbound")
Opened = Mapping[int, Incoming]


def route_all(
    mails: Sequence[InboundMail], reads: Reads, *, now: datetime
) -> tuple[dict[int, Outcome], Opened]:
    """Do with each mail that was read what its address asks for, inside the caller's transaction.

    Returns how each ends, and those that could be read, by the id of the mail. What one mail does is undone as a whole
    where it stumbles, and that mail is held. Only a database that does not answer is raised: that is not a mail's
    fault, and all stay kept.
    """
    outcomes: dict[int, Outcome] = {}
    opened: dict[int, Incoming] = {}
    for mail in mails:
        try:
            opened[mail.pk] = open_mail(mail, reads)
        except HostileMail as error:
            outcomes[mail.pk] = held("unreadable", f"I could not read it: {error}")
    destinations = find_destinations({mail.rcpt_to for mail in mails})
    posts: list[tuple[Incoming, Group]] = []
    for incoming in opened.values():
        found = _bring_alone(incoming, destinations[incoming.mail.rcpt_to], now=now)
        if isinstance(found, Group):
            posts.append((incoming, found))
        else:
            outcomes[incoming.mail.pk] = found
    outcomes |= post_all(posts, now=now)
    return {mail.pk: _of_its_run(outcomes[mail.pk], destinations[mail.rcpt_to]) for mail in mails}, opened


def _of_its_run(outcome: Outcome, destination: Destination | Refuse) -> Outcome:
    """Say of which run a mail is, also where no rule came to look: its organisers see what became of it."""
    if outcome.run_id is not None:
        return outcome
    if isinstance(destination, ToGroup):
        return replace(outcome, run_id=destination.group.run_id)
    if isinstance(destination, ToOrganisers) and destination.run:
        return replace(outcome, run_id=destination.run.pk)
    return outcome


def _bring_alone(incoming: Incoming, destination: Destination | Refuse, *, now: datetime) -> Outcome | Group:
    """Bring one mail to its room; a group means: it may be a post there."""
    try:
        if isinstance(destination, ToGroup):
            return first_objection(incoming, TO_A_GROUP) or destination.group
        with transaction.atomic():
            return _bring(incoming, destination, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # a mail that trips us up must not keep the others waiting
        log.exception("inbound mail %d trips me up; it is held", incoming.mail.pk)
        return tripped(error)


def _bring(
    incoming: Incoming,
    destination: ToOrganisers | ToOperator | ToDelivery | ToStop | Refuse,
    *,
    now: datetime,
) -> Outcome:
    if isinstance(destination, ToDelivery):
        return _bounce(incoming, destination.delivery_id, now=now)
    if isinstance(destination, ToStop):
        return _stop(destination.enrolment_id, now=now)
    if isinstance(destination, ToOperator):
        return held("to-operator", f"For {destination.mailbox}; the operator reads it here")
    if isinstance(destination, Refuse):
        return held("unknown", "Its address leads nowhere any more")
    objection = first_objection(incoming, TO_ORGANISERS)
    return objection or bring_to_organisers(incoming, destination.run, now=now)


def _bounce(incoming: Incoming, delivery_id: int, *, now: datetime) -> Outcome:
    report = incoming.report
    if report.kind == "complaint" or (report.kind == "bounce" and report.recipients):
        if is_in_hand(delivery_id, now=now):  # what comes back was quicker than the answer of who took it
            return waits("bounce", f"Copy {delivery_id} is in its sender's hand")
        return bring_back(report, delivery_id, now=now)
    return _no_report(incoming, delivery_id)


def _no_report(incoming: Incoming, delivery_id: int) -> Outcome:
    """Vacation programs answer to the envelope sender; what else comes there may be a bounce in a form unknown."""
    if objection := first_objection(incoming, SAYS_IT_IS_AUTOMATIC):
        return objection
    return held(
        "bounce", f"About copy {delivery_id}, in a form that I cannot read yet", became_id=delivery_id
    )


def _stop(enrolment_id: int, *, now: datetime) -> Outcome:
    enrolment = Enrolment.objects.filter(pk=enrolment_id).order_by("id").first()
    if enrolment is None:
        return dropped("unsubscribe", "The sign-up that it is about is not here any more")
    runs.stop_mail(enrolment=enrolment, now=now)
    return routed(
        "unsubscribe", "I have stopped the mail of this run", run_id=enrolment.run_id, became_id=enrolment.pk
    )
