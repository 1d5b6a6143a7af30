"""Signing in: the code, the browser it is bound to, the limits, and the first organiser."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from mooc.delivery.models import Delivery, Mailing
from mooc.people import actions as people
from mooc.people.models import Person, SignInCode
from mooc.web.tests.house import make_person

pytestmark = pytest.mark.django_db
ASK, CODE = "/sign-in/", "/sign-in/code/"


@pytest.fixture(autouse=True)
def clock(now):
    cache.clear()
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def alice(now, clock):
    return make_person(now, "alice@example.org", "Alice", is_organiser=True)


def ask(client, email="alice@example.org", **more):
    return client.post(ASK, {"email": email} | more)


def last_code():
    return SignInCode.objects.order_by("-id").first().code


def is_signed_in(client):
    return client.get("/organise/").status_code == 200


def test_an_organiser_signs_in_with_a_code(client, alice):
    assert ask(client)["Location"] == CODE
    assert client.post(CODE, {"code": last_code()})["Location"] == "/organise/"
    assert is_signed_in(client)


def test_the_code_leaves_by_delivery_with_ten_minutes_to_live(client, alice, now):
    ask(client)
    copy = Delivery.objects.get()
    assert copy.mailing.kind == "sign-in"
    assert copy.mailing.priority == 0
    assert copy.expires_at == now + timedelta(minutes=10)


def test_the_session_keeps_only_a_hash(client, alice):
    ask(client)
    kept = json.dumps(dict(client.session.items()))
    figures = re.sub(r"\D", "", last_code())
    assert len(figures) == 8
    assert figures not in re.sub(r"-", "", kept)


def test_capitals_spaces_and_the_dash_do_not_matter(client, alice):
    ask(client, " ALICE@Example.ORG ")
    client.post(CODE, {"code": f" {last_code().replace('-', ' ')} "})
    assert is_signed_in(client)


def test_it_leads_to_the_page_that_was_wanted(client, alice):
    page = client.get("/organise/inbound/")
    assert page["Location"] == "/sign-in/?next=/organise/inbound/"
    client.get(page["Location"])
    answer = ask(client, next="/organise/inbound/")
    assert answer["Location"] == f"{CODE}?next=%2Forganise%2Finbound%2F"
    assert client.post(answer["Location"], {"code": last_code()})["Location"] == "/organise/inbound/"


def test_it_leads_to_no_other_site(client, alice):
    ask(client, next="https://evil.example/")
    answer = client.post(CODE, {"code": last_code(), "next": "https://evil.example/"})
    assert answer["Location"] == "/organise/"


def test_a_stranger_s_address_gets_the_same_answer_and_no_mail(client, alice):
    known, unknown = Client(), Client()
    one, other = ask(known), ask(unknown, "charlie@example.com")
    assert (one.status_code, one["Location"]) == (other.status_code, other["Location"])
    pages = [visitor.get(CODE).content.decode() for visitor in (known, unknown)]
    plain = [re.sub(r'value="[^"]{64}"|[\w.]+@[\w.]+', "", page) for page in pages]
    assert plain[0] == plain[1]
    assert last_code() == ""
    assert unknown.post(CODE, {"code": ""}).status_code == 200
    assert unknown.post(CODE, {"code": "1234-5678"}).status_code == 200
    assert not Person.objects.filter(email="charlie@example.com").exists()


def test_the_same_rows_are_written_for_a_stranger_so_that_the_time_tells_nothing(client, alice):
    ask(client, "charlie@example.com")
    assert Mailing.objects.get().kind == "sign-in"
    assert Delivery.objects.count() == 1


def test_another_browser_cannot_use_the_code(client, alice):
    ask(client)
    other = Client()
    assert other.post(CODE, {"code": last_code()})["Location"] == ASK
    assert not is_signed_in(other)


def test_a_code_works_once(client, alice):
    ask(client)
    code = last_code()
    client.post(CODE, {"code": code})
    client.post("/sign-out/")
    assert client.post(CODE, {"code": code})["Location"] == ASK
    assert not is_signed_in(client)


def test_a_code_is_dead_after_ten_minutes(client, alice, clock):
    ask(client)
    clock.shift(timedelta(minutes=10, seconds=1))
    assert client.post(CODE, {"code": last_code()})["Location"] == ASK
    assert not is_signed_in(client)


def test_three_wrong_codes_are_the_end_of_it(client, alice):
    ask(client)
    assert "is not the code I sent" in client.post(CODE, {"code": "0000-0000"}).content.decode()
    client.post(CODE, {"code": "0000-0001"})
    assert client.post(CODE, {"code": "0000-0002"})["Location"] == ASK
    client.post(CODE, {"code": last_code()})
    assert not is_signed_in(client)
    assert "Too many tries" in client.get(ASK).content.decode()


def test_a_new_code_ends_the_one_before(client, alice):
    ask(client)
    first = last_code()
    assert client.get(ASK).status_code == 200
    ask(client)
    client.post(CODE, {"code": first})
    assert not is_signed_in(client)
    client.post(CODE, {"code": last_code()})
    assert is_signed_in(client)


def test_asking_is_limited_per_address_and_comes_back(client, alice, clock):
    for _ in range(5):
        assert ask(Client()).status_code == 302
    assert "Too many tries" in ask(client).content.decode()
    assert ask(client, "charlie@example.com").status_code == 302
    clock.shift(timedelta(minutes=16))
    assert ask(client).status_code == 302


def test_asking_is_limited_per_client(client, alice):
    for number in range(30):
        ask(Client(), f"somebody{number}@example.org")
    assert "Too many tries" in ask(client, "another@example.org").content.decode()
    assert Client().post(ASK, {"email": "another@example.org"}, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_who_is_no_longer_active_is_a_stranger(client, alice):
    Person.objects.update(is_active=False)
    ask(client)
    assert last_code() == ""


def test_a_bad_address_is_told_beside_the_field(client):
    assert "is not an address" in ask(client, "alice").content.decode()


def test_a_learner_may_sign_in_and_finds_his_runs(client, now):
    bob = make_person(now, "bob@example.net", "Bob Miller")
    Person.objects.update(email_verified_at=None)
    ask(client, "bob@example.net")
    assert client.post(CODE, {"code": last_code()})["Location"] == "/me/"
    bob.refresh_from_db()
    assert bob.email_verified_at == now
    assert "You take part in no run yet" in client.get("/me/").content.decode()
    assert client.get("/organise/").status_code == 403


def test_signing_out_is_a_button_and_not_a_link(client, alice):
    client.force_login(alice)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/"
    assert not is_signed_in(client)


def test_no_other_door_of_the_sign_in_library_is_open(client):
    for path in (
        "/signup/",
        "/login/",
        "/accounts/login/",
        "/password/reset/",
        "/email/",
        "/sign-in/code/resend/",
    ):
        assert client.get(path).status_code == 404, path


def test_the_first_organiser_comes_in_by_a_link_that_works_once(client, now):
    link = people.make_first_organiser_link(now=now).removeprefix("http://127.0.0.1:8000")
    assert "Become the organiser" in client.get(link).content.decode()
    assert not Person.objects.exists()
    answer = client.post(link, {"name": "Alice Organiser", "email": "Alice@Example.org"})
    assert answer["Location"] == "/organise/"
    assert is_signed_in(client)
    alice = Person.objects.get()
    assert (alice.email, alice.name, alice.is_organiser) == ("alice@example.org", "Alice Organiser", True)
    for again in (
        Client().get(link),
        Client().post(link, {"name": "Charlie", "email": "charlie@example.com"}),
    ):
        assert again.status_code == 410
        assert "This link has done its work" in again.content.decode()
    assert Person.objects.count() == 1


def test_the_first_organiser_s_form_says_what_is_wrong(client, now):
    link = people.make_first_organiser_link(now=now).removeprefix("http://127.0.0.1:8000")
    answer = client.post(link, {"name": "Buy at https://evil.example", "email": "alice"}).content.decode()
    assert "holds a link" in answer
    assert "is not an address" in answer
    assert client.get("/first/not-a-token/").status_code == 410


def test_a_printed_link_signs_an_organiser_in_once_and_only_by_its_button(client, alice):
    link = people.make_sign_in_link(email=alice.email).removeprefix("http://127.0.0.1:8000")
    assert "good for one sign-in" in client.get(link).content.decode()
    assert not is_signed_in(client)
    assert client.post(link)["Location"] == "/organise/"
    assert is_signed_in(client)
    assert Client().post(link).status_code == 410


def test_a_learner_who_is_signed_in_is_led_to_his_runs_and_not_to_the_organisers(client, alice, now):
    client.force_login(people.meet(email="bob@example.org", name="Bob", now=now))
    assert "Your runs" in client.get("/").content.decode()
    client.force_login(alice)
    assert "Organise" in client.get("/").content.decode()


def test_who_is_signed_in_already_is_led_on(client, alice):
    client.force_login(alice)
    assert client.get(ASK)["Location"] == "/organise/"
