"""The built-in mailbox: who may read it, what it never shows, and how to find one's way in it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mooc.delivery.models import Mailing
from mooc.web.tests.house import keep_copy, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(now):
    return make_person(now, "alice@example.org", "Alice", is_organiser=True)


@pytest.fixture
def bob(now):
    return make_person(now, "bob@example.net", "Bob")


@pytest.fixture
def copies(now):
    """Three weeks of Bob's mail, one letter of Ana's, and a sign-in code of Alice's."""
    weeks = [
        keep_copy(now + timedelta(days=7 * week), "bob@example.net", f"Week {week}") for week in range(3)
    ]
    keep_copy(now, "ana@example.org", "Hello Ana", kind="confirm")
    keep_copy(now, "alice@example.org", "1234-5678 is your code", kind="sign-in")
    for kind in ("weekly", "confirm", "sign-in"):
        Mailing.objects.create(occasion=kind, kind=kind, filler=kind, title=kind, planned_at=now)
    return weeks


@pytest.fixture
def open_mailbox(settings):
    settings.MOOC_OPEN_MAILBOX = True


def every_page(copy):
    return ["/mailbox/"] + [
        reverse(f"web:mailbox_{page}", args=[copy.pk]) for page in ("copy", "html", "source")
    ]


def test_organisers_of_the_server_read_it(client, copies, alice):
    client.force_login(alice)
    for page in every_page(copies[0]):
        assert client.get(page).status_code == 200, page


def test_a_learner_is_refused_and_a_stranger_led_to_the_sign_in(client, copies, bob):
    for page in every_page(copies[0]):
        assert client.get(page)["Location"] == f"/sign-in/?next={page}"
    client.force_login(bob)
    for page in every_page(copies[0]):
        assert client.get(page).status_code == 403, page


def test_in_the_demo_everybody_reads_it(client, copies, open_mailbox):
    for page in every_page(copies[0]):
        assert client.get(page).status_code == 200, page


def test_a_sign_in_code_is_hidden_even_from_organisers(client, copies, alice):
    client.force_login(alice)
    code = copies[0].__class__.objects.get(kind="sign-in")
    for page in every_page(code)[1:]:
        assert client.get(page).status_code == 404, page
    for query in ({}, {"q": "code"}, {"to": "alice@example.org"}, {"kind": "sign-in"}):
        assert "1234-5678" not in client.get("/mailbox/", query).content.decode()


def test_in_the_demo_a_code_is_shown_to_who_sits_at_the_machine_and_to_nobody_else(
    client, copies, open_mailbox
):
    code = copies[0].__class__.objects.get(kind="sign-in")
    page = reverse("web:mailbox_copy", args=[code.pk])
    assert "1234-5678" in client.get("/mailbox/").content.decode()
    assert client.get(page).status_code == 200
    assert client.get(page, REMOTE_ADDR="192.0.2.7").status_code == 404
    for name in ("X-Forwarded-For", "X-Real-IP", "X-Forwarded-Proto", "Via"):
        assert client.get(page, headers={name: "127.0.0.1"}).status_code == 404, name
    assert "1234-5678" not in client.get("/mailbox/", REMOTE_ADDR="192.0.2.7").content.decode()


def test_one_reader_s_mail_is_told_from_the_first_letter_on(client, copies, open_mailbox):
    shown = client.get("/mailbox/", {"to": "bob@example.net"}).content.decode()
    assert shown.index("Week 0") < shown.index("Week 1") < shown.index("Week 2")
    assert "Hello Ana" not in shown


def test_all_mail_is_shown_with_the_newest_first(client, copies, open_mailbox):
    shown = client.get("/mailbox/").content.decode()
    assert shown.index("Week 2") < shown.index("Week 1") < shown.index("Week 0")


def test_a_copy_leads_to_its_reader_s_letters_before_and_after(client, copies, open_mailbox):
    shown = client.get(reverse("web:mailbox_copy", args=[copies[1].pk])).content.decode()
    assert reverse("web:mailbox_copy", args=[copies[0].pk]) in shown
    assert reverse("web:mailbox_copy", args=[copies[2].pk]) in shown


def test_letters_are_found_by_address_subject_and_kind(client, copies, open_mailbox):
    assert "Hello Ana" in client.get("/mailbox/", {"q": "ANA@"}).content.decode()
    assert "Week 1" in client.get("/mailbox/", {"q": "week 1"}).content.decode()
    assert "Week 1" not in client.get("/mailbox/", {"kind": "confirm"}).content.decode()
    assert "No letter here is like that" in client.get("/mailbox/", {"q": "nothing"}).content.decode()


def test_pages_follow_one_another_without_gaps(client, now, open_mailbox, monkeypatch):
    monkeypatch.setattr("mooc.web.boards.mailbox.PAGE", 2)
    for number in range(5):
        keep_copy(now, "bob@example.net", f"Letter {number}")
    for query in ({}, {"to": "bob@example.net"}):
        seen, after = [], ""
        while after is not None:
            page = client.get("/mailbox/", query | {"after": after}).context["page"]
            seen += [copy.subject for copy in page.copies]
            after = page.next_after
        assert sorted(seen) == [f"Letter {number}" for number in range(5)]


def test_the_html_part_stands_alone_and_can_do_nothing(client, copies, open_mailbox):
    answer = client.get(reverse("web:mailbox_html", args=[copies[0].pk]))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head><base target="_blank">' in answer.content.decode()


def test_the_text_part_has_links_that_work(client, copies, open_mailbox):
    shown = client.get(reverse("web:mailbox_copy", args=[copies[0].pk]), {"as": "text"}).content.decode()
    assert 'href="http://localhost/runs/gentle-python/"' in shown


def test_the_list_asks_as_much_however_long_it_is(
    client, copies, open_mailbox, now, django_assert_num_queries
):
    for number in range(20):
        keep_copy(now, "bob@example.net", f"Letter {number}")
    with django_assert_num_queries(2):
        client.get("/mailbox/")


def test_odd_addresses_are_answered(client, copies, open_mailbox):
    for query in (
        {"after": "x"},
        {"after": "9" * 30},
        {"after": "999999"},
        {"q": "\x00%_'"},
        {"to": "nobody"},
    ):
        assert client.get("/mailbox/", query).status_code == 200
    assert client.get("/mailbox/999999/").status_code == 404
