"""Alice comes in by a code, sees what needs her, and says yes to the groups, in a real browser."""

from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from mooc.courses.queries import read_course
from mooc.delivery.actions import send_due
from mooc.delivery.models import Delivery, Edition
from mooc.groups.models import Group
from mooc.people import actions as people
from mooc.web.tests.house import build_house, enrol, keep_copy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"viewport": {"width": 320, "height": 640}}
DARK = {"color_scheme": "dark"}
SIDEWAYS = """() => {
  const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
  return over > 0 ? [`scrolls sideways by ${over} px`] : [];
}"""


@pytest.fixture
def moment():
    """The browser has its own clock, so this story takes place now."""
    return datetime.now(UTC)


@pytest.fixture
def house(transactional_db, moment, settings):
    settings.MOOC_OPEN_MAILBOX = True
    cache.clear()
    read_course.cache_clear()
    return build_house(moment)


def sign_in(page, live_server, person):
    """Give the browser a session, without the mail that the first story tells of."""
    client = Client()
    client.force_login(person)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])


def test_alice_comes_in_by_a_code_that_she_reads_in_the_mailbox(live_server, house, open_page, moment):
    page = open_page()
    page.goto(live_server.url + "/organise/")
    page.get_by_label("Your e-mail address").fill("Alice@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("heading", name="Type the code").wait_for()
    send_due(now=datetime.now(UTC))

    mailbox = page.context.new_page()
    mailbox.goto(live_server.url + "/mailbox/?kind=sign-in")
    subject = mailbox.locator(".letters .subject").first.inner_text()
    page.get_by_label("The code").fill(subject.split()[0])
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Good to see you, Alice").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out in this browser.").wait_for()


def test_olga_looks_at_the_proposal_and_says_yes(live_server, house, open_page):
    page = open_page()
    sign_in(page, live_server, house.olga)
    page.goto(live_server.url + "/organise/")
    page.get_by_role("link", name="Look at the proposal").click()
    page.get_by_text("Nobody else speaks Basque.").wait_for()
    page.get_by_role("button", name="Confirm these groups").click()
    page.get_by_text("The groups are made.").wait_for()
    group = Group.objects.get(run=house.pottery)
    page.get_by_role("link", name=group.name).click()
    page.get_by_role("link", name="Potter1 Clay").click()
    page.get_by_role("heading", name="Potter1 Clay").wait_for()


def test_the_first_organiser_comes_in_by_the_printed_link(live_server, transactional_db, open_page, moment):
    cache.clear()
    link = people.make_first_organiser_link(now=moment)
    page = open_page(java_script_enabled=False, **NARROW)
    page.goto(live_server.url + "/" + link.split("/", 3)[3])
    page.get_by_label("Your name").fill("Alice Organiser")
    page.get_by_label("Your e-mail address").fill("alice@example.org")
    page.get_by_role("button", name="Become the organiser").click()
    page.get_by_text("mooc course import").wait_for()
    page.forgive("410")
    page.goto(live_server.url + "/" + link.split("/", 3)[3])
    page.get_by_role("heading", name="This link has done its work").wait_for()


def every_page(house):
    """Each page of an organiser, and the mailbox."""
    edition = Edition.objects.get()
    letter = keep_copy(house.weekly.planned_at, "bob@example.net", "Week 0", script="")
    run = {
        name: reverse(f"web:organise_{name}", args=["gentle-python"])
        for name in ("groups", "learners", "mailings")
    }
    return run | {
        "home": "/organise/",
        "run": "/organise/runs/gentle-python/",
        "group": "/organise/runs/gentle-python/groups/1/",
        "proposal": "/organise/runs/pottery/proposals/1/",
        "no groups": "/organise/runs/pottery/groups/",
        "learner": reverse("web:organise_learner", args=["gentle-python", house.bob.pk]),
        "mailings of the house": "/organise/mailings/",
        "mailing": reverse("web:organise_mailing", args=[house.weekly.pk]),
        "some again": reverse("web:organise_resend_mailing", args=[house.weekly.pk]) + "?state=20",
        "test": reverse("web:organise_try_mailing", args=[house.weekly.pk]),
        "link of a test": "/test-link/",
        "edition": reverse("web:organise_edition", args=[edition.pk]),
        "inbound": "/organise/inbound/",
        "inbound mail": reverse("web:organise_inbound_mail", args=[house.held.pk]),
        "inbound source": reverse("web:organise_inbound_source", args=[house.held.pk]),
        "mailbox": "/mailbox/",
        "reader": "/mailbox/?to=bob@example.net",
        "copy": reverse("web:mailbox_copy", args=[letter.pk]),
        "text": reverse("web:mailbox_copy", args=[letter.pk]) + "?as=text",
        "source": reverse("web:mailbox_source", args=[letter.pk]),
        "me": "/me/",
    }


@pytest.mark.parametrize("options", [{}, NARROW | DARK], ids=["desk", "telephone at night"])
def test_no_page_hides_from_anybody(live_server, house, open_page, options):
    """At 320 px nothing scrolls sideways, and axe has nothing to say, by day and by night."""
    page = open_page(reduced_motion="reduce", **options)
    faults = {}
    for person, pages in ((None, {"sign in": "/sign-in/"}), (house.alice, every_page(house))):
        if person:
            sign_in(page, live_server, person)
        for name, path in pages.items():
            assert page.goto(live_server.url + path).status == 200, path
            found = Axe().run(page).response["violations"]
            wrong = [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
            wrong += page.evaluate(SIDEWAYS)
            if wrong:
                faults[name] = wrong
    assert not faults


def test_a_mailing_that_goes_out_draws_itself_until_it_has_gone(live_server, house, open_page, moment):
    copies = house.weekly.deliveries
    copies.update(state=Delivery.State.CLAIMED, settled_at=None)
    page = open_page()
    sign_in(page, live_server, house.alice)
    page.goto(live_server.url + reverse("web:organise_mailing", args=[house.weekly.pk]))
    page.get_by_text("0 of 2 have come to an end").first.wait_for()
    copies.update(state=Delivery.State.ACCEPTED, settled_at=moment)
    page.get_by_text("2 of 2 have come to an end").first.wait_for()
    page.get_by_text("Nothing of it waits any more").wait_for()


def test_fifty_copies_are_three_lines_each_on_a_telephone(live_server, house, open_page, moment):
    mailing = house.weekly
    mailing.deliveries.all().delete()
    for number in range(50):
        learner = enrol(moment, house.run, f"learner.{number}@example.org", f"Ada Lovelace {number}")
        mailing.deliveries.create(
            recipient=learner.pk,
            state=Delivery.State.ACCEPTED,
            attempts=1,
            address=learner.person.email,
            answer="250 2.0.0 Ok: queued as 4F1B2C3D4E on relay.example.org",
            not_before=moment,
            settled_at=moment,
            expires_at=moment + timedelta(days=4),
        )
    page = open_page(**NARROW)
    sign_in(page, live_server, house.alice)
    page.goto(live_server.url + reverse("web:organise_mailing", args=[mailing.pk]))
    rows = page.locator("table.compact tbody tr")
    heights = rows.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert len(heights) == 50
    assert max(heights) < 100
    assert page.evaluate(SIDEWAYS) == []
    assert rows.first.get_by_text("accepted").is_visible()
    assert rows.first.get_by_text("learner.").is_visible()
