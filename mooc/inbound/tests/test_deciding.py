"""Keep, hide, ask, and back again; each with who and why, and only where it still waits."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from mooc.delivery.models import Mailing
from mooc.groups.models import Membership, Post
from mooc.inbound import deciding
from mooc.inbound.desk import held_kinds, held_mails, usual_reasons, waiting
from mooc.inbound.errors import AlreadyDecided, CannotAsk, CannotKeep, NoSuchMail
from mooc.inbound.models import AutoAnswer, Decision, InboundMail, Question
from mooc.inbound.offers import offers
from mooc.inbound.questions import answer_question
from mooc.journal.models import Fact
from mooc.people.models import Person

from .stage import GROUP_ADDRESS, RUN_ADDRESS, letter, receive, written
from .test_answering import held


@pytest.fixture
def mail(stage, now):
    """A mail of Bob's that is held because he wrote so many."""
    return held(stage, now)


@pytest.fixture
def strange(stage, now):
    """A mail of a stranger's."""
    return receive(letter("stranger"), now=now)


def decisions(mail):
    return [(one.verb, str(one.by), one.reason) for one in mail.decisions.order_by("id")]


def test_what_is_kept_is_posted_in_its_writers_name(mail, stage, now):
    deciding.keep(mail, by=stage.alice, reason="he is busy today", now=now)
    mail.refresh_from_db()
    post = Post.objects.get()
    assert (mail.state, mail.became_id, post.author) == ("routed", post.pk, stage.bob)
    assert Mailing.objects.get(occasion=f"post/{post.pk}").audience == 2
    assert decisions(mail) == [("keep", "Alice Organiser", "he is busy today")]
    fact = Fact.objects.get(kind="decided-on-mail")
    assert (fact.person_id, fact.run_id, fact.subject_id) == (stage.alice.pk, stage.run.pk, mail.pk)
    assert fact.detail == {"verb": "keep", "held_as": "too-many"}


def test_what_nobody_wrote_cannot_be_kept_and_stays(strange, stage, now):
    with pytest.raises(CannotKeep, match="I do not know who wrote it"):
        deciding.keep(strange, by=stage.alice, now=now)
    strange.refresh_from_db()
    assert strange.state == "held"
    assert not Decision.objects.exists()


def test_a_human_need_not_wait_for_the_answer_of_whom_we_asked(mail, stage, now):
    InboundMail.objects.filter(pk=mail.pk).update(
        writer_id=None, kind="other-address", from_addr="bob@work.example"
    )
    Question.objects.create(mail=mail, person=stage.bob.person, adds="bob@work.example", asked_at=now)
    assert offers([mail])[mail.pk].may_keep
    deciding.keep(mail, by=stage.alice, reason="I know that address", now=now)
    assert Post.objects.get().author == stage.bob


def test_what_was_found_forged_is_posted_by_its_writers_yes_alone(stage, now):
    mail = receive(written("forged"), now=now, authentication="mx.test; dmarc=fail")
    assert (mail.state, mail.kind) == ("held", "forged?")
    offer = offers([mail])[mail.pk]
    assert (offer.may_keep, offer.needs_word, offer.writer) == (False, True, stage.bob)
    with pytest.raises(CannotKeep, match="found forged, so only its writer can say"):
        deciding.keep(mail, by=stage.alice, now=now)
    mail.refresh_from_db()
    assert (mail.state, mail.writer_id, Post.objects.count()) == ("held", None, 0)
    answer_question(mail.question.pk, was_he=True, now=now)
    assert Post.objects.get().author == stage.bob


def test_a_forged_mail_is_asked_about_where_nobody_was_asked_yet(stage, now):
    mail = receive(written("forged"), now=now, authentication="mx.test; dmarc=fail")
    Question.objects.filter(mail=mail).delete()
    Mailing.objects.all().delete()
    with pytest.raises(CannotKeep, match=r"Ask Bob Miller: a yes posts it\."):
        deciding.keep(mail, by=stage.alice, now=now)


def test_a_yes_that_another_rule_stopped_lets_it_be_kept(stage, now):
    mail = receive(written("forged"), now=now, authentication="mx.test; dmarc=fail")
    Question.objects.filter(mail=mail).update(was_he=True, answered_at=now)
    assert offers([mail])[mail.pk].may_keep


