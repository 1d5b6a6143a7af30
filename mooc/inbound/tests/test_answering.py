"""Automatic answers: to a proven address alone, one a day, and readable."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy, Mailing
from mooc.inbound import answering
from mooc.inbound.answer_words import COMMANDS, answer_subject, named_files
from mooc.inbound.answering import answer, may_answer
from mooc.inbound.links import question_url
from mooc.inbound.models import AutoAnswer, InboundMail, Question
from mooc.people.models import Person
from mooc.pure.mailkit import read_letter
from mooc.pure.mailkit.commands import Verb
from mooc.runs import links
from mooc.runs.links import run_address
from mooc.runs.models import Enrolment
from mooc.runs.tests.stage import send

from .stage import GROUP_ADDRESS, written


@pytest.fixture
def mail(stage, now):
    """A mail of Bob's that is held because he wrote so many."""
    return held(stage, now)


def held(stage, now, number=1, kind="too-many", reason="More than 20 posts of one member within an hour"):
    from mooc.inbound.actions import ingest

    (mail,) = ingest(
        raw=written(number), mail_from="bob@example.net", rcpt_to=[GROUP_ADDRESS], source="lmtp", now=now
    )
    InboundMail.objects.filter(pk=mail.pk).update(
        state="held",
        kind=kind,
        reason=reason,
        subject="Hello",
        from_addr="bob@example.net",
        message_id=f"<{number}@letters.example>",
        run_id=stage.run.pk,
        writer_id=stage.bob.pk,
    )
    mail.refresh_from_db()
    return mail


def sent(now):
    """Send what is due; return the one letter in the mailbox."""
    send(now)
    return read_letter(read_copy(MailboxCopy.objects.get().pk))


def test_it_goes_to_the_writers_own_address_and_is_marked_as_automatic(mail, stage, now):
    InboundMail.objects.filter(pk=mail.pk).update(from_addr="elsewhere@example.com")
    assert answer(mail, stage.bob.person, kind="waits", now=now)
    letter = sent(now)
    assert MailboxCopy.objects.get().rcpt_to == "bob@example.net"
    assert letter.header("Auto-Submitted") == "auto-replied"
    assert letter.header("In-Reply-To") == letter.header("References") == mail.message_id
    assert letter.header("Reply-To") == run_address(stage.run.slug)
    assert not letter.header("List-Unsubscribe")


def test_it_says_why_a_mail_waits_in_words_for_its_writer(mail, stage, now):
    answer(mail, stage.bob.person, kind="waits", now=now)
    letter = sent(now)
    assert letter.subject == "It waits: Hello"
    assert "Hello Bob," in letter.text
    assert "“Hello” to Brass Lantern waits" in letter.text
    assert "You wrote a great deal within an hour" in letter.text
    assert "Nothing is lost" in letter.text


def test_a_reason_without_words_of_its_own_is_told_as_it_was_noted(stage, now):
    mail = held(stage, now, kind="new-kind", reason="It is about a cat")
    answer(mail, stage.bob.person, kind="waits", now=now)
    assert "The reason: It is about a cat." in sent(now).text


def test_nobody_is_answered_twice_within_24_hours_whatever_he_wrote(mail, stage, now):
    assert may_answer(stage.bob.person, now=now)
    assert answer(mail, stage.bob.person, kind="waits", now=now)
    assert not may_answer(stage.bob.person, now=now)
    other = held(stage, now, number=2)
    assert not answer(other, stage.bob.person, kind="command", now=now)
    assert not answer(other, stage.bob.person, kind="waits", now=now + timedelta(hours=23))
    assert answer(other, stage.bob.person, kind="waits", now=now + timedelta(hours=25))
    assert Mailing.objects.count() == AutoAnswer.objects.count() == 2


def test_a_new_day_alone_is_not_24_hours(mail, stage):
    late = datetime(2026, 11, 24, 23, 50, tzinfo=UTC)
    assert answer(mail, stage.bob.person, kind="waits", now=late)
    assert not answer(mail, stage.bob.person, kind="command", now=late + timedelta(minutes=20))


def test_of_two_workers_at_once_one_answers(mail, stage, now, monkeypatch):
    """Both look and see nothing; the row of the one refuses that of the other."""
    assert answer(mail, stage.bob.person, kind="waits", now=now)
    monkeypatch.setattr(answering, "ONE_DAY", timedelta(0))
    other = held(stage, now, number=2)
    assert not answer(other, stage.bob.person, kind="waits", now=now)
    with pytest.raises(IntegrityError):
        AutoAnswer.objects.create(person=stage.bob.person, on_date=now.date(), at=now, kind="waits")


