"""An organiser sees where a mailing stands, and steers it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mooc.courses.queries import read_course
from mooc.delivery.actions import BY_HAND, cancel, send_due
from mooc.delivery.models import Delivery, MailboxCopy, Mailing
from mooc.web.tests.house import build_house, enrol
from mooc.weekly.models import Opening

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def house(now):
    read_course.cache_clear()
    with time_machine.travel(now, tick=False):
        yield build_house(now)


@pytest.fixture
def coming(house, now):
    """Next week's message: one copy for Bob, in nine minutes."""
    mailing = Mailing.objects.create(
        occasion="weekly/next",
        kind="weekly",
        filler="weekly",
        run_id=house.run.pk,
        subject_id=1,
        title="Week 1 of Gentle Python",
        planned_at=now,
        audience=1,
    )
    Opening.objects.create(
        run=house.run, week=1, mailing_id=mailing.pk, planned_at=now, planned_through_at=now
    )
    leaves = now + timedelta(minutes=9)
    Delivery.objects.create(
        mailing=mailing, recipient=house.bob.pk, not_before=leaves, expires_at=now + timedelta(days=7)
    )
    return mailing


@pytest.fixture
def alice(client, house):
    house.alice.zone = "Asia/Kathmandu"
    house.alice.save()
    client.force_login(house.alice)
    return client


def page(mailing):
    return reverse("web:organise_mailing", args=[mailing.pk])


def shown(client, mailing, **query):
    return " ".join(client.get(page(mailing), query).content.decode().split())


def steer(client, mailing, act):
    return client.post(reverse("web:organise_steer_mailing", args=[mailing.pk, act]), follow=True)


def states(mailing):
    return [State(state).label for state in mailing.deliveries.values_list("state", flat=True)]


def test_it_says_when_a_mailing_leaves_by_the_organisers_clock(alice, coming, now):
    text = shown(alice, coming)
    local = (now + timedelta(minutes=9 + 5 * 60 + 45)).strftime("%H:%M")
    assert f">{local}</time>" in text
    assert "Asia/Kathmandu, in 9 minutes" in text
    assert "0 of 1 have come to an end" in text
    assert "1 in a group that writes" in text


def test_a_mailing_is_held_let_go_cancelled_and_brought_back(alice, coming):
    assert "no further copy leaves" in steer(alice, coming, "hold").content.decode()
    assert "Held: 1 copy waits until somebody lets it go" in shown(alice, coming)
    assert "Copies that are due leave now" in steer(alice, coming, "release").content.decode()
    assert "1 copy will not go out" in steer(alice, coming, "cancel").content.decode()
    assert states(coming) == ["cancelled"]
    assert "Bring back 1 copy" in shown(alice, coming)
    assert "1 copy will go out after all" in steer(alice, coming, "reopen").content.decode()
    assert states(coming) == ["pending"]
    assert "There was nothing to bring back" in steer(alice, coming, "reopen").content.decode()


def test_home_says_which_mailing_is_held(alice, coming):
    steer(alice, coming, "hold")
    home = alice.get("/organise/").content.decode()
    assert "“Week 1 of Gentle Python” is held" in home
    steer(alice, coming, "release")
    assert "is held; its copies wait" not in alice.get("/organise/").content.decode()


def test_looking_changes_nothing_and_nobody_else_steers(client, house, coming):
    act = reverse("web:organise_steer_mailing", args=[coming.pk, "cancel"])
    assert client.post(act).status_code == 302
    client.force_login(house.bob.person)
    assert client.post(act).status_code == 403
    client.force_login(house.olga)
    for name in ("organise_try_mailing", "organise_resend_mailing", "organise_mailing_progress"):
        assert client.get(reverse(f"web:{name}", args=[coming.pk])).status_code == 404
    assert client.post(act).status_code == 404
    client.force_login(house.alice)
    assert client.get(act).status_code == 405
    assert client.post(act.replace("cancel", "burn")).status_code == 404
    assert states(coming) == ["pending"]


def test_progress_draws_itself_again_only_while_something_moves(alice, house, coming, now):
    part = reverse("web:organise_mailing_progress", args=[coming.pk])
    assert "data-moves" in alice.get(part).content.decode()
    assert "web/progress" in shown(alice, coming)
    Delivery.objects.filter(mailing=coming).update(not_before=now)
    assert "Going out: 0 a minute; nothing has left within the last minute" in " ".join(
        alice.get(part).content.decode().split()
    )
    done = reverse("web:organise_mailing_progress", args=[house.weekly.pk])
    assert "data-moves" not in alice.get(done).content.decode()
    assert "web/progress" not in shown(alice, house.weekly)


