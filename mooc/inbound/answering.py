"""Automatic answers to who writes to us: to his own proven address, never to From, one a day at most (RFC 3834).

Called in the transaction that settles the mail, so that mail and answer are known together or not at all. What the
answer says is written when it is sent, from the mail's row (`answer_mails`).
"""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from mooc.delivery.actions import plan
from mooc.delivery.models import Mailing
from mooc.people.models import Person

from .answer_mails import FILLER, KINDS, TITLES
from .models import AutoAnswer, InboundMail
from .proven import is_proven

# Before the weekly messages: who wrote waits for it.
PRIORITY = 3
ONE_DAY = timedelta(days=1)


@transaction.atomic
def answer(mail: InboundMail, person: Person, *, kind: str, now: datetime) -> bool:
    """Plan one automatic mail to the person's own address; False when that is unproven, or he had one within a day.

    kind: "waits", "command" or "question". Each answers a mail once.
    """
    if not is_proven(person) or not _counted(mail, person, kind, now):
        return False
    write(mail, person, kind=kind, now=now)
    return True


@transaction.atomic
def tell_surely(mail: InboundMail, person: Person, *, kind: str, now: datetime) -> bool:
    """Do the same however many he had that day, for what he must hear of; False only when his address is unproven.

    For what happens once a day at most: who has left cannot leave again, and no mail brings him back.
    """
    if not is_proven(person):
        return False
    _counted(mail, person, kind, now)
    write(mail, person, kind=kind, now=now)
    return True


def may_answer(person: Person, *, now: datetime) -> bool:
    """Say whether `answer` would be let through: his address is proven, and he had none within a day."""
    return is_proven(person) and not _answers_of_today(person, now).exists()


def write(mail: InboundMail, person: Person, *, kind: str, now: datetime) -> Mailing:
    """Plan such a mail however many there were: a human asked for it, or `answer` has counted it."""
    return plan(
        occasion=occasion_of(mail.pk, kind),
        kind=KINDS[kind],
        filler=FILLER,
        title=TITLES[kind],
        now=now,
        recipients=[person.pk],
        run_id=mail.run_id,
        subject_id=mail.pk,
        priority=PRIORITY,
    )


def occasion_of(mail_id: int, kind: str) -> str:
    """Return the name of the one mailing that answers a mail in this way."""
    return f"answer/{mail_id}/{kind}"


def _counted(mail: InboundMail, person: Person, kind: str, now: datetime) -> bool:
    """Take the day's one answer for ourselves; of two workers at once, the row lets one through."""
    if _answers_of_today(person, now).exists() or AutoAnswer.objects.filter(mail=mail, kind=kind).exists():
        return False
    try:
        with transaction.atomic():
            AutoAnswer.objects.create(
                person=person, on_date=now.astimezone(UTC).date(), at=now, kind=kind, mail=mail
            )
    except IntegrityError:
        return False
    return True


def _answers_of_today(person: Person, now: datetime) -> QuerySet[AutoAnswer]:
    return AutoAnswer.objects.filter(person=person, at__gt=now - ONE_DAY)