def test_what_is_hidden_waits_no_more_and_can_be_put_back(strange, stage, now):
    reason = strange.reason
    deciding.hide(strange, by=stage.alice, reason=" spam\n ", now=now)
    strange.refresh_from_db()
    assert (strange.state, strange.reason) == ("dropped", reason)
    deciding.reopen(strange, by=None, now=now)
    strange.refresh_from_db()
    assert strange.state == "held"
    assert decisions(strange) == [("hide", "Alice Organiser", "spam"), ("reopen", "None", "")]


def test_of_two_organisers_the_second_is_told_who_was_first_and_what(strange, mail, stage, now):
    deciding.hide(strange, by=stage.alice, reason="spam", now=now)
    with pytest.raises(AlreadyDecided, match=r"waits no more: Alice Organiser hid it on .* UTC: spam\."):
        deciding.keep(strange, by=stage.bob.person, now=now)
    deciding.keep(mail, by=stage.alice, now=now)
    with pytest.raises(AlreadyDecided, match="Alice Organiser posted it"):
        deciding.hide(mail, by=stage.bob.person, now=now)
    assert Decision.objects.count() == 2


def test_what_was_never_held_is_not_decided_about(stage, now):
    mail = receive(letter("post"), now=now)
    for verb in (deciding.keep, deciding.hide, deciding.ask):
        with pytest.raises(AlreadyDecided, match="it is routed"):
            verb(mail, by=stage.alice, now=now)
    with pytest.raises(AlreadyDecided, match="is not hidden"):
        deciding.reopen(mail, by=stage.alice, now=now)
    mail.delete()
    with pytest.raises(NoSuchMail):
        deciding.hide(InboundMail(pk=4711), by=stage.alice, now=now)


def test_a_mail_that_i_dropped_myself_was_not_hidden(stage, now):
    mail = receive(letter("vacation-rfc3834"), now=now)
    with pytest.raises(AlreadyDecided, match="it is dropped"):
        deciding.reopen(mail, by=stage.alice, now=now)


def test_whom_it_names_is_asked_at_his_own_address_and_a_yes_posts_it(mail, stage, now):
    InboundMail.objects.filter(pk=mail.pk).update(writer_id=None, kind="forged?")
    question = deciding.ask(mail, by=stage.alice, reason="sounds odd", now=now)
    assert (question.person, question.adds) == (stage.bob.person, "")
    mailing = Mailing.objects.get()
    assert mailing.kind == "answer-question"
    assert [copy.recipient for copy in mailing.deliveries.all()] == [stage.bob.person_id]
    assert decisions(mail) == [("ask", "Alice Organiser", "sounds odd")]
    answer_question(question.pk, was_he=True, now=now + timedelta(hours=1))
    mail.refresh_from_db()
    assert mail.state == "routed"
    assert Post.objects.get().author == stage.bob


def test_a_human_asks_even_who_had_an_automatic_answer_today(mail, stage, now):
    AutoAnswer.objects.create(person=stage.bob.person, on_date=now.date(), at=now, kind="waits")
    assert deciding.ask(mail, by=stage.alice, now=now)
    assert Mailing.objects.count() == 1


def test_nobody_is_asked_twice_about_a_mail(mail, stage, now):
    deciding.ask(mail, by=stage.alice, now=now)
    with pytest.raises(CannotAsk, match=r"Bob Miller was asked on .* and has not answered yet"):
        deciding.ask(mail, by=stage.alice, now=now)
    Question.objects.update(answered_at=now, was_he=True)
    with pytest.raises(CannotAsk, match="has answered"):
        deciding.ask(mail, by=stage.alice, now=now)


def test_a_question_that_had_to_wait_for_another_day_is_sent_by_hand(mail, stage, now):
    Question.objects.create(mail=mail, person=stage.bob.person, adds="bob@work.example", asked_at=now)
    question = deciding.ask(mail, by=stage.alice, now=now)
    assert question.adds == "bob@work.example"
    assert Mailing.objects.get().kind == "answer-question"


def test_who_is_not_known_or_not_in_the_group_is_not_asked(strange, mail, stage, now):
    with pytest.raises(CannotAsk, match="names no member"):
        deciding.ask(strange, by=stage.alice, now=now)
    Membership.objects.filter(enrolment=stage.bob).update(left_at=now)
    with pytest.raises(CannotAsk, match="names no member"):
        deciding.ask(mail, by=stage.alice, now=now)
    words = receive(letter("to-organisers"), now=now, to=RUN_ADDRESS, mail_from="sam@example.net")
    with pytest.raises(CannotAsk, match="for no group"):
        deciding.ask(words, by=stage.alice, now=now)
    assert not Question.objects.exists()


