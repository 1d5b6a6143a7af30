"""Two people at one question, or one with two browsers: one of them is first, whatever the database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from mooc.groups.discussion.reply_addresses import reply_addresses
from mooc.groups.models import Post
from mooc.inbound.actions import post_held
from mooc.inbound.models import Decision, InboundMail
from mooc.inbound.questions import answer_question
from mooc.people.actions import add_address_by_word, confirm_other_address
from mooc.people.models import OtherAddress

from .stage import receive, set_stage, written

CAFE = "bob@cafe.example"


@pytest.fixture
def stage(transactional_db, now):
    return set_stage(now)


def at_once(*acts):
    """Do all at the same time, each on a connection of its own; returns their answers."""

    def alone(act):
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(alone, act) for act in acts]]


def test_a_question_answered_by_four_at_once_is_answered_once(stage, now):
    to = reply_addresses("brass-lantern")(stage.bob.pk)
    question = receive(written(1, sender=CAFE), now=now, to=to).question
    done = at_once(*[lambda: answer_question(question.pk, was_he=True, now=now)] * 4)
    assert sorted(done) == [False, False, False, True]
    assert Post.objects.count() == Decision.objects.count() == OtherAddress.objects.count() == 1


def test_a_mail_that_is_kept_by_two_at_once_is_posted_once(stage, now):
    mail = receive(written(1, sender="sam@example.net"), now=now)
    ends = at_once(*[lambda: post_held(InboundMail.objects.get(pk=mail.pk), now=now)] * 3)
    assert [end.state for end in ends] == ["routed"] * 3
    assert Post.objects.count() == 1


def test_an_address_that_two_would_have_at_once_is_one_s(stage, now):
    rows = [
        OtherAddress.objects.create(person=one.person, email=CAFE, asked_at=now)
        for one in (stage.bob, stage.ana)
    ]
    at_once(
        *[lambda row=row: confirm_other_address(row.pk, now=now) for row in rows],
        lambda: add_address_by_word(stage.dora.person, CAFE, now=now),
    )
    assert OtherAddress.objects.filter(email=CAFE, verified_at__isnull=False).count() == 1
