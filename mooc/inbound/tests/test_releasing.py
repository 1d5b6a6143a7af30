"""A held mail is posted in its writer's name because somebody says so; a few things nobody can wave through."""

import pytest
from django.db import connection

from mooc.groups.models import Group, Membership, Post
from mooc.inbound import actions, deciding
from mooc.inbound.errors import NoSuchMail
from mooc.inbound.models import InboundMail, RawMail
from mooc.inbound.reading import read_mails
from mooc.people.models import Person
from mooc.runs.models import Enrolment

from .stage import RUN_ADDRESS, letter, receive, written


@pytest.fixture
def too_many(stage, now):
    """Bob's twenty-first post, which waits."""
    Post.objects.bulk_create(
        Post(
            group=stage.group,
            author=stage.bob,
            message_id=f"<{number}@x>",
            subject="s",
            text="t",
            posted_at=now,
        )
        for number in range(20)
    )
    mail = receive(written(21, text="The last one."), now=now)
    assert mail.kind == "too-many"
    return mail


def post(mail, now):
    outcome = actions.post_held(mail, now=now)
    mail.refresh_from_db()
    return outcome


def test_what_was_too_much_is_posted(too_many, stage, now):
    outcome = post(too_many, now)
    made = Post.objects.order_by("-id").first()
    assert (outcome.state, outcome.became_id, made.text) == ("routed", made.pk, "The last one.")
    assert (too_many.state, too_many.kind, too_many.writer_id) == ("routed", "post", stage.bob.pk)


def test_twice_is_once(too_many, now):
    first = post(too_many, now)
    again = post(too_many, now)
    assert (again.state, again.became_id) == (first.state, first.became_id)
    assert Post.objects.count() == 21


def test_a_learner_of_the_run_who_has_no_seat_in_the_group_can_be_let_through(stage, now):
    mail = receive(written(1, sender="sam@example.net"), now=now)
    assert (mail.kind, mail.writer_id) == ("not-a-member", stage.sam.pk)
    assert post(mail, now).state == "routed"
    assert Post.objects.get().author == stage.sam


def test_so_can_one_whose_address_nobody_has_confirmed(stage, now):
    Person.objects.filter(pk=stage.dora.person_id).update(email_verified_at=None)
    Enrolment.objects.filter(pk=stage.dora.pk).update(ready_at=None)
    mail = receive(written(1, sender="dora@example.com"), now=now)
    assert mail.kind == "unproven"
    assert post(mail, now).state == "routed"


@pytest.mark.parametrize("name", ["stranger", "forged", "no-sender", "no-words", "hostile-no-headers"])
def test_what_nobody_wrote_or_says_nothing_stays(name, stage, now):
    mail = receive(letter(name), now=now)
    before = (mail.state, mail.kind, mail.reason)
    assert post(mail, now).state == "held"
    assert (mail.state, mail.kind, mail.reason) == before
    assert not Post.objects.exists()


def test_what_the_group_has_by_now_is_dropped(too_many, now):
    Post.objects.filter(message_id="<0@x>").update(message_id="<21@letters.example>")
    assert post(too_many, now).kind == "duplicate"
    assert too_many.state == "dropped"
    assert Post.objects.count() == 20


def test_a_closed_group_gets_nothing(too_many, stage, now):
    Group.objects.filter(pk=stage.group.pk).update(state="closed")
    assert post(too_many, now).state == "held"
    assert too_many.kind == "too-many"


def test_a_group_that_was_merged_gets_it_where_its_people_are(too_many, stage, now):
    new = Group.objects.create(
        run=stage.run, number=2, name="New", local_part="new-kettle", mode="write", language="en", made_at=now
    )
    Membership.objects.update(group=new)
    Group.objects.filter(pk=stage.group.pk).update(state="merged", successor=new)
    assert post(too_many, now).state == "routed"
    assert Post.objects.order_by("-id").first().group == new


def test_mail_to_the_organisers_is_no_post(stage, now):
    mail = receive(written(1, sender="sam@example.net"), now=now, to=RUN_ADDRESS)
    assert mail.writer_id == stage.sam.pk
    outcome = post(mail, now)
    assert outcome.state == "held" and "does not lead to a group" in outcome.reason


def test_words_that_are_kept_no_longer_are_not_posted(too_many, now):
    RawMail.objects.all().delete()
    assert post(too_many, now).kind == "unreadable"
    assert too_many.kind == "too-many"


def test_a_mail_that_is_gone_is_named(too_many, now):
    InboundMail.objects.all().delete()
    with pytest.raises(NoSuchMail):
        actions.post_held(too_many, now=now)


def test_nothing_is_read_while_others_are_kept_from_the_database(too_many, stage, now, monkeypatch):
    def read(mails):
        opened = len(connection.savepoint_ids)
        states.append(opened)
        return read_mails(mails)

    states = []
    monkeypatch.setattr("mooc.inbound.releasing.read_mails", read)
    before = len(connection.savepoint_ids)
    assert deciding.keep(too_many, by=stage.alice, now=now).state == "routed"
    assert states == [before]
