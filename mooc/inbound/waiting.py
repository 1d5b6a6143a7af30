"""A mail that waits tells its writer so, once, where we know who wrote it and have not asked him anything."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from mooc.people.models import Person
from mooc.runs.models import Enrolment

from .answering import answer
from .models import InboundMail, Question

log = logging.getLogger("mooc.inbound")
# What is held for other reasons than that somebody must let it through, or was perhaps not written by a person.
_SILENT = frozenset(
    {"auto-reply", "bounce", "complaint", "to-organisers", "to-operator", "forged?", "unreadable"}
)


def tell_writers(mails: Iterable[InboundMail], *, now: datetime) -> int:
    """Tell the writers of mails that have just been held; returns how many get an answer.

    Two queries, and a few for each answer. In the order of persons, so that two workers do not wait for each other. An
    answer that stumbles leaves the mail as it is settled.
    """
    held = {
        mail.pk: mail
        for mail in mails
        if mail.state == InboundMail.State.HELD and mail.writer_id and mail.kind not in _SILENT
    }
    if not held:
        return 0
    asked = set(Question.objects.filter(mail__in=held).values_list("mail_id", flat=True))
    writers = Enrolment.objects.select_related("person").in_bulk({mail.writer_id for mail in held.values()})
    pairs = [
        (writers[mail.writer_id].person, mail)
        for pk, mail in held.items()
        if pk not in asked and mail.writer_id in writers
    ]
    pairs.sort(key=lambda pair: (pair[0].pk, pair[1].pk))
    return sum(_told(mail, person, now) for person, mail in pairs)


def _told(mail: InboundMail, person: Person, now: datetime) -> bool:
    try:
        with transaction.atomic():
            return answer(mail, person, kind="waits", now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("inbound mail %d is held, but what I wanted to tell of it trips me up", mail.pk)
        return False