def test_an_unproven_address_is_not_asked(mail, stage, now):
    Person.objects.filter(pk=stage.bob.person_id).update(is_active=False)
    with pytest.raises(CannotAsk):
        deciding.ask(mail, by=stage.alice, now=now)


def test_a_whole_kind_is_hidden_as_far_as_somebody_has_seen_it(strange, mail, stage, now):
    later = receive(written(2, sender="eve@example.com"), now=now)
    elsewhere = receive(written(3, sender="eve@example.com"), now=now)
    InboundMail.objects.filter(pk=elsewhere.pk).update(run_id=None)
    hidden = deciding.hide_kind(
        "stranger", by=stage.alice, reason="spam", up_to=elsewhere.pk, run_ids=[stage.run.pk], now=now
    )
    assert hidden == 2
    states = dict(InboundMail.objects.values_list("id", "state"))
    assert [states[one.pk] for one in (strange, later, elsewhere, mail)] == [
        "dropped",
        "dropped",
        "held",
        "held",
    ]
    assert decisions(later) == [("hide", "Alice Organiser", "spam")]
    assert deciding.hide_kind("stranger", by=stage.alice, up_to=strange.pk, now=now) == 0
    assert deciding.hide_kind("stranger", by=None, up_to=elsewhere.pk, now=now) == 1


def test_the_queue_is_oldest_first_with_what_can_be_done(mail, strange, stage, now):
    first, second = waiting(held_mails([stage.run.pk]))
    assert (first.mail.pk, second.mail.pk) == (mail.pk, strange.pk)
    assert (first.place, first.lines) == ("Brass Lantern", "Words.")
    assert first.offer.may_keep and first.offer.asks == stage.bob.person
    assert not second.offer.may_keep and second.offer.asks is None
    assert [(one.kind, one.count) for one in held_kinds(None)] == [("stranger", 1), ("too-many", 1)]
    assert [row.mail.pk for row in waiting(held_mails(None, kind="stranger"))] == [strange.pk]
    assert [row.mail.pk for row in waiting(held_mails(None, after_id=mail.pk))] == [strange.pk]
    assert waiting(held_mails([])) == []


def test_what_cannot_be_read_any_more_says_so(mail, now):
    InboundMail.objects.filter(pk=mail.pk).update(raw=None)
    assert waiting(held_mails(None))[0].lines == "(Its words are kept no longer.)"


@pytest.mark.parametrize("count", [1, 6])
def test_the_queue_costs_the_same_however_long_it_is(count, stage, now, django_assert_max_num_queries):
    for number in range(count):
        held(stage, now, number)
    with django_assert_max_num_queries(13):
        assert len(waiting(held_mails(None))) == count


def test_reasons_are_remembered_each_once_latest_first(mail, stage, now):
    for reason in ("spam", "a friend", "", "spam"):
        Decision.objects.create(mail=mail, verb="hide", by=stage.alice, reason=reason, at=now)
    assert usual_reasons(stage.alice) == ["spam", "a friend"]
    assert usual_reasons(stage.bob.person) == []


def test_nobody_is_offered_who_has_left_the_group(mail, stage, now):
    InboundMail.objects.filter(pk=mail.pk).update(writer_id=None)
    mail.refresh_from_db()
    Question.objects.create(mail=mail, person=stage.bob.person, asked_at=now)
    Membership.objects.filter(enrolment=stage.bob).update(left_at=now)
    assert offers([mail])[mail.pk].writer is None


def test_no_mail_offers_nothing_and_costs_little(stage, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        assert offers([]) == {}


def test_the_queue_names_the_files_of_a_mail(stage, now):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Eve <eve@example.net>", GROUP_ADDRESS, "Look"
    mail.set_content("Have a look.")
    for number in range(5):
        mail.add_attachment(b"x", maintype="image", subtype="png", filename=f"{number}.png")
    receive(mail.as_bytes(), now=now)
    (row,) = waiting(held_mails(None))
    assert row.lines == "Have a look. [With 0.png, 1.png, 2.png and 2 more]"
