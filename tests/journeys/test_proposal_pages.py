"""Alice proposes groups twice, compares, pins, moves somebody and says yes, in a real browser without scripts."""

from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.urls import reverse

from mooc.courses.queries import read_course
from mooc.groups.actions import confirm_proposal, go_alone, move_placement, propose_groups
from mooc.groups.models import Group, Membership, Placement, Proposal
from mooc.groups.tests.stage import EVENINGS, crowd, misfit
from mooc.runs import tokens
from mooc.runs.models import Enrolment
from mooc.runs.tests.stage import make_run
from mooc.web.tests.house import make_person

from .test_organiser_pages import DARK, NARROW, SIDEWAYS, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def moment():
    """The browser has its own clock, so this story takes place now."""
    return datetime.now(UTC)


@pytest.fixture
def run(transactional_db, moment):
    cache.clear()
    read_course.cache_clear()
    starts = moment.date() + timedelta(days=14)
    made = make_run(moment, starts_date=starts)
    crowd(made, 26, moment)
    crowd(made, 7, moment, prefix="m", company="meet", availability=EVENINGS, zone="Asia/Kathmandu")
    return made


@pytest.fixture
def alice(run, moment):
    return make_person(
        moment, "alice@example.org", "Alice Organiser", is_organiser=True, zone="Europe/Vienna"
    )


def page_of(name, run, *args):
    return reverse(f"web:organise_{name}", args=[run.slug, *args])


def seat(number):
    rows = Placement.objects.filter(proposal__number=number, group__mode="write", group__number__gt=1)
    return rows.select_related("enrolment__person", "group").order_by("id").first()


def test_alice_proposes_twice_compares_pins_moves_and_confirms(live_server, run, alice, open_page):
    page = open_page(java_script_enabled=False)
    sign_in(page, live_server, alice)
    page.goto(live_server.url + page_of("groups", run))
    page.get_by_role("link", name="Propose groups").click()
    page.get_by_role("button", name="Propose groups").click()
    page.get_by_role("heading", name="Proposal 1").wait_for()
    page.get_by_role("button", name="Pin group 2").click()
    page.get_by_role("button", name="Let group 2 go").wait_for()
    pinned = set(Placement.objects.filter(pinned=True).values_list("enrolment_id", flat=True))
    assert len(pinned) >= 6

    page.get_by_role("link", name=f"Propose again, {len(pinned)} pinned").click()
    page.get_by_label("A label").fill("smaller groups")
    page.get_by_label("Rules that differ").fill("[write]\nsize.minimum = 5\nsize.target = 6")
    page.get_by_role("button", name="Propose groups").click()
    page.get_by_role("heading", name="Proposal 2: smaller groups").wait_for()
    page.get_by_role("link", name="Compare with proposal 1").click()
    page.get_by_text("would sit with others").first.wait_for()
    page.get_by_text("write size target").wait_for()
    page.get_by_role("link", name="Look at proposal 2").click()
    stays = Placement.objects.filter(proposal__number=2, enrolment__in=pinned)
    assert set(stays.values_list("group__number", flat=True)) == {2}

    row = next(iter(Placement.objects.filter(proposal__number=2, group__number=3).order_by("id")))
    page.goto(live_server.url + page_of("proposed_seat", run, 2, row.enrolment_id))
    page.get_by_role("button", name="Move to group").or_(
        page.get_by_role("button", name="Exchange with")
    ).first.click()
    page.get_by_text("now.").or_(page.get_by_text("has the seat that he had")).first.wait_for()
    row.refresh_from_db()
    assert row.group.number != 3
    page.goto(live_server.url + page_of("proposal", run, 2))
    page.get_by_role("button", name="Take back the last move").click()
    row.refresh_from_db()
    assert row.group.number == 3

    page.get_by_role("button", name="Confirm these groups").click()
    page.get_by_text("The groups are made.").wait_for()
    assert Group.objects.count() == Proposal.objects.get(number=2).groups.count()
    assert Membership.objects.count() == 33
    assert Proposal.objects.get(number=1).state == "superseded"


def every_page(run, moment):
    """Each page of proposals as an organiser sees it while several wait."""
    first = propose_groups(run=run, now=moment, seed=1, effort=0.1)
    left = seat(1)
    move_placement(placement=left, to=None, now=moment)
    go_alone(left.enrolment, now=moment)
    Placement.objects.filter(proposal=first, group__number=1).update(pinned=True)
    propose_groups(
        run=run,
        now=moment,
        seed=2,
        effort=0.1,
        label="bigger groups",
        rules_text="[write]\nsize.target = 9",
        based_on=first,
    )
    meets = first.groups.filter(mode="meet").order_by("number").first()
    return {
        "groups": page_of("groups", run),
        "new": page_of("propose", run),
        "proposal": page_of("proposal", run, 1),
        "group that meets": page_of("proposed_group", run, 1, meets.number),
        "seat": page_of("proposed_seat", run, 1, seat(1).enrolment_id),
        "seat of one left over": page_of("proposed_seat", run, 1, left.enrolment_id),
        "comparison": page_of("compare_proposals", run) + "?a=1&b=2",
    }


@pytest.mark.parametrize("options", [{}, NARROW | DARK], ids=["desk", "telephone at night"])
def test_no_page_of_proposals_hides_from_anybody(live_server, run, alice, open_page, moment, options):
    """At 320 px nothing scrolls sideways, and axe has nothing to say, by day and by night."""
    page = open_page(reduced_motion="reduce", **options)
    sign_in(page, live_server, alice)
    assert not faults_of(page, live_server, every_page(run, moment))


@pytest.mark.parametrize("options", [{}, NARROW | DARK], ids=["desk", "telephone at night"])
def test_the_choices_of_who_has_no_group_hide_from_nobody(live_server, run, open_page, moment, options):
    misfit(run, moment)
    proposal = propose_groups(run=run, now=moment, seed=1, effort=0.1)
    confirm_proposal(proposal=proposal, now=moment)
    left = Enrolment.objects.filter(waiting_since__isnull=False).order_by("-id").first()
    path = reverse("web:choices", args=[tokens.sign("choices", left.pk)])
    page = open_page(reduced_motion="reduce", java_script_enabled=True, **options)
    assert not faults_of(page, live_server, {"choices": path})


def faults_of(page, live_server, pages):
    faults = {}
    for name, path in pages.items():
        assert page.goto(live_server.url + path).status == 200, path
        found = Axe().run(page).response["violations"]
        wrong = [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
        wrong += page.evaluate(SIDEWAYS)
        if wrong:
            faults[name] = wrong
    return faults
