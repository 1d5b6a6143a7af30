"""Posts, and who gets them."""

import pytest

from mooc.delivery.models import Delivery, Mailing
from mooc.groups.discussion import receive_post
from mooc.groups.models import Group, Membership, Post
from mooc.inbound.tests.stage import enrol, set_stage
from mooc.journal.models import Fact
from mooc.pure.mailkit import Letter
from mooc.runs.models import Enrolment


@pytest.fixture
def stage(db, now):
    return set_stage(now)


def post(stage, now, **letter):
    words = {"message_id": "<1@example.net>", "subject": "Hello", "text": "Words."} | letter
    return receive_post(group=stage.group, enrolment=stage.bob, letter=Letter(**words), now=now)


def readers(made):
    return set(
        Delivery.objects.filter(mailing__occasion=f"post/{made.pk}").values_list("recipient", flat=True)
    )


def test_the_others_of_this_moment_get_a_copy_each(stage, now):
    made = post(stage, now, in_reply_to="<0@example.net>", references=("<0@example.net>",))
    assert readers(made) == {stage.ana.pk, stage.dora.pk}
    assert (made.author, made.text, made.references) == (stage.bob, "Words.", "<0@example.net>")
    mailing = Mailing.objects.get()
    assert (mailing.kind, mailing.filler, mailing.priority, mailing.audience) == ("post", "post", 4, 2)
    assert (mailing.run_id, mailing.subject_id) == (stage.run.pk, made.pk)


def test_who_left_stopped_or_never_confirmed_gets_none(stage, now):
    Enrolment.objects.filter(pk=stage.ana.pk).update(mail_stopped_at=now)
    Membership.objects.filter(enrolment=stage.dora).update(left_at=now)
    late = enrol(stage.run, "late@example.net", "Late", now, group=stage.group)
    gone = enrol(stage.run, "gone@example.net", "Gone", now, group=stage.group)
    Enrolment.objects.filter(pk=gone.pk).update(state=Enrolment.State.LEFT)
    assert readers(post(stage, now)) == {late.pk}


def test_the_same_message_again_is_the_same_post(stage, now):
    first = post(stage, now)
    assert post(stage, now, text="Other words.") == first
    assert Post.objects.count() == 1
    assert Fact.objects.filter(kind="posted").count() == 1


def test_it_is_a_fact_without_words(stage, now):
    made = post(stage, now)
    fact = Fact.objects.get(kind="posted")
    assert (fact.run_id, fact.person_id, fact.subject_id) == (stage.run.pk, stage.bob.person_id, made.pk)
    assert fact.detail == {"group": stage.group.pk}


@pytest.mark.parametrize("state", ["forming", "quiet"])
def test_a_group_that_is_written_to_is_alive(state, stage, now):
    Group.objects.update(state=state)
    stage.group.refresh_from_db()
    post(stage, now)
    stage.group.refresh_from_db()
    assert stage.group.state == Group.State.ALIVE


def test_a_post_without_subject_says_so(stage, now):
    assert post(stage, now, subject=" \n ").subject == "(no subject)"
    assert len(post(stage, now, subject="x" * 900, message_id="<2@x>").subject) == 300
