"""Why no mail goes to a learner: told to him and to organisers, with the way to start it again for whom it is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mooc.courses.queries import read_course
from mooc.delivery.actions import is_suppressed, lift_suppression, suppress
from mooc.delivery.models import Delivery, Mailing, Suppression
from mooc.runs import actions as runs
from mooc.web.tests.house import build_house

pytestmark = pytest.mark.django_db
Reason = Suppression.Reason


def home(stage):
    return reverse("web:my_home", args=[stage.token("home")])


def start(stage):
    return reverse("web:my_start", args=[stage.token("home")])


def stop(enrolment, reason, detail=""):
    suppress(address=enrolment.person.email, reason=reason, detail=detail, now=timezone.now())


@pytest.mark.parametrize(
    ("reason", "words", "may_start"),
    [
        (Reason.BOUNCED, "as one that does not exist", False),
        (Reason.RETURNING, "came back again and again", True),
        (Reason.COMPLAINED, "marked a message of mine as unwanted", True),
        (Reason.ASKED, "for no more mail to", True),
        (Reason.OPERATOR, "A person who looks after this server", False),
    ],
)
def test_the_learner_reads_why_and_starts_what_is_his_to_start(client, stage, reason, words, may_start):
    stop(stage.bob, reason, "550 5.1.1 no <such> user")
    page = client.get(home(stage)).content.decode()
    assert words in page
    assert ("Start the mail again" in page.split("Less, or none")[0]) is may_start
    assert client.post(start(stage))["Location"] == home(stage)
    assert is_suppressed(stage.bob.person.email) is not may_start
    assert ("I do not write to you" in client.get(home(stage)).content.decode()) is not may_start


def test_the_other_sides_words_are_told_as_words(client, stage):
    stop(stage.bob, Reason.BOUNCED, "550 5.1.1 no <b>such</b> user")
    page = client.get(home(stage)).content.decode()
    assert "550 5.1.1 no &lt;b&gt;such&lt;/b&gt; user" in page
    assert 'href="#address"' in page


def test_opening_the_way_back_changes_nothing(client, stage):
    runs.stop_mail(stage.bob, now=timezone.now())
    assert client.get(start(stage))["Location"] == home(stage)
    stage.bob.refresh_from_db()
    assert stage.bob.mail_stopped_at
    assert "You stopped my messages on" in client.get(home(stage)).content.decode()
    client.post(start(stage))
    stage.bob.refresh_from_db()
    assert stage.bob.mail_stopped_at is None


def test_a_complaint_about_the_runs_mail_is_told_as_one(client, stage):
    now = timezone.now()
    mailing = Mailing.objects.create(occasion="w", kind="weekly", run_id=stage.run.pk, planned_at=now)
    Delivery.objects.create(
        mailing=mailing,
        recipient=stage.bob.pk,
        state=Delivery.State.COMPLAINED,
        not_before=now,
        expires_at=now,
        settled_at=now,
    )
    runs.stop_mail(stage.bob, now=now)
    assert "marked a message of mine as unwanted" in client.get(home(stage)).content.decode()
    runs.start_mail(stage.bob, now=now)
    runs.stop_mail(stage.bob, now=now + timedelta(days=1))
    assert "You stopped my messages" in client.get(home(stage)).content.decode()


@pytest.fixture
def house(now):
    read_course.cache_clear()
    return build_house(now)


def learner(house):
    return reverse("web:organise_learner", args=[house.run.slug, house.bob.pk])


def test_an_organiser_reads_why_and_may_mend_what_no_reader_wished(client, house):
    client.force_login(house.alice)
    assert "No mail goes to this learner" not in client.get(learner(house)).content.decode()
    stop(house.bob, Reason.BOUNCED, "550 5.1.1 no such user")
    page = client.get(learner(house)).content.decode()
    assert "No mail goes to this learner" in page and "550 5.1.1 no such user" in page
    assert client.get(learner(house) + "allow/").status_code == 405
    assert client.post(learner(house) + "allow/")["Location"] == learner(house)
    assert not is_suppressed("bob@example.net")


def test_no_organiser_starts_mail_that_its_reader_stopped(client, house, now):
    client.force_login(house.alice)
    stop(house.bob, Reason.ASKED)
    assert "Only he can start it again" in client.get(learner(house)).content.decode()
    assert client.post(learner(house) + "allow/").status_code == 403
    assert is_suppressed("bob@example.net")
    lift_suppression(address="bob@example.net", now=now)
    runs.stop_mail(house.bob, now=now)
    assert client.post(learner(house) + "allow/").status_code == 403


def test_an_organiser_of_another_run_finds_nobody(client, house):
    stop(house.bob, Reason.BOUNCED)
    client.force_login(house.olga)
    assert client.post(learner(house) + "allow/").status_code == 404
    assert is_suppressed("bob@example.net")
