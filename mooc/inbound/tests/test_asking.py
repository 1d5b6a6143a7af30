"""What is asked and told once mails are settled; whatever goes wrong there, they stay settled."""

from mooc.inbound import asking
from mooc.inbound.models import AutoAnswer, InboundMail, Question
from mooc.people.models import Person

from .stage import receive, written

FORGED = "mooc.localhost; dmarc=fail"


def test_an_answer_that_stumbles_leaves_the_mail_held(stage, now, monkeypatch, caplog):
    def stumble(*args, **kwargs):
        raise LookupError("no such words")

    monkeypatch.setattr(asking, "answer", stumble)
    mail = receive(written(1), now=now, authentication=FORGED)
    assert (mail.state, mail.kind) == ("held", "forged?")
    assert not Question.objects.exists()
    assert "trips me up" in caplog.text


def test_who_was_answered_today_is_asked_on_a_page_and_not_by_mail(stage, now):
    mails = [receive(written(number), now=now, authentication=FORGED) for number in range(3)]
    assert [mail.question.person for mail in mails] == [stage.bob.person] * 3
    assert AutoAnswer.objects.count() == 1


def test_nobody_is_asked_at_an_address_that_nobody_has_confirmed(stage, now):
    """Bob writes from a further address of his that is verified; his own is not."""
    stage.bob.person.other_addresses.create(email="bob@cafe.example", asked_at=now, verified_at=now)
    Person.objects.filter(pk=stage.bob.person_id).update(email_verified_at=None)
    type(stage.bob).objects.filter(pk=stage.bob.pk).update(ready_at=None)
    mail = receive(written(1, sender="bob@cafe.example"), now=now, authentication=FORGED)
    assert (mail.state, mail.kind) == ("held", "forged?")
    assert not Question.objects.exists() and not AutoAnswer.objects.exists()
    assert receive(written(2, sender="bob@cafe.example"), now=now).kind == "post"
    assert InboundMail.objects.filter(writer_id=stage.bob.pk).count() == 1
