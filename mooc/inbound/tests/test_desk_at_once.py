"""Two workers with one writer, two organisers with one mail: one of them is first, whatever the database."""

from django.db import transaction

from mooc.delivery.models import Mailing
from mooc.inbound import deciding
from mooc.inbound.answering import answer
from mooc.inbound.errors import AlreadyDecided
from mooc.inbound.models import AutoAnswer, Decision

from .test_answered_at_once import at_once
from .test_answered_at_once import stage as stage
from .test_answering import held


def test_two_workers_answer_a_writer_once(stage, now):
    mails = [held(stage, now, number) for number in range(3)]

    def work(mail):
        with transaction.atomic():  # as the batch in which the mail is settled
            return answer(mail, stage.bob.person, kind="waits", now=now)

    answers = at_once(*(lambda mail=mail: work(mail) for mail in mails))
    assert sorted(answers) == [False, False, True]
    assert AutoAnswer.objects.count() == Mailing.objects.count() == 1


def test_two_organisers_decide_about_a_mail_once(stage, now):
    mail = held(stage, now)

    def decide(verb, by):
        try:
            verb(mail, by=by, now=now)
        except AlreadyDecided as error:
            return str(error)
        return "done"

    said = at_once(
        lambda: decide(deciding.keep, stage.alice),
        lambda: decide(deciding.hide, stage.bob.person),
    )
    first = Decision.objects.get()
    assert said.count("done") == 1
    assert sum(f"waits no more: {first.by}" in words for words in said) == 1
