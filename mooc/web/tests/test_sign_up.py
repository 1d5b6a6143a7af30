"""The one form of a run, and what it answers."""

import re

import pytest
from django.urls import reverse

from mooc.delivery.models import Delivery
from mooc.people.models import Person
from mooc.runs.models import Enrolment, Follower

GIVEN = {
    "email": "charlie@example.org",
    "name": "Charlie",
    "zone": "Asia/Kathmandu",
    "language": "en",
    "company": "meet",
    "hours_a_week": "3",
    "free": ["weekday-evening"],
    "q_style": "think",
    "q_hope": "to moor a boat",
    "consent": "on",
}
RUN = "/runs/knots-next/"


def post(client, address=RUN, **changes):
    given = {key: value for key, value in (GIVEN | changes).items() if value is not None}
    return client.post(address, given)


def shown(answer):
    """Everything a visitor could see of an answer, without what is random in each."""
    cookies = {
        name: (morsel["path"], morsel["max-age"], morsel["httponly"])
        for name, morsel in answer.cookies.items()
    }
    headers = {name: value for name, value in answer.items() if name != "Content-Security-Policy"}
    return answer.status_code, headers, cookies, re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.content)


def test_charlie_signs_up_and_is_asked_to_look_into_his_mail(client, stage):
    answer = post(client)
    assert (answer.status_code, answer["Location"]) == (302, "/runs/knots-next/check-your-mail/")
    enrolment = Enrolment.objects.get(person__email="charlie@example.org")
    assert enrolment.state == "pending"
    assert enrolment.company == "meet"
    assert enrolment.person.zone == "Asia/Kathmandu"
    assert enrolment.answers == {"style": "think", "hope": "to moor a boat"}
    assert enrolment.availability["mon"] == ["18:00-22:00"]
    assert (
        Delivery.objects.filter(mailing__occasion=f"confirm/{stage.next.pk}", recipient=enrolment.pk).count()
        == 1
    )
    page = client.get(answer["Location"]).content.decode()
    assert "charlie@example.org" in page


def test_the_answer_never_tells_whether_an_address_is_known(client, django_user_model, stage):
    answers, pages = [], []
    for email in ("stranger@example.org", "wanda@example.org", "alice@example.org"):
        client.cookies.clear()
        answers.append(shown(post(client, email=email)))
        page = client.get("/runs/knots-next/check-your-mail/")
        pages.append(
            page.content.replace(email.encode(), b"X").replace(email.replace("@", "%40").encode(), b"X")
        )
    assert answers[0] == answers[1] == answers[2]
    assert pages[0] == pages[1] == pages[2]


def test_sending_again_says_the_same_to_everybody(client, stage):
    answers = []
    for email in ("stranger@example.org", "wanda@example.org", "bob@example.org"):
        client.cookies.clear()
        answers.append(shown(client.post("/runs/knots-next/resend/", {"email": email})))
    assert answers[0] == answers[1] == answers[2]
    assert not Person.objects.filter(email="stranger@example.org").exists()


def test_signing_up_twice_with_other_capitals_is_signing_up_once(client, stage):
    post(client)
    answer = post(client, email="Charlie@EXAMPLE.org")
    assert answer.status_code == 302
    assert Enrolment.objects.filter(run=stage.next, person__email="charlie@example.org").count() == 1


def test_who_is_in_two_runs_is_one_person(client, stage):
    post(client)
    post(client, address="/runs/knots-now/")
    assert Person.objects.filter(email="charlie@example.org").count() == 1
    assert Enrolment.objects.filter(person__email="charlie@example.org").count() == 2


@pytest.mark.parametrize("name", ["ليلى حداد", "王小明", "🌻 Flor"])
def test_names_arrive_as_they_were_written(client, stage, name):
    post(client, name=name)
    assert Person.objects.get(email="charlie@example.org").name == name


def test_what_is_wrong_stands_beside_the_field_and_the_rest_is_kept(client, stage):
    answer = post(client, email="charlie@", consent=None)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "charlie@" in page and "to moor a boat" in page
    assert page.count("has-problem") == 2
    assert '<option value="Asia/Kathmandu" selected>' in page
    assert re.search(r'value="think"[^>]*checked', page)
    assert re.search(r'value="weekday-evening"[^>]*checked', page)
    assert not Person.objects.filter(email__startswith="charlie").exists()


def test_a_run_that_is_over_takes_nobody(client, stage):
    answer = post(client, address="/runs/knots-past/")
    assert answer.status_code == 409
    assert "Sign up for the next run" in answer.content.decode()
    assert not Person.objects.filter(email="charlie@example.org").exists()


def test_a_program_learns_nothing_and_does_nothing(client, stage):
    answer = post(client, website="https://example.com")
    assert (answer.status_code, answer["Location"]) == (302, "/runs/knots-next/check-your-mail/")
    assert not Person.objects.filter(email="charlie@example.org").exists()


def test_forms_sent_all_night_are_asked_to_wait_and_what_was_typed_is_kept(client, stage, monkeypatch):
    from allauth.core import ratelimit

    monkeypatch.setattr(ratelimit, "consume", lambda request, *, action: False)
    answer = post(client)
    assert answer.status_code == 422
    assert "Wait a minute" in answer.content.decode()
    assert "to moor a boat" in answer.content.decode()


def test_forged_forms_are_refused_with_a_page_that_helps(stage):
    from django.test import Client

    answer = post(Client(enforce_csrf_checks=True))
    assert answer.status_code == 403
    assert "could not tell that this form was mine" in answer.content.decode()


def test_the_open_mailbox_is_offered_where_it_is_open(client, stage, settings):
    post(client)
    page = "/runs/knots-next/check-your-mail/"
    assert "Read it in the mailbox" not in client.get(page).content.decode()
    settings.MOOC_OPEN_MAILBOX = True
    assert "/mailbox/?to=charlie%40example.org" in client.get(page).content.decode()


def test_the_address_in_the_cookie_cannot_be_made_up(client, stage):
    client.cookies["typed_address"] = "evil@example.com:1abc:forged"
    assert "evil" not in client.get("/runs/knots-next/check-your-mail/").content.decode()


def test_charlie_follows_a_course(client, stage):
    answer = client.post("/courses/knots/follow/", {"email": "Charlie@example.org"})
    assert (answer.status_code, answer["Location"]) == (302, "/courses/knots/follow/")
    assert "charlie@example.org" in client.get("/courses/knots/follow/").content.decode()
    follower = Follower.objects.get()
    assert follower.confirmed_at is None
    assert Delivery.objects.filter(mailing__kind="follow-confirm", recipient=follower.pk).exists()


def test_following_says_the_same_to_everybody(client, stage, now):
    Follower.objects.create(course=stage.course, email="known@example.org", asked_at=now, confirmed_at=now)
    answers = []
    for email in ("known@example.org", "stranger@example.org"):
        client.cookies.clear()
        answers.append(shown(client.post("/courses/knots/follow/", {"email": email})))
    assert answers[0] == answers[1]


def test_following_without_an_address_says_what_is_missing(client, stage):
    page = client.post("/courses/knots/follow/", {"email": "nobody"}).content.decode()
    assert "is not an address" in page
    assert reverse("web:follow", args=["knots"]) in page
