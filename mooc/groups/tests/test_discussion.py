"""Posts, and who gets them."""

from datetime import timedelta

import pytest

from mooc.delivery.models import Delivery, Mailing
from mooc.groups.discussion.posting import receive_post
from mooc.groups.models import Group, MailWish, Membership, MutedThread, Post
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


def wish(enrolment, now, **fields):
    return MailWish.objects.create(enrolment=enrolment, changed_at=now, **fields)


@pytest.mark.parametrize("how", ["digest", "weekly"])
def test_who_wants_no_mail_of_each_post_gets_none(how, stage, now):
    wish(stage.ana, now, how=how)
    wish(stage.dora, now)
    assert readers(post(stage, now)) == {stage.dora.pk}


def test_who_wrote_it_gets_a_copy_who_wants_one(stage, now):
    wish(stage.bob, now, own_copy=True)
    assert readers(post(stage, now)) == {stage.ana.pk, stage.bob.pk, stage.dora.pk}


def test_who_muted_the_thread_gets_no_more_of_it(stage, now):
    first = post(stage, now)
    MutedThread.objects.create(enrolment=stage.ana, thread=first.thread, muted_at=now)
    answer = post(stage, now, message_id="<2@example.net>", in_reply_to="<1@example.net>")
    assert readers(answer) == {stage.dora.pk}
    assert readers(post(stage, now, message_id="<3@example.net>")) == {stage.ana.pk, stage.dora.pk}


@pytest.mark.parametrize(("days", "gets"), [(-1, True), (0, True), (1, True), (2, False), (30, False)])
def test_who_is_away_in_every_zone_gets_none(days, gets, stage, now):
    wish(stage.ana, now, away_until=now.date() + timedelta(days=days))
    assert (stage.ana.pk in readers(post(stage, now))) is gets


def test_the_mail_as_a_whole_is_kept_where_it_says_more(stage, now):
    said = "New words.\n\nOn Mon, Nov 23, 2026 at 1:00 PM Ana <ana@example.org> wrote:\n> Old words."
    made = post(stage, now, text=said)
    assert (made.text, made.whole) == ("New words.", said.replace("ana@example.org", "[address removed]"))
    assert post(stage, now, message_id="<2@x>").whole == ""


def test_a_mail_in_html_is_kept_as_it_is_laid_out(stage, now):
    made = post(stage, now, text="Two words.", html="<p>Two <b>words</b>.</p>")
    assert made.html == "<p>Two <b>words</b>.</p>"
