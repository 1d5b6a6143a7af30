"""A learner's own page and his view of a week."""

import pytest
from django.urls import reverse

from mooc.people.models import AddressChange, Person
from mooc.runs.models import Enrolment


def home(stage, enrolment=None):
    return reverse("web:my_home", args=[stage.token("home", enrolment)])


SETTINGS = {
    "name": "Bob the Builder",
    "zone": "America/St_Johns",
    "language": "fr",
    "send_hour": "7",
    "company": "meet",
    "free": ["weekend-morning"],
}


def test_bob_sees_his_run_his_week_and_his_group(client, stage):
    page = client.get(home(stage)).content.decode()
    for words in ("Hello, <bdi>Bob</bdi>", "Knots, now", "This week", "The bowline", "Copper Kettle", "Ana"):
        assert words in page
    assert "copper-kettle@mooc.localhost" in page
    assert reverse("web:my_week", args=[1, stage.token("week")]) in page
    assert reverse("web:check_in", args=[1, "stuck", stage.token("check-in")]) in page
    for private in ("ana@example.org", "Castro"):
        assert private not in page


def test_sam_the_soloist_has_one_button_to_a_group(client, stage):
    page = client.get(home(stage, stage.sam)).content.decode()
    assert reverse("web:join", args=[stage.token("join", stage.sam)]) in page


def test_wanda_before_the_start_sees_what_comes(client, stage):
    page = client.get(home(stage, stage.waiting)).content.decode()
    assert "Your place is not confirmed yet" in page
    assert "The first message goes out on" in page
    Enrolment.objects.filter(pk=stage.waiting.pk).update(state="confirmed")
    assert "Are you in?" in client.get(home(stage, stage.waiting)).content.decode()


@pytest.mark.parametrize("state", Enrolment.State.values)
def test_the_page_stands_in_every_state(client, stage, state):
    Enrolment.objects.filter(pk=stage.bob.pk).update(state=state)
    assert client.get(home(stage)).status_code == 200


def test_the_page_is_read_in_a_fixed_number_of_queries(client, stage, django_assert_max_num_queries):
    client.get(home(stage))
    with django_assert_max_num_queries(6):
        client.get(home(stage))


def test_bob_changes_what_is_known_of_him(client, stage):
    answer = client.post(home(stage), SETTINGS)
    assert (answer.status_code, answer["Location"]) == (302, home(stage))
    bob = Enrolment.objects.select_related("person").get(pk=stage.bob.pk)
    assert (bob.person.name, bob.person.zone, bob.person.language) == (
        "Bob the Builder",
        "America/St_Johns",
        "fr",
    )
    assert (bob.send_hour, bob.company) == (7, "meet")
    assert bob.availability == {"sat": ["08:00-12:00"], "sun": ["08:00-12:00"]}
    assert "Kept." in client.get(home(stage)).content.decode()


def test_going_back_to_everybody_s_hour_is_a_change_too(client, stage):
    client.post(home(stage), SETTINGS)
    client.post(home(stage), SETTINGS | {"send_hour": ""})
    assert Enrolment.objects.get(pk=stage.bob.pk).send_hour is None


def test_what_cannot_be_kept_is_said_beside_the_field(client, stage):
    answer = client.post(home(stage), SETTINGS | {"zone": "+0530"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is an offset" in page and "Bob the Builder" in page
    assert Enrolment.objects.get(pk=stage.bob.pk).person.name == "Bob Okafor"


def test_a_new_address_is_asked_first(client, stage):
    link = reverse("web:my_address", args=[stage.token("home")])
    page = client.post(link, {"email": "bob@new.example.org"}, follow=True).content.decode()
    assert "I wrote to bob@new.example.org" in page
    stage.bob.person.refresh_from_db()
    assert stage.bob.person.email == "bob@example.org"
    assert AddressChange.objects.get().new_email == "bob@new.example.org"
    assert client.get(link).status_code == 302


def test_an_organiser_changes_his_address_only_when_signed_in(client, stage):
    Person.objects.filter(pk=stage.bob.person_id).update(is_organiser=True)
    link = reverse("web:my_address", args=[stage.token("home")])
    page = client.post(link, {"email": "mallory@example.org"}, follow=True).content.decode()
    assert "sign in first" in page and not AddressChange.objects.exists()
    client.force_login(stage.bob.person)
    client.post(link, {"email": "bob@new.example.org"})
    assert AddressChange.objects.get().new_email == "bob@new.example.org"


def test_the_same_address_again_is_no_change(client, stage):
    link = reverse("web:my_address", args=[stage.token("home")])
    answer = client.post(link, {"email": "BOB@example.org"})
    assert answer.status_code == 422
    assert "the address that I write to already" in answer.content.decode()


def test_asking_for_a_known_address_looks_the_same(client, stage):
    link = reverse("web:my_address", args=[stage.token("home")])
    pages = [
        client.post(link, {"email": email}, follow=True).content.decode().replace(email, "X")
        for email in ("ana@example.org", "new@example.org")
    ]
    assert "I wrote to X" in pages[0] and "I wrote to X" in pages[1]


def test_bob_reads_his_message_in_the_browser(client, stage):
    page = client.get(reverse("web:my_week", args=[1, stage.token("week")])).content.decode()
    assert "Hello Bob" in page and "Copper Kettle" in page and "Find a rope of two metres" in page
    assert reverse("web:message", args=["knots-now", 1]) in page


def test_a_week_that_has_not_gone_out_is_not_there(client, stage):
    assert client.get(reverse("web:my_week", args=[2, stage.token("week")])).status_code == 404


def test_a_name_in_arabic_stands_in_its_own_direction(client, stage):
    stage.bob.person.name = "ليلى حداد"
    stage.bob.person.save()
    assert "<bdi>ليلى</bdi>" in client.get(home(stage)).content.decode()


def test_who_left_is_not_told_that_the_run_is_still_to_come(client, stage):
    Enrolment.objects.filter(pk=stage.bob.pk).update(state="left")
    page = client.get(home(stage)).content.decode()
    assert "You left this run" in page
    assert "The first message goes out on" not in page


def test_who_left_is_offered_the_way_back_and_no_less_mail(client, stage):
    Enrolment.objects.filter(pk=stage.bob.pk).update(state=Enrolment.State.LEFT)
    page = client.get(home(stage)).content.decode()
    assert "Come back to the run" in page
    assert "Stop my messages" not in page and "Choose how much I write" not in page
