"""Was this you? The answer is taken once, lets the mail go on its way, and says why where it does not."""

from datetime import timedelta

import pytest

from mooc.groups.discussion.reply_addresses import reply_addresses
from mooc.groups.models import Group, Membership, Post
from mooc.inbound import questions
from mooc.inbound.deciding import hide
from mooc.inbound.errors import NoSuchQuestion
from mooc.inbound.models import Decision, InboundMail, RawMail
from mooc.people.models import OtherAddress, Person

from .stage import receive, written

CAFE = "bob@cafe.example"
FORGED = "mooc.localhost; dmarc=fail"


@pytest.fixture
def asked(stage, now):
    """Bob answered a copy of his from the café, and is asked."""
    return ask(stage, now)


def ask(stage, now, number=1, **more):
    to = reply_addresses("brass-lantern")(stage.bob.pk)
    return receive(written(number, sender=f"Bob <{CAFE}>", **more), now=now, to=to).question


def answer(question, was_he, now):
    done = questions.answer_question(question.pk, was_he=was_he, now=now)
    question.refresh_from_db()
    return done, InboundMail.objects.get(pk=question.mail_id)


def test_yes_posts_the_mail_and_adds_the_address(asked, stage, now):
    later = now + timedelta(hours=2)
    done, mail = answer(asked, True, later)
    assert done and (mail.state, mail.kind, mail.writer_id) == ("routed", "post", stage.bob.pk)
    post = Post.objects.get()
    assert (mail.became_id, post.author, post.posted_at) == (post.pk, stage.bob, later)
    assert (asked.was_he, asked.answered_at) == (True, later)
    row = OtherAddress.objects.get()
    assert (row.person, row.email, row.verified_at) == (stage.bob.person, CAFE, later)
    decision = Decision.objects.get()
    assert (decision.verb, decision.by, decision.mail) == ("confirm", stage.bob.person, mail)
    assert receive(written(2, sender=CAFE), now=later).kind == "post"


def test_no_drops_the_mail_and_adds_nothing(asked, now):
    done, mail = answer(asked, False, now)
    assert done and (mail.state, mail.kind) == ("dropped", "disowned")
    assert "did not write it" in mail.reason
    assert Decision.objects.get().verb == "disown"
    assert not OtherAddress.objects.exists() and not Post.objects.exists()


@pytest.mark.parametrize("again", [True, False])
def test_a_yes_is_taken_once(again, asked, now):
    answer(asked, True, now)
    done, mail = answer(asked, again, now + timedelta(minutes=1))
    assert not done and mail.state == "routed"
    assert (asked.was_he, asked.answered_at) == (True, now)
    assert Post.objects.count() == Decision.objects.count() == 1


def test_a_no_is_taken_once_and_a_yes_takes_it_back(asked, now):
    answer(asked, False, now)
    assert not answer(asked, False, now)[0]
    done, mail = answer(asked, True, now)
    assert done and mail.state == "routed"
    assert [one.verb for one in Decision.objects.order_by("id")] == ["disown", "confirm"]
    assert Post.objects.count() == 1


def test_of_a_forged_mail_the_owner_posts_the_mail_and_adds_no_address(stage, now):
    mail = receive(written(1), now=now, authentication=FORGED)
    assert mail.question.adds == ""
    assert answer(mail.question, True, now)[1].state == "routed"
    assert not OtherAddress.objects.exists()


def test_every_other_rule_still_holds(stage, now):
    question = ask(stage, now)
    for number in range(10, 30):
        receive(written(number), now=now)
    done, mail = answer(question, True, now)
    assert done and (mail.state, mail.kind, mail.writer_id) == ("held", "too-many", stage.bob.pk)
    assert OtherAddress.objects.filter(verified_at__isnull=False).exists()
    assert not answer(question, True, now + timedelta(hours=3))[0]


def test_what_his_group_has_by_now_is_not_posted_twice(asked, stage, now):
    receive(written(1), now=now)
    done, mail = answer(asked, True, now)
    assert done and (mail.state, mail.kind) == ("dropped", "duplicate")
    assert Post.objects.count() == 1


def test_a_word_to_the_machine_is_done_after_the_yes_and_not_before(stage, now):
    question = ask(stage, now, subject="digest on", text="digest on")
    assert not Post.objects.exists()
    _, mail = answer(question, True, now)
    assert (mail.state, mail.kind) == ("routed", "command")
    assert not Post.objects.exists()


def test_what_organisers_decided_meanwhile_stays(asked, stage, now):
    hide(InboundMail.objects.get(), by=stage.alice, now=now)
    done, mail = answer(asked, True, now)
    assert done and mail.state == "dropped"
    assert not Post.objects.exists()


def test_who_has_left_meanwhile_posts_nothing(asked, stage, now):
    Membership.objects.filter(enrolment=stage.bob).update(left_at=now)
    _, mail = answer(asked, True, now)
    assert (mail.state, mail.kind) == ("held", "not-a-member")


def test_a_group_that_was_closed_or_merged_meanwhile(asked, stage, now):
    Group.objects.filter(pk=stage.group.pk).update(state="closed")
    _, mail = answer(asked, True, now)
    assert (mail.state, mail.kind) == ("held", "closed")


def test_words_that_are_kept_no_longer_are_not_posted(asked, now):
    RawMail.objects.all().delete()
    done, mail = answer(asked, True, now)
    assert done and mail.state == "held"
    assert questions.asked_mail(asked.pk).words == ""


def test_a_question_shows_the_new_words_and_what_else_waits(asked, stage, now):
    other = ask(stage, now, number=2, subject="Another", text="Other words.\n\n> https://x.example quoted")
    shown = questions.asked_mail(other.pk)
    assert (shown.place, shown.words) == ("Brass Lantern", "Other words.")
    assert shown.others == (asked,)
    answer(asked, False, now)
    assert questions.asked_mail(other.pk).others == ()


def test_a_question_that_is_gone_says_so(stage, now):
    for act in (questions.asked_mail, lambda pk: questions.answer_question(pk, was_he=True, now=now)):
        with pytest.raises(NoSuchQuestion, match="kept no longer"):
            act(4711)


def test_an_address_of_a_stranger_s_account_may_be_added_all_the_same(asked, stage, now):
    """Nobody learns by a question whether an address is known here; in the other's own group it stays his."""
    other = Person.objects.create(email=CAFE, created_at=now, email_verified_at=now)
    answer(asked, True, now)
    assert OtherAddress.objects.get().person == stage.bob.person
    other.refresh_from_db()
    assert other.email == CAFE