@pytest.mark.parametrize("who", ["unproven", "gone"])
def test_an_unproven_address_is_never_answered(who, mail, stage, now):
    if who == "unproven":
        Person.objects.filter(pk=stage.bob.person_id).update(email_verified_at=None)
        Enrolment.objects.filter(pk=stage.bob.pk).update(ready_at=None)
    else:
        Person.objects.filter(pk=stage.bob.person_id).update(is_active=False)
    assert not answer(mail, Person.objects.get(pk=stage.bob.person_id), kind="waits", now=now)
    assert not Mailing.objects.exists()


def test_an_address_that_is_proven_no_more_when_it_is_sent_gets_nothing(mail, stage, now):
    answer(mail, stage.bob.person, kind="waits", now=now)
    Person.objects.filter(pk=stage.bob.person_id).update(is_active=False)
    send(now)
    assert Delivery.objects.get().state == Delivery.State.CANCELLED


def test_it_is_not_told_that_a_mail_waits_which_waits_no_more(mail, stage, now):
    answer(mail, stage.bob.person, kind="waits", now=now)
    InboundMail.objects.filter(pk=mail.pk).update(state="routed")
    send(now)
    assert Delivery.objects.get().answer == "the mail that it is about is settled already"


def test_who_stopped_the_mail_of_the_run_is_answered_when_he_writes(mail, stage, now):
    Enrolment.objects.filter(pk=stage.bob.pk).update(mail_stopped_at=now)
    answer(mail, stage.bob.person, kind="waits", now=now)
    assert sent(now).subject == "It waits: Hello"


def test_an_organiser_without_an_enrolment_is_answered_too(mail, stage, now):
    assert answer(mail, stage.alice, kind="waits", now=now)
    assert "Hello Alice," in sent(now).text


def test_a_command_is_answered_with_what_was_done_and_what_else_there_is(stage, now):
    mail = held(
        stage, now, kind="command", reason="Group mail comes as one digest a day. “each post” undoes that."
    )
    InboundMail.objects.filter(pk=mail.pk).update(state="routed", subject="Re: Week 2")
    assert answer(mail, stage.bob.person, kind="command", now=now)
    letter = sent(now)
    assert letter.subject == "Re: Week 2"
    assert "“each post” undoes that." in letter.text
    assert "- pause until 3 December, resume: " in letter.text
    assert links.link("mail", stage.bob.pk) in letter.text


@pytest.mark.parametrize("command", [one.value for one in Verb])
def test_the_list_of_words_names_every_command(command):
    words = [word.split(" until")[0] for named, _ in COMMANDS for word in named.split(", ")]
    assert command in [*words, "digest off"]


def test_a_question_shows_what_the_mail_says_and_leads_to_its_page(stage, now):
    mail = held(stage, now, kind="other-address")
    InboundMail.objects.filter(pk=mail.pk).update(from_addr="bob@work.example")
    question = Question.objects.create(
        mail=mail, person=stage.bob.person, adds="bob@work.example", asked_at=now
    )
    assert answer(mail, stage.bob.person, kind="question", now=now)
    letter = sent(now)
    assert letter.subject == "Was this you? Hello"
    assert "It came from bob@work.example on" in letter.text
    assert "\n    Words." in letter.text
    assert "I also take your mail from bob@work.example" in letter.text
    assert question_url(question) in letter.text


def test_a_question_that_adds_nothing_speaks_of_no_address(stage, now):
    mail = held(stage, now, kind="forged?")
    Question.objects.create(mail=mail, person=stage.bob.person, asked_at=now)
    answer(mail, stage.bob.person, kind="question", now=now)
    assert "I also take your mail" not in sent(now).text


def test_an_answered_question_is_not_asked_any_more(stage, now):
    mail = held(stage, now, kind="forged?")
    Question.objects.create(mail=mail, person=stage.bob.person, asked_at=now, answered_at=now, was_he=True)
    answer(mail, stage.bob.person, kind="question", now=now)
    send(now)
    assert Delivery.objects.get().state == Delivery.State.CANCELLED


@pytest.mark.parametrize(
    ("subject", "answered"),
    [("", "Your word to me"), ("Week 2", "Re: Week 2"), ("RE: Week 2", "RE: Week 2")],
)
def test_an_answer_stands_with_the_mail_that_it_answers(subject, answered):
    assert answer_subject(subject) == answered


def test_the_files_of_a_mail_are_named_and_nothing_is_said_of_their_way():
    assert named_files(["a.txt"]) == "[With a.txt]"
    assert named_files(["../../b.png", "c" * 200, "d", "e"]) == f"[With b.png, {'c' * 60}, d and 1 more]"
    assert named_files([]) == ""
