"""Muting a conversation by the link under a post."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mooc.groups.discussion.posting import receive_post
from mooc.groups.models import Membership, MutedThread
from mooc.inbound.tests.stage import enrol, set_stage
from mooc.pure.mailkit import Letter
from mooc.runs.tokens import sign


@pytest.fixture
def stage(db, now):
    return set_stage(now)


@pytest.fixture
def page(stage, now):
    letter = Letter(message_id="<1@x>", subject="Sunday <b>?", text="Words.")
    post = receive_post(group=stage.group, enrolment=stage.bob, letter=letter, now=now)
    return lambda enrolment: reverse("web:mute", args=[post.thread_id, sign("mail", enrolment.pk)])


def test_one_button_mutes_and_leads_to_where_it_is_undone(stage, page, client):
    asked = client.get(page(stage.ana)).content.decode()
    assert "Sunday &lt;b&gt;?" in asked
    assert not MutedThread.objects.exists()
    answer = client.post(page(stage.ana), follow=True)
    assert MutedThread.objects.get().enrolment == stage.ana
    assert answer.redirect_chain[0][0].endswith(f"/my/{sign('mail', stage.ana.pk)}/mail/")
    assert "Send it again" in answer.content.decode()
    assert "This conversation is muted" in client.get(page(stage.ana)).content.decode()


def test_who_left_learns_no_subject_of_later(stage, page, client, now):
    Membership.objects.filter(enrolment=stage.ana).update(left_at=now - timedelta(days=1))
    assert client.get(page(stage.ana)).status_code == 404
    Membership.objects.filter(enrolment=stage.ana).update(left_at=now + timedelta(days=1))
    assert client.get(page(stage.ana)).status_code == 200


def test_threads_of_other_groups_do_not_exist(stage, page, client, now):
    stranger = enrol(stage.run, "charlie@example.org", "Charlie", now)
    assert client.post(page(stranger)).status_code == 404
    assert client.get(reverse("web:mute", args=[999, sign("mail", stage.ana.pk)])).status_code == 404
    assert client.get(reverse("web:mute", args=[1, "1.0000"])).status_code == 404
    assert not MutedThread.objects.exists()
