"""A learner's addresses on his own page, and the pages that links about them open."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mooc.people import tokens
from mooc.people.models import AddressChange, OtherAddress, Person

CAFE = "bob@cafe.example"


@pytest.fixture
def page(stage):
    return reverse("web:my_addresses", args=[stage.token("home")])


def row(stage, email=CAFE, *, verified=True):
    now = timezone.now()
    return OtherAddress.objects.create(
        person=stage.bob.person, email=email, asked_at=now, verified_at=now if verified else None
    )


def act(name, one):
    return reverse(f"web:{name}", args=[tokens.sign(name.replace("_", "-"), one.pk)])


def test_bob_adds_an_address_and_sees_that_it_waits(client, stage, page):
    said = client.post(page, {"email": CAFE}, follow=True).content.decode()
    assert f"I wrote to {CAFE}" in said and "wait for the button" in said
    one = OtherAddress.objects.get()
    link = act("other_address", one)
    assert "Do you write from this address?" in client.get(link).content.decode()
    one.refresh_from_db()
    assert one.verified_at is None
    for _ in range(2):
        assert "Mail from here is yours" in client.post(link, follow=True).content.decode()
    assert "You write from here since" in client.get(page).content.decode()


def test_what_cannot_be_added_is_said_beside_the_field(client, stage, page):
    for email in ("bob@example.org", "nonsense", ""):
        assert client.post(page, {"email": email}).status_code == 422
    assert not OtherAddress.objects.exists()


def test_asking_for_an_address_of_another_looks_the_same(client, stage, page):
    pages = [
        client.post(page, {"email": email}, follow=True).content.decode().replace(email, "X")
        for email in ("ana@example.org", "news@example.org")
    ]
    assert all("I wrote to X" in said for said in pages)


def test_bob_removes_an_address(client, stage, page):
    one = row(stage)
    link = reverse("web:my_address_removal", args=[stage.token("home"), one.pk])
    assert client.get(link).status_code == 302 and OtherAddress.objects.exists()
    assert "not taken for yours any more" in client.post(link, follow=True).content.decode()
    assert not OtherAddress.objects.exists()


def test_bob_wants_to_be_written_to_at_another_of_his_addresses(client, stage, page):
    one = row(stage)
    link = reverse("web:my_address_main", args=[stage.token("home"), one.pk])
    client.get(link)
    assert not AddressChange.objects.exists()
    assert f"I wrote to {CAFE}" in client.post(link, follow=True).content.decode()
    assert AddressChange.objects.get().new_email == CAFE


def test_an_organiser_signs_in_before_mail_goes_elsewhere(client, stage, page):
    Person.objects.filter(pk=stage.bob.person_id).update(is_organiser=True)
    link = reverse("web:my_address_main", args=[stage.token("home"), row(stage).pk])
    assert "sign in first" in client.post(link, follow=True).content.decode()
    assert not AddressChange.objects.exists()


def test_the_addresses_of_others_are_not_there(client, stage):
    one = row(stage)
    for name in ("my_address_removal", "my_address_main"):
        link = reverse(f"web:{name}", args=[stage.token("home", stage.sam), one.pk])
        assert client.post(link).status_code == 404
    assert OtherAddress.objects.exists()


def test_the_account_s_own_address_can_end_what_a_leaked_link_began(client, stage):
    link = act("remove_address", row(stage))
    assert "Was this not you?" in client.get(link).content.decode()
    assert OtherAddress.objects.exists()
    for _ in range(2):
        assert "It is removed" in client.post(link, follow=True).content.decode()
    assert not OtherAddress.objects.exists()


def test_an_old_link_says_what_to_do(client, stage):
    one = row(stage, verified=False)
    OtherAddress.objects.update(asked_at=timezone.now().replace(year=2020))
    answer = client.post(act("other_address", one))
    assert answer.status_code == 409 and "too old" in answer.content.decode()
    OtherAddress.objects.all().delete()
    assert "This address was removed" in client.get(act("other_address", one)).content.decode()


def test_scanners_and_forged_presses_change_nothing(stage, page):
    one = row(stage, verified=False)
    browser = Client(enforce_csrf_checks=True)
    for link in (page, act("other_address", one), act("remove_address", one)):
        assert browser.get(link).status_code == 200
        assert browser.head(link).status_code == 200
        assert browser.post(link).status_code == 403
    assert OtherAddress.objects.get().verified_at is None


@pytest.mark.parametrize("name", ["other_address", "remove_address", "my_addresses", "was_this_you"])
def test_charlie_s_guesses_help_him_nothing(client, stage, name):
    for token in ("1.0123456789abcdef0123", "nonsense", tokens.sign("new-address", 1)):
        assert client.get(reverse(f"web:{name}", args=[token])).status_code == 404


def test_the_way_there_stands_on_his_page(client, stage, page):
    home = client.get(reverse("web:my_home", args=[stage.token("home")])).content.decode()
    assert page in home
