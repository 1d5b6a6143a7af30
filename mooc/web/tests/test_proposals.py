"""Proposals on the organisers' pages: asked for, compared, pinned, changed by hand, confirmed. No scripts here."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mooc.courses.queries import read_course
from mooc.groups.actions import asking, make_asked_proposals, propose_groups
from mooc.groups.models import Move, Placement, Proposal
from mooc.groups.tests.stage import EVENINGS, crowd, misfit
from mooc.runs.models import RunOrganiser
from mooc.runs.tests.stage import make_run
from mooc.web.tests.house import make_person

pytestmark = pytest.mark.django_db
LOOSE = "size.minimum = 3\nsize.target = 6\nsize.maximum = 12"
EIGHTS = LOOSE.replace("6", "8")


@pytest.fixture
def run(db, now):
    read_course.cache_clear()
    with time_machine.travel(now, tick=False):
        made = make_run(now)
        made.rules = LOOSE
        made.save()
        yield made


@pytest.fixture
def alice(run, now, client):
    """Alice is signed in; she lives in Kathmandu."""
    person = make_person(
        now, "alice@example.org", "Alice Organiser", is_organiser=True, zone="Asia/Kathmandu"
    )
    client.force_login(person)
    return person


@pytest.fixture
def proposal(run, now):
    crowd(run, 24, now)
    return propose_groups(run=run, now=now, seed=1, effort=0.05)


def url(name, run, *args):
    return reverse(f"web:organise_{name}", args=[run.slug, *args])


def text(response):
    return response.content.decode()


def seat_of(proposal, number=1):
    rows = proposal.placements.filter(group__number=number).select_related("enrolment__person")
    return rows.order_by("id").first()


def pages(run, proposal):
    return [
        url("groups", run),
        url("propose", run),
        url("asked_proposals", run),
        url("proposal", run, proposal.number),
        url("proposed_group", run, proposal.number, 1),
        url("proposed_seat", run, proposal.number, seat_of(proposal).enrolment_id),
    ]


def posts(run, proposal):
    seat = seat_of(proposal).enrolment_id
    return [
        url("propose", run),
        url("pins", run, proposal.number),
        url("proposed_seat", run, proposal.number, seat),
        url("undo_move", run, proposal.number),
        url("confirm_proposal", run, proposal.number),
    ]


def test_strangers_and_other_organisers_see_and_change_nothing(client, run, proposal, now):
    olga, bob = make_person(now, "olga@example.org", "Olga"), make_person(now, "bob@example.org", "Bob")
    other = make_run(now, name="Another run")
    RunOrganiser.objects.create(run=other, person=olga)
    for person, status in ((None, 302), (bob, 403), (olga, 404)):
        if person:
            client.force_login(person)
        for page in pages(run, proposal):
            assert client.get(page).status_code == status, page
        for page in posts(run, proposal):
            assert client.post(page, {"group": "1"}).status_code == status, page
    proposal.refresh_from_db()
    assert proposal.state == "proposed"
    assert not proposal.placements.filter(pinned=True).exists()


def test_opening_a_page_changes_nothing(client, run, alice, proposal):
    for page in posts(run, proposal):
        client.get(page)
    assert Proposal.objects.get().state == "proposed"
    assert not Move.objects.exists()


def test_an_organiser_asks_for_groups_by_rules_and_a_seed_of_her_own(client, run, alice, now):
    crowd(run, 24, now)
    assert "24 people want a group" in text(client.get(url("propose", run)))
    given = {"label": "bigger", "seed": "7", "rules": EIGHTS, "based_on": ""}
    asked = client.post(url("propose", run), given)
    assert asked["Location"] == url("proposal", run, 1)
    made = Proposal.objects.get()
    assert (made.seed, made.label, made.rules_text) == (7, "bigger", EIGHTS)
    page = text(client.get(asked["Location"]))
    assert "Proposal 1: <bdi>bigger</bdi>" in page
    assert "rules of its own" in page
    assert "(Asia/Kathmandu)" in page


def test_rules_that_cannot_be_used_are_told_beside_the_field(client, run, alice, proposal):
    wrong = client.post(url("propose", run), {"rules": "sise.target = 8"})
    assert wrong.status_code == 422
    assert "&#x27;sise&#x27; is no key of matching rules" in text(wrong)
    assert Proposal.objects.count() == 1


def test_nothing_is_proposed_once_groups_are_made(client, run, alice, proposal):
    client.post(url("confirm_proposal", run, 1))
    refused = client.post(url("propose", run), {"rules": run.rules})
    assert refused.status_code == 422
    assert "were made from proposal 1" in text(refused)
    assert 'href="' + url("propose", run) not in text(client.get(url("groups", run)))


def test_the_rules_of_the_run_unchanged_are_no_rules_of_the_proposal(client, run, alice, proposal):
    client.post(url("propose", run), {"rules": run.rules.replace("\n", "\r\n"), "seed": ""})
    assert Proposal.objects.get(number=2).rules_text is None


def test_many_people_are_matched_by_the_worker_and_the_page_says_how_far_it_is(
    client, run, alice, proposal, now, monkeypatch
):
    monkeypatch.setattr(asking, "FEW", 3)
    assert client.post(url("propose", run), {"rules": run.rules})["Location"] == url("groups", run)
    run.asked_proposals.update(share=0.4)
    assert "40 of 100 steps are done" in text(client.get(url("groups", run)))
    assert "data-moves" in text(client.get(url("asked_proposals", run)))
    make_asked_proposals(now=now)
    done = text(client.get(url("asked_proposals", run)))
    assert "data-moves" not in done
    assert "Proposal 2 is made" in done


def test_proposals_stay_side_by_side_and_two_are_compared(client, run, alice, proposal, now):
    propose_groups(run=run, now=now, seed=2, effort=0.05, rules_text=EIGHTS, label="eights")
    listed = text(client.get(url("groups", run)))
    assert "2 proposals wait for your yes" in listed
    assert "the newest, proposal 2" in listed
    assert 'name="a" value="1" checked' in listed and 'name="b" value="2" checked' in listed
    shown = text(client.get(url("compare_proposals", run), {"a": "1", "b": "2"}))
    assert "J, the whole" in shown
    assert "write size target" in shown
    assert re.search(r"\d+ (people|person) of 24 would sit with others", shown)
    assert client.get(url("compare_proposals", run), {"a": "1", "b": "1"}).status_code == 302
    assert client.get(url("compare_proposals", run), {"a": "1", "b": "9"}).status_code == 404


def test_a_group_and_one_learner_are_pinned_and_let_go(client, run, alice, proposal):
    page = url("pins", run, 1)
    client.post(page, {"group": "1"})
    pinned = Placement.objects.filter(pinned=True)
    assert set(pinned.values_list("group__number", flat=True)) == {1}
    assert "Let group 1 go" in text(client.get(url("proposal", run, 1)))
    one = seat_of(proposal).enrolment_id
    answer = client.post(page, {"learner": str(one), "free": "1", "back": "1"})
    assert answer["Location"] == url("proposed_group", run, 1, 1)
    assert not pinned.filter(enrolment=one).exists()
    assert f"{pinned.count()} pinned" in text(client.get(url("proposal", run, 1)))
    form = text(client.get(url("propose", run)))
    assert f"those pinned in proposal 1 ({pinned.count()})" in form
    client.post(url("propose", run), {"based_on": str(proposal.pk), "rules": run.rules})
    assert (
        Proposal.objects.get(number=2).placements.filter(pinned=True).count()
        == pinned.filter(proposal=proposal).count()
    )


def test_a_learner_is_moved_and_the_move_taken_back(client, run, alice, proposal):
    seat = seat_of(proposal)
    page = url("proposed_seat", run, 1, seat.enrolment_id)
    offers = text(client.get(page))
    assert "Move to group" in offers and "Take out of the groups" in offers
    moved = client.post(page, {"to": "2", "insist": "1"}, follow=True)
    assert "is in group 2 now. J " in text(moved)
    shown = text(client.get(url("proposal", run, 1)))
    assert "from group 1 to group 2" in shown
    assert "Take back the last move" in shown
    client.post(url("undo_move", run, 1))
    assert Placement.objects.get(pk=seat.pk).group_id == seat.group_id
    assert "nothing to take back" in text(client.post(url("undo_move", run, 1), follow=True))


def test_a_move_that_costs_is_refused_unless_she_insists(client, run, alice, proposal):
    seat = seat_of(proposal)
    page = url("proposed_seat", run, 1, seat.enrolment_id)
    found = re.search(r'name="to" value="(\d+)"><input type="hidden" name="insist"', text(client.get(page)))
    refused = text(client.post(page, {"to": found[1]}, follow=True))
    assert "J falls by" in refused and "Insist" in refused
    assert not Move.objects.exists()
    client.post(page, {"to": found[1], "insist": "1"})
    assert Move.objects.count() == 1


def test_hard_rules_are_named_on_the_page_and_no_word_overrules_them(client, run, alice, now):
    run.rules = ""
    run.save()
    crowd(run, 12, now)
    proposal = propose_groups(run=run, now=now, effort=0.05)
    seat = seat_of(proposal)
    page = url("proposed_seat", run, 1, seat.enrolment_id)
    shown = text(client.get(page))
    assert "Group 1 would have 5 people; a group has 6 to 10." in shown
    assert "Exchange with" in shown
    assert "Move to group" not in shown
    refused = text(client.post(page, {"to": "2", "insist": "1"}, follow=True))
    assert "cannot be put there. Group 1 would have 5 people" in refused
    partner = re.search(r'name="instead_of" value="(\d+)"', shown)[1]
    assert "has the seat that he had" in text(
        client.post(page, {"to": "2", "instead_of": partner, "insist": "1"}, follow=True)
    )


def test_common_hours_stand_in_each_member_s_own_time_and_in_hers(client, run, alice, now):
    run.rules = ""
    run.save()
    crowd(run, 5, now, prefix="b", company="meet", availability=EVENINGS, zone="Europe/Berlin")
    late = {day: ["17:00-21:00"] for day in EVENINGS}
    crowd(run, 1, now, prefix="l", company="meet", availability=late, zone="Europe/London")
    propose_groups(run=run, now=now, effort=0.05)
    shown = text(client.get(url("proposed_group", run, 1, 1)))
    assert "16 hours a week: Mon 22:45-02:45" in shown
    assert "by your clock (Asia/Kathmandu)" in shown
    assert shown.count("Mon 18:00-22:00, Tue 18:00-22:00") == 5
    assert shown.count("Mon 17:00-21:00, Tue 17:00-21:00") == 1
    assert "availability" in shown


def test_confirming_one_supersedes_the_others_and_they_stay_to_be_read(client, run, alice, proposal, now):
    propose_groups(run=run, now=now, seed=2, effort=0.05)
    client.post(url("confirm_proposal", run, 1))
    assert list(Proposal.objects.order_by("number").values_list("state", flat=True)) == [
        "confirmed",
        "superseded",
    ]
    assert "Another proposal was confirmed" in text(client.get(url("proposal", run, 2)))
    seat = seat_of(proposal)
    shown = text(client.get(url("proposed_seat", run, 1, seat.enrolment_id)))
    assert "it changes no more" in shown
    assert "it changes no more" in text(client.post(url("pins", run, 1), {"group": "1"}, follow=True))
    assert "by <bdi>Alice Organiser</bdi>" in text(client.get(url("groups", run)))


def test_groups_whose_making_was_interrupted_are_gone_on_with(client, run, alice, proposal, now):
    Proposal.objects.update(state=Proposal.State.CONFIRMING, confirmed_at=now)
    assert "Go on making the groups" in text(client.get(url("proposal", run, 1)))
    assert "confirmed on" in text(client.get(url("groups", run)))
    client.post(url("confirm_proposal", run, 1))
    assert Proposal.objects.get().state == "confirmed"
    assert run.groups.count() == proposal.groups.count()


def test_a_proposal_that_is_still_being_stored_is_on_no_page(client, run, alice, proposal):
    Proposal.objects.update(state=Proposal.State.MAKING)
    assert "Nothing is proposed yet" in text(client.get(url("groups", run)))
    assert client.get(url("proposal", run, 1)).status_code == 404


def test_who_is_left_over_can_be_given_a_seat(client, run, alice, now):
    crowd(run, 24, now)
    left = misfit(run, now)
    proposal = propose_groups(run=run, now=now, effort=0.05)
    assert f"learners/{left.pk}/" in text(client.get(url("proposal", run, proposal.number)))
    shown = text(client.get(url("proposed_seat", run, proposal.number, left.pk)))
    assert "has no group" in shown
    assert "would not share one language and style" in shown


def test_pages_of_rows_that_are_not_there_say_so(client, run, alice, proposal):
    for page in (
        url("proposed_group", run, 1, 99),
        url("proposed_seat", run, 1, 99999),
        url("proposed_group", run, 9, 1),
    ):
        assert client.get(page).status_code == 404, page
    odd = {"a": "\0", "b": "²", "from": "x", "group": "99999999999999"}
    for name in ("propose", "compare_proposals"):
        assert client.get(url(name, run), odd).status_code in (200, 302)
    seat = url("proposed_seat", run, 1, seat_of(proposal).enrolment_id)
    assert "There is no other group" in text(client.get(seat, odd))
    assert client.post(seat, {"to": "99"}).status_code == 404
    assert client.post(url("pins", run, 1), odd).status_code == 302


@pytest.mark.parametrize("name", ["groups", "proposal", "proposed_group"])
def test_a_page_asks_as_much_of_the_database_however_much_it_shows(client, run, alice, proposal, now, name):
    def asked(number):
        args = [] if name == "groups" else [number] if name == "proposal" else [number, 1]
        page = url(name, run, *args)
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    few = asked(1)
    crowd(run, 30, now, prefix="q")
    propose_groups(run=run, now=now, effort=0.05)
    assert asked(2) == few
