"""The life of a mail, from any of its Message-IDs."""

from datetime import timedelta

import pytest

from mooc.delivery.addresses import bounce_address, message_id
from mooc.delivery.models import Delivery, Mailing
from mooc.groups.models import Post
from mooc.inbound.answering import answer
from mooc.inbound.errors import UnknownMessage
from mooc.inbound.models import Decision, InboundMail, Question
from mooc.inbound.tracing import life_of, trace
from mooc.runs.tests.stage import send

from .stage import RUN_ADDRESS, letter, receive, written
from .test_answering import held


def kinds(life):
    return [moment.what for moment in life.moments]


def words(life):
    return "\n".join(moment.words for moment in life.moments)


@pytest.mark.parametrize("brackets", ["<1@letters.example>", "1@letters.example", " <1@letters.example> "])
def test_a_post_is_told_from_the_door_to_its_copies(brackets, stage, now):
    receive(written(1), now=now)
    send(now + timedelta(minutes=1))
    life = trace(brackets)
    assert kinds(life) == ["came", "settled", "posted", "planned"]
    assert life.copies == 2
    assert "from bob@example.net for brass-lantern@mooc.localhost" in words(life)
    assert "Now: 2 accepted." in words(life)


def test_each_copy_is_told_with_the_answer_to_it(stage, now):
    receive(written(1), now=now)
    send(now + timedelta(minutes=1))
    life = trace("<1@letters.example>", with_copies=True)
    assert kinds(life).count("copy") == 2
    assert {moment.detail["address"] for moment in life.moments if moment.what == "copy"} == {
        "ana@example.org",
        "dora@example.com",
    }


def test_a_bounce_of_a_copy_belongs_to_its_life(stage, now):
    receive(written(1), now=now)
    send(now + timedelta(minutes=1))
    copy = Delivery.objects.order_by("id").first()
    receive(
        letter("bounce-unknown-user"), to=bounce_address(copy.pk), mail_from="", now=now + timedelta(hours=1)
    )
    life = trace("<1@letters.example>")
    assert kinds(life)[-1] == "came-back"
    assert life.moments[-1].detail["copy"] == copy.pk


def test_a_copy_of_ours_is_found_by_its_own_message_id(copy, now):
    receive(letter("bounce-unknown-user"), to=bounce_address(copy.pk), mail_from="", now=now)
    life = trace(message_id(copy.pk))
    assert sorted(kinds(life)) == ["came-back", "copy", "planned"]
    assert life.copies == 1
    assert "“Week 1”" in words(life)


def test_a_letter_without_message_id_is_found_by_the_one_we_gave_it(stage, now):
    raw = written(1).replace(b"Message-ID: <1@letters.example>\r\n", b"")
    mail = receive(raw, now=now)
    given = Post.objects.get().message_id
    assert [row.pk for row in trace(given).inbound] == [mail.pk]
    assert kinds(life_of(mail)) == kinds(trace(given))


def test_a_post_of_the_web_is_found_too(stage, now):
    Post.objects.create(
        group=stage.group,
        author=stage.bob,
        message_id="<web@mooc.localhost>",
        subject="Hello",
        text="Hello",
        posted_at=now,
        hidden_at=now + timedelta(days=1),
        hidden_reason="spam",
    )
    life = trace("web@mooc.localhost")
    assert kinds(life) == ["posted", "hidden"]
    assert "spam" in words(life)


def test_what_was_asked_decided_and_told_is_in_it(stage, now):
    mail = held(stage, now)
    answer(mail, stage.bob.person, kind="question", now=now)
    Question.objects.create(
        mail=mail,
        person=stage.bob.person,
        asked_at=now,
        answered_at=now + timedelta(hours=1),
        was_he=False,
    )
    Decision.objects.create(
        mail=mail, verb="hide", by=stage.alice, reason="spam", at=now + timedelta(hours=2)
    )
    life = trace(mail.message_id)
    assert set(kinds(life)) == {"came", "asked", "told", "planned", "answered", "decided"}
    assert kinds(life)[-2:] == ["answered", "decided"]
    assert "Bob Miller answered: No, it is not mine." in words(life)
    assert "Alice Organiser hid it: spam." in words(life)


def test_words_for_the_organisers_are_followed_to_them(stage, now):
    mail = receive(letter("to-organisers"), now=now, to=RUN_ADDRESS, mail_from="sam@example.net")
    assert [mailing.occasion for mailing in life_of(mail).mailings] == [f"to-organisers/{mail.pk}"]


def test_one_mail_to_two_places_has_one_life(stage, now):
    receive(written(1), now=now)
    receive(written(1), now=now, to=RUN_ADDRESS)
    assert kinds(trace("<1@letters.example>")).count("came") == 2


def test_organisers_of_another_run_see_nothing_of_it(stage, now, copy):
    receive(written(1), now=now)
    Mailing.objects.filter(pk=copy.mailing_id).update(run_id=stage.run.pk)
    for wanted in ("<1@letters.example>", message_id(copy.pk)):
        assert trace(wanted, run_ids=[stage.run.pk])
        with pytest.raises(UnknownMessage):
            trace(wanted, run_ids=[stage.run.pk + 1])


def test_what_nobody_has_is_said_to_be_unknown(stage):
    with pytest.raises(UnknownMessage, match=r"<nothing@example\.org>"):
        trace("nothing@example.org")


def test_a_long_life_costs_few_statements(stage, now, django_assert_max_num_queries):
    for number in range(8):
        receive(written(1, text=f"Words {number}."), now=now)
    assert InboundMail.objects.count() == 8
    with django_assert_max_num_queries(12):
        trace("<1@letters.example>", with_copies=True)