def test_copies_are_found_by_a_learners_name_before_anything_has_gone(alice, coming):
    assert "Bob Miller" in shown(alice, coming, q="mill")
    assert "Bob Miller" in shown(alice, coming, q="bob@example")
    assert "No copy is like that" in shown(alice, coming, q="dora")


def test_the_page_asks_as_much_however_many_copies_there_are(alice, house, coming, now):
    def queries():
        alice.get(page(coming))
        with CaptureQueriesContext(connection) as asked:
            alice.get(page(coming))
        return len(asked)

    few = queries()
    Delivery.objects.bulk_create(
        Delivery(
            mailing=coming,
            recipient=enrol(now, house.run, f"n{number}@example.org", f"N{number}").pk,
            not_before=now,
            expires_at=now,
        )
        for number in range(60)
    )
    assert queries() == few
    more = alice.get(page(coming)).context["next_after"]
    assert more and "N59" in shown(alice, coming, after=more)


def test_a_test_goes_to_the_organiser_and_is_counted_apart(alice, house, coming, now):
    form = reverse("web:organise_try_mailing", args=[coming.pk])
    assert "group, language en" in alice.get(form).content.decode()
    answer = alice.post(form, {"edition": "group en", "email": "alice@example.org"})
    assert answer["Location"] == page(coming)
    send_due(now=now)
    assert MailboxCopy.objects.get().rcpt_to == "alice@example.org"
    assert states(coming) == ["pending"]
    assert "Test of " in shown(alice, coming)
    mailings = alice.get(reverse("web:organise_mailings", args=[house.run.slug]))
    assert mailings.context["account"].audience == 3
    assert "[Test]" not in mailings.content.decode()
    learner = reverse("web:organise_learner", args=[house.run.slug, house.bob.pk])
    assert "[Test]" not in alice.get(learner).content.decode()


def test_another_address_needs_a_word(alice, coming):
    form = reverse("web:organise_try_mailing", args=[coming.pk])
    given = {"edition": "group en", "email": "zoe@example.com"}
    refused = alice.post(form, given)
    assert refused.status_code == 422
    assert "zoe@example.com is not your own address" in refused.content.decode()
    assert alice.post(form, given | {"is_sure": "on"}).status_code == 302
    assert Mailing.objects.get(kind="test").deliveries.get().address == "zoe@example.com"


def test_enough_tests_are_said_on_the_form(alice, coming, house, now):
    Mailing.objects.bulk_create(
        Mailing(occasion=f"test/{n}", kind="test", run_id=house.run.pk, title="T", planned_at=now)
        for n in range(10)
    )
    form = reverse("web:organise_try_mailing", args=[coming.pk])
    refused = alice.post(form, {"edition": "group en", "email": "alice@example.org"})
    assert "10 tests in the last 24 hours" in refused.content.decode()


def test_there_is_no_test_of_codes(alice, house):
    assert alice.get(reverse("web:organise_try_mailing", args=[house.codes.pk])).status_code == 404


def test_some_get_it_again_after_their_number_was_said(alice, house):
    form = reverse("web:organise_resend_mailing", args=[house.weekly.pk])
    assert "rejected: 1 copy" in alice.get(form).content.decode()
    counted = " ".join(alice.get(form, {"state": "20"}).content.decode().split())
    assert "1 copy goes out again" in counted and "Send 1 copy again" in counted
    assert sorted(states(house.weekly)) == ["accepted", "rejected"]
    alice.post(form, {"state": ["20", "77", "x"]})
    assert sorted(states(house.weekly)) == ["accepted", "pending"]


def test_what_was_cancelled_is_not_sent_again(alice, house, now):
    cancel(house.weekly, now=now, reason=BY_HAND)
    assert alice.get(reverse("web:organise_resend_mailing", args=[house.weekly.pk])).status_code == 404


def test_a_link_of_a_test_does_nothing(client):
    assert "This link was in a test" in client.get("/test-link/").content.decode()
    answer = client.post("/test-link/", {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "Nothing has changed" in answer.content.decode()) == (200, True)
