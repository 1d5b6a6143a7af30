"""Every organisers' page, tried by all of the cast."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mooc.courses.queries import read_course
from mooc.delivery.models import Delivery, Edition
from mooc.delivery.pauses import begin_pause, end_pause
from mooc.groups.models import Proposal
from mooc.inbound.faults import note_fault
from mooc.inbound.models import InboundMail
from mooc.pure.mailkit import slot
from mooc.web.tests.house import build_house, enrol, make_person, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_noon(now):
    read_course.cache_clear()
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def house(now, at_noon):
    return build_house(now)


def count_queries(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    return len(asked)


def pages(house):
    """Every page of the run of which Olga knows nothing."""
    run, edition = house.run.slug, Edition.objects.get()
    return [
        reverse("web:organise_run", args=[run]),
        reverse("web:organise_groups", args=[run]),
        reverse("web:organise_group", args=[run, 1]),
        reverse("web:organise_learners", args=[run]),
        reverse("web:organise_learner", args=[run, house.bob.pk]),
        reverse("web:organise_mailings", args=[run]),
        reverse("web:organise_mailing", args=[house.weekly.pk]),
        reverse("web:organise_edition", args=[edition.pk]),
        reverse("web:organise_edition_html", args=[edition.pk]),
        reverse("web:organise_inbound_mail", args=[house.held.pk]),
        reverse("web:organise_inbound_source", args=[house.held.pk]),
    ]


def test_an_organiser_of_the_server_opens_every_page(client, house):
    client.force_login(house.alice)
    for page in [*pages(house), "/organise/", "/organise/inbound/", "/organise/mailings/"]:
        assert client.get(page).status_code == 200, page


def test_a_stranger_is_led_to_the_sign_in_and_back(client, house):
    for page in [*pages(house), "/organise/", "/organise/inbound/", "/organise/runs/no-such-run/"]:
        assert client.get(page)["Location"] == f"/sign-in/?next={page}"


def test_a_learner_is_refused(client, house):
    client.force_login(house.bob.person)
    for page in [*pages(house), "/organise/", "/organise/inbound/", "/organise/mailings/"]:
        assert client.get(page).status_code == 403, page


def test_an_organiser_of_one_run_sees_no_other(client, house):
    client.force_login(house.olga)
    for page in pages(house):
        assert client.get(page).status_code == 404, page
    home = client.get("/organise/").content.decode()
    assert "Pottery" in home
    assert "Gentle Python" not in home
    assert "Réponse" not in client.get("/organise/inbound/").content.decode()
    assert client.get("/organise/mailings/").status_code == 403
    assert client.get(reverse("web:organise_mailing", args=[house.codes.pk])).status_code == 404
    assert client.get(reverse("web:organise_run", args=["pottery"])).status_code == 200


def test_home_says_first_what_needs_somebody(client, house):
    client.force_login(house.alice)
    home = client.get("/organise/").content.decode()
    assert "1 group waits for your yes in Pottery" in home
    assert "1 mail that came in waits for a human to decide" in home
    assert "1 copy of Gentle Python was refused" in home
    assert "2 copies</strong>" in home
    assert "every copy is accounted for" in home


def test_home_asks_once_about_all_proposals_of_a_run(client, house, now):
    Proposal.objects.create(run=house.pottery, number=2, seed=8, rules={}, report={}, made_at=now)
    client.force_login(house.alice)
    home = client.get("/organise/").content.decode()
    assert "2 proposals wait for your choice in Pottery" in home
    assert "waits for your yes" not in home


def test_home_says_when_nobody_sends(client, house, now):
    copies = house.weekly.deliveries.filter(state=Delivery.State.ACCEPTED)
    copies.update(state=Delivery.State.PENDING, attempts=0, not_before=now - timedelta(minutes=11))
    client.force_login(house.alice)
    assert "should have left more than ten minutes ago" in client.get("/organise/").content.decode()


def test_mail_that_is_refused_is_told_with_the_reason_and_what_to_do(client, house, now):
    begin_pause("relay.example:25", "535 5.7.8 wrong password", now=now, is_ours=True)
    begin_pause("other.example:25", "connection refused", now=now)
    client.force_login(house.alice)
    page = client.get("/organise/").content.decode()
    assert (
        "No mail leaves since 23 November, 12:00 UTC. relay.example:25 says: 535 5.7.8 wrong password."
        in page
    )
    assert "I try again at 12:01 UTC." in page
    assert "other.example" not in page
    end_pause("relay.example:25", now=now + timedelta(minutes=2))
    assert "No mail leaves" not in client.get("/organise/").content.decode()


def test_what_other_servers_find_wrong_with_us_is_told_to_who_looks_after_the_house(client, house, now):
    note_fault("blocked", address="bob@gmail.com", delivery_id=1, answer="554 5.7.1 <listed>", now=now)
    client.force_login(house.alice)
    page = client.get("/organise/").content.decode()
    assert "The servers of google block our address (once since 23 November)." in page
    assert "554 5.7.1 &lt;listed&gt;" in page
    assert "ask to be taken off" in page
    assert "block our address" not in client.get(f"/organise/{house.pottery.slug}/").content.decode()


def test_an_empty_house_says_how_to_begin(client, now, at_noon):
    client.force_login(make_person(now, "alice@example.org", "Alice", is_organiser=True))
    home = client.get("/organise/").content.decode()
    assert "mooc course import" in home
    assert "--starts 2026-12-07" in home


LISTS = ["/organise/"] + [
    f"/organise/runs/gentle-python/{page}/" for page in ("learners", "groups", "mailings")
]


@pytest.mark.parametrize("page", LISTS)
def test_a_list_asks_as_much_of_the_database_however_long_it_is(client, house, now, page):
    client.force_login(house.alice)
    few = count_queries(client, page)
    for number in range(5):
        enrol(now, house.run, f"more{number}@example.org", f"More{number}", group=house.group)
        read_course(make_run(now, f"extra-{number}", f"Extra {number}", starts=now.date()).version_id)
        house.weekly.pk, house.weekly.occasion = None, f"weekly/again/{number}"
        house.weekly.save(force_insert=True)
    assert count_queries(client, page) == few


def test_learners_are_found_by_a_part_of_name_or_address(client, house):
    client.force_login(house.alice)
    page = reverse("web:organise_learners", args=[house.run.slug])
    assert "bob@example.net" in client.get(page, {"q": "mill"}).content.decode()
    assert "bob@example.net" not in client.get(page, {"q": "dora"}).content.decode()
    assert "I find nobody like that" in client.get(page, {"q": "xyz"}).content.decode()


def test_a_learner_s_page_shows_each_copy_with_the_answer_it_got(client, house):
    client.force_login(house.alice)
    shown = client.get(reverse("web:organise_learner", args=[house.run.slug, house.bob.pk])).content.decode()
    assert "250 2.0.0 queued" in shown
    assert "Never" in shown
    assert "proposal 1, seed 7" in shown


def test_copies_are_filtered_by_state_and_answer(client, house):
    client.force_login(house.alice)
    page = reverse("web:organise_mailing", args=[house.weekly.pk])
    refused = client.get(page, {"state": "20"}).content.decode()
    assert "550 5.1.1 no such user" in refused
    assert "250 2.0.0 queued" not in refused
    assert "bob@example.net" in client.get(page, {"q": "2.0.0"}).content.decode()


def test_an_organiser_s_word_settles_what_nobody_knows(client, house, now):
    house.weekly.deliveries.update(state=Delivery.State.UNCERTAIN, doubts=1)
    client.force_login(house.alice)
    page = reverse("web:organise_mailing", args=[house.weekly.pk])
    assert "2 copies are uncertain" in client.get(page).content.decode()
    assert client.get(page + "uncertain/arrived/").status_code == 405
    assert client.post(page + "uncertain/perhaps/").status_code == 404
    assert client.post(page + "uncertain/arrived/")["Location"] == page
    assert set(house.weekly.deliveries.values_list("state", flat=True)) == {Delivery.State.ACCEPTED}
    assert "2 copies were in doubt at least once" in client.get(page).content.decode()
    client.force_login(house.olga)
    assert client.post(page + "uncertain/arrived/").status_code == 404


def test_copies_in_doubt_go_out_once_more_when_asked(client, house, now):
    house.weekly.deliveries.update(state=Delivery.State.UNCERTAIN, doubts=1)
    client.force_login(house.alice)
    client.post(reverse("web:organise_settle_uncertain", args=[house.weekly.pk, "again"]))
    assert set(house.weekly.deliveries.values_list("state", flat=True)) == {Delivery.State.DEFERRED}


def test_a_proposal_shows_scores_reasons_and_who_is_left(client, house):
    client.force_login(house.olga)
    shown = client.get(reverse("web:organise_proposal", args=["pottery", 1])).content.decode()
    assert "3 learners in 1 group of 3, 1 without one" in shown
    assert "All three speak English." in shown
    assert "Nobody else speaks Basque." in shown
    assert "Confirm these groups" in shown


def test_the_organiser_s_yes_makes_the_groups_once(client, house):
    client.force_login(house.olga)
    page = reverse("web:organise_confirm_proposal", args=["pottery", 1])
    assert client.get(page).status_code == 405
    assert client.post(page)["Location"] == reverse("web:organise_groups", args=["pottery"])
    assert client.post(page).status_code == 302
    house.proposal.refresh_from_db()
    assert house.proposal.state == Proposal.State.CONFIRMED
    assert house.proposal.confirmed_by == house.olga
    assert house.pottery.groups.count() == 1


def test_nobody_else_can_say_yes(client, house):
    page = reverse("web:organise_confirm_proposal", args=["pottery", 1])
    assert client.post(page).status_code == 302
    client.force_login(house.bob.person)
    assert client.post(page).status_code == 403
    house.proposal.refresh_from_db()
    assert house.proposal.state == Proposal.State.PROPOSED


def test_held_mail_is_shown_as_text_and_as_it_came(client, house):
    client.force_login(house.alice)
    shown = client.get(reverse("web:organise_inbound_mail", args=[house.held.pk])).content.decode()
    assert "nobody of this address is in the group" in shown
    assert "&lt;b&gt;Yes&lt;/b&gt;" in shown
    source = client.get(reverse("web:organise_inbound_source", args=[house.held.pk])).content.decode()
    assert "=?utf-8?q?R=C3=A9ponse?=" in source


def test_mail_that_came_in_is_shown_by_the_organisers_clock(client, house):
    house.alice.zone = "Asia/Kathmandu"
    house.alice.save()
    client.force_login(house.alice)
    InboundMail.objects.update(received_at=datetime(2026, 11, 22, 18, 30, tzinfo=UTC))
    listed = client.get("/organise/inbound/").content.decode()
    assert "Times are yours: Asia/Kathmandu" in listed
    assert "23 Nov, 00:15" in listed
    shown = client.get(reverse("web:organise_inbound_mail", args=[house.held.pk])).content.decode()
    assert "23 November 2026, 00:15:00 (Asia/Kathmandu)" in shown
    assert "UTC" not in listed + shown.partition("The letter")[0]


def test_a_preview_names_what_differs_from_reader_to_reader(client, house):
    edition = make_edition_with(slot("first_name"))
    client.force_login(house.alice)
    assert (
        "Hello ‹first name›"
        in client.get(reverse("web:organise_edition", args=[edition.pk])).content.decode()
    )
    html = client.get(reverse("web:organise_edition_html", args=[edition.pk]))
    assert "‹first name›" in html.content.decode()
    assert "script-src" not in html["Content-Security-Policy"]
    assert "sandbox" in html["Content-Security-Policy"]


def make_edition_with(name):
    edition = Edition.objects.get()
    edition.text, edition.html = f"Hello {name}", f"<html><head></head><body>Hello {name}</body></html>"
    edition.save()
    return edition


def test_pages_of_rows_that_are_not_there_say_so(client, house):
    client.force_login(house.alice)
    for page in (
        "/organise/runs/no-such-run/",
        "/organise/runs/gentle-python/groups/99/",
        "/organise/runs/gentle-python/learners/999999/",
        "/organise/runs/gentle-python/proposals/9/",
        "/organise/mailings/999999/",
        "/organise/editions/999999/",
        "/organise/inbound/999999/",
    ):
        assert client.get(page).status_code == 404, page
    assert client.get("/organise/runs/gentle-python/learners/?page=x&state=nonsense").status_code == 200
    assert client.get("/organise/inbound/?before=99999999999999999999").status_code == 200
    for page in ("runs/gentle-python/learners/", "runs/gentle-python/mailings/", "inbound/"):
        odd = dict.fromkeys(("q", "state", "kind", "before", "page", "after"), "\x00%_'²")
        assert client.get(f"/organise/{page}", odd).status_code == 200
    assert client.get(f"/organise/mailings/{house.weekly.pk}/", {"q": "\0", "state": "99"}).status_code == 200
