"""Who wrote a mail that is held is told so: once, and only where we know him and have not asked him."""

import pytest

from mooc.delivery.models import Mailing
from mooc.inbound.answering import answer
from mooc.inbound.models import AutoAnswer, InboundMail, Question
from mooc.inbound.waiting import tell_writers
from mooc.people.models import Person

from .stage import GROUP_ADDRESS, RUN_ADDRESS, letter, receive
from .test_answering import held


def told():
    return list(AutoAnswer.objects.order_by("id").values_list("person__email", "kind"))


def test_the_writer_of_a_held_mail_is_told(stage, now):
    assert tell_writers([held(stage, now)], now=now) == 1
    assert told() == [("bob@example.net", "waits")]


def test_he_is_told_once_however_many_of_his_mails_wait(stage, now):
    assert tell_writers([held(stage, now, number) for number in range(5)], now=now) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"writer_id": None},
        {"writer_id": 4711},
        {"state": "routed"},
        {"kind": "auto-reply"},
        {"kind": "forged?"},
        {"kind": "to-organisers"},
    ],
    ids=str,
)
def test_silence_where_nobody_is_known_or_nobody_waits(changes, stage, now):
    mail = held(stage, now)
    for name, value in changes.items():
        setattr(mail, name, value)
    assert tell_writers([mail], now=now) == 0
    assert not Mailing.objects.exists()


def test_who_is_asked_is_not_told_besides(stage, now):
    mail = held(stage, now)
    Question.objects.create(mail=mail, person=stage.bob.person, asked_at=now)
    assert tell_writers([mail], now=now) == 0


def test_an_unproven_writer_is_told_nothing(stage, now):
    mail = held(stage, now)
    Person.objects.filter(pk=stage.bob.person_id).update(email_verified_at=None)
    stage.bob.ready_at = None
    stage.bob.save()
    assert tell_writers([mail], now=now) == 0


def test_a_batch_without_held_mail_costs_nothing(stage, now, django_assert_num_queries):
    mail = held(stage, now)
    InboundMail.objects.filter(pk=mail.pk).update(state="routed")
    mail.refresh_from_db()
    with django_assert_num_queries(0):
        tell_writers([mail] * 50, now=now)


@pytest.mark.parametrize("name", ["vacation-by-subject-only", "hostile-no-headers", "vacation-rfc3834"])
@pytest.mark.parametrize("to", [GROUP_ADDRESS, RUN_ADDRESS])
def test_organisers_see_what_came_to_their_run_though_nobody_could_judge_it(name, to, stage, now):
    assert receive(letter(name), now=now, to=to).run_id == stage.run.pk


def test_an_answer_that_stumbles_leaves_the_mail_held_and_the_others_told(stage, now, monkeypatch):
    first, second = held(stage, now, 1), held(stage, now, 2)
    InboundMail.objects.filter(pk=second.pk).update(writer_id=stage.ana.pk)
    second.refresh_from_db()

    def stumble(mail, person, **given):
        if person == stage.bob.person:
            raise ValueError("cannot write that")
        return answer(mail, person, **given)

    monkeypatch.setattr("mooc.inbound.waiting.answer", stumble)
    assert tell_writers([first, second], now=now) == 1
    assert told() == [("ana@example.org", "waits")]
