"""After mails are settled: who is asked "was this you?", and who reads what his command has done."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from .answering import answer, tell_surely
from .models import InboundMail, Question
from .outcomes import Outcome
from .proven import is_proven

log = logging.getLogger("mooc.inbound")


def ask_and_tell(mails: Sequence[InboundMail], outcomes: Mapping[int, Outcome], *, now: datetime) -> None:
    """Ask and tell what the outcomes of these mails say, a few queries for each that says anything.

    In the order of persons, so that two workers do not wait for each other. An answer that stumbles leaves the mail as
    it is settled.
    """
    found = [(whom, mail) for mail in mails if (whom := _whom(outcomes[mail.pk]))]
    for _, mail in sorted(found, key=lambda pair: (pair[0], pair[1].pk)):
        try:
            with transaction.atomic():
                _ask_or_tell(mail, outcomes[mail.pk], now=now)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("inbound mail %d is settled, but what I wanted to answer trips me up", mail.pk)


def _whom(outcome: Outcome) -> int:
    """Return the person who is asked or told; 0: nobody."""
    if outcome.asks:
        return outcome.asks.person.pk
    return outcome.writer.person_id if outcome.writer and outcome.answer else 0


def _ask_or_tell(mail: InboundMail, outcome: Outcome, *, now: datetime) -> None:
    if outcome.asks and is_proven(outcome.asks.person):
        asks = outcome.asks
        Question.objects.create(mail=mail, person=asks.person, adds=asks.adds, asked_at=now)
        answer(mail, asks.person, kind="question", now=now)
    elif outcome.writer and outcome.answer:
        tell = tell_surely if outcome.must_tell else answer
        tell(mail, outcome.writer.person, kind=outcome.answer, now=now)
