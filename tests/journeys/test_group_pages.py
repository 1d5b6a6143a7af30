"""Bob reads what his group wrote, finds a word, answers and begins a thread, in a real browser without scripts."""

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache

from mooc.groups.models import Post
from mooc.web.tests.archive_stage import at, converse, own, post
from mooc.web.tests.stage import set_stage

from .test_organiser_pages import DARK, NARROW, SIDEWAYS, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = (
    "https://example.org/"
    + "very-long-path/" * 12
    + "\n\n    x = "
    + "1 + " * 60
    + "1\n\nمرحبا\n\n"
    + "x" * 200
)


@pytest.fixture
def stage(transactional_db, settings, tmp_path):
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = storages
    cache.clear()
    return set_stage(datetime.now(UTC))


def test_bob_reads_finds_answers_and_writes_by_his_own_link(live_server, stage, open_page):
    talk = converse(stage, datetime.now(UTC))
    page = open_page(java_script_enabled=False)
    page.forgive("422")
    page.goto(live_server.url + own(stage, ""))
    page.get_by_role("link", name="How?").click()
    page.get_by_text("Show all").click()
    page.get_by_text("On Monday, Bob wrote").wait_for()
    page.get_by_label("Your answer").fill("A round turn\n\n    and two half hitches")
    page.get_by_role("button", name="Post to the group").click()
    page.get_by_text("Posted. The others get it by mail").wait_for()
    page.get_by_text("and two half hitches").wait_for()
    page.get_by_role("link", name="Copper Kettle").click()
    page.get_by_label("Find in what the group wrote").fill("hitches")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Re: How?").click()
    assert page.url.endswith(f"#post-{Post.objects.order_by('id').last().pk}")
    page.get_by_role("link", name="Copper Kettle").click()
    page.get_by_role("link", name="Write to the group").click()
    page.get_by_label("Subject").fill("Sunday")
    page.get_by_role("button", name="Post to the group").click()
    page.get_by_text("There are no words in it yet").wait_for()
    page.get_by_label("What you write").fill("Shall we meet?")
    page.get_by_role("button", name="Post to the group").click()
    page.get_by_role("heading", name="Sunday").wait_for()
    assert Post.objects.count() == 5 and talk.thread_id != Post.objects.order_by("id").last().thread_id


def test_everybody_can_use_it_on_a_telephone_and_in_the_dark(live_server, stage, open_page):
    now = datetime.now(UTC)
    talk = converse(stage, now)
    long = post(stage, stage.ana, 9, LONG, subject="A subject without end " * 6 + "y" * 60, now=now)
    for options in (NARROW, DARK):
        page = open_page(**options)
        sign_in(page, live_server, stage.bob.person)
        for place in (
            at(""),
            at("thread", talk.thread_id),
            at("thread", long.thread_id),
            at("search") + "?q=rope",
            at("write"),
        ):
            page.goto(live_server.url + place)
            assert page.evaluate(SIDEWAYS) == [], place
            assert Axe().run(page).violations_count == 0, place
