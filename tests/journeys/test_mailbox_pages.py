"""Charlie looks into the mailbox of the demo and follows Bob through his weeks, in a real browser."""

from datetime import UTC, datetime, timedelta

import pytest

from mooc.web.tests.house import keep_copy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def letters(transactional_db, settings):
    """Three letters to Bob and one to Ana, in the open mailbox of a demo."""
    settings.MOOC_OPEN_MAILBOX = True
    now = datetime.now(UTC)
    keep_copy(now, "ana@example.org", "Hello Ana", kind="confirm", script="")
    return [
        keep_copy(now - timedelta(days=7 * (3 - week)), "bob@example.net", f"Week {week}", script="")
        for week in range(3)
    ]


def test_charlie_follows_one_reader_through_the_weeks(live_server, letters, open_page):
    page = open_page()
    page.goto(live_server.url + "/mailbox/")
    page.get_by_role("link", name="bob@example.net").first.click()
    page.get_by_role("heading", name="All mail to one reader").wait_for()
    page.get_by_role("link", name="Week 0").click()
    page.get_by_role("link", name="The next to this reader").click()
    page.get_by_role("heading", name="Week 1", exact=True).wait_for()
    page.get_by_role("link", name="Week 2").first.click()
    page.get_by_role("heading", name="Week 2", exact=True).wait_for()


def test_a_letter_is_as_long_as_it_is_and_its_links_open_beside_the_mailbox(live_server, letters, open_page):
    letter = keep_copy(
        datetime.now(UTC), "bob@example.net", "New", script="", home=live_server.url + "/look/"
    )
    page = open_page()
    page.goto(f"{live_server.url}/mailbox/{letter.pk}/")
    link = page.frame_locator("iframe.letter").get_by_role("link", name="the page")
    link.wait_for()
    page.wait_for_function("() => document.querySelector('iframe.letter').offsetHeight < 200")
    with page.context.expect_page() as opened:
        link.click()
    opened.value.get_by_role("heading", name="Light or dark?").wait_for()


def test_a_hostile_letter_runs_nothing(live_server, letters, open_page):
    evil = keep_copy(
        datetime.now(UTC), "bob@example.net", "Evil", script="<script>parent.document.title = 'evil'</script>"
    )
    page = open_page()
    page.forgive("Blocked script execution")
    page.goto(f"{live_server.url}/mailbox/{evil.pk}/")
    page.frame_locator("iframe.letter").get_by_role("link", name="the page").wait_for()
    assert page.title().startswith("Evil")


def test_it_is_found_and_read_without_javascript(live_server, letters, open_page):
    page = open_page(java_script_enabled=False)
    page.goto(live_server.url + "/mailbox/")
    page.get_by_label("Address or subject").fill("ana@")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Hello Ana").click()
    page.get_by_role("link", name="Text").click()
    page.get_by_text("Hello, open http://localhost/").wait_for()
    page.get_by_role("link", name="Source").click()
    page.get_by_text("X-Mooc-Kind: confirm").wait_for()
