"""Charlie, a stranger, comes to the page of a run in a real browser, and later acts by the links of his mails."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from mooc.runs import tokens
from mooc.runs.models import Enrolment
from mooc.web.tests.stage import Stage, set_stage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"viewport": {"width": 320, "height": 640}}
DARK = {"color_scheme": "dark"}
RUN = "/runs/knots-next/"
NOT_FOUND = "404 (Not Found)"


@pytest.fixture
def house(transactional_db) -> Stage:
    """The cast, in the house that the live server shows."""
    return set_stage()


def every_page(stage: Stage) -> dict[str, str]:
    """Each page of a visitor and of a learner."""
    follow = stage.course.followers.create(email="fay@example.org", asked_at=stage.run.created_at)
    acts = {act: reverse(f"web:{act}", args=[stage.token(act)]) for act in ("ready", "leave", "stop")}
    return acts | {
        "home": "/",
        "course": "/courses/knots/",
        "course page": "/courses/knots/about/",
        "follow": "/courses/knots/follow/",
        "run": RUN,
        "late": "/runs/knots-now/",
        "over": "/runs/knots-past/",
        "look into your mail": RUN + "check-your-mail/",
        "resend": RUN + "resend/",
        "archive": "/runs/knots-now/messages/",
        "empty archive": RUN + "messages/",
        "message": "/runs/knots-now/messages/1/",
        "code of conduct": "/code-of-conduct/",
        "privacy": "/privacy/",
        "look": "/look/",
        "nothing": "/nothing/",
        "bad link": "/confirm/1.00/",
        "confirm": reverse("web:confirm", args=[stage.token("confirm", stage.waiting)]),
        "confirmed": reverse("web:confirm", args=[stage.token("confirm")]),
        "join": reverse("web:join", args=[stage.token("join", stage.sam)]),
        "check-in": reverse("web:check_in", args=[1, "partly", stage.token("check-in")]),
        "my page": reverse("web:my_home", args=[stage.token("home")]),
        "soloist": reverse("web:my_home", args=[stage.token("home", stage.sam)]),
        "before": reverse("web:my_home", args=[stage.token("home", stage.waiting)]),
        "my week": reverse("web:my_week", args=[1, stage.token("week")]),
        "follow confirm": reverse("web:follow_confirm", args=[tokens.sign("follow", follow.pk)]),
        "follow stop": reverse("web:follow_stop", args=[tokens.sign("follow-stop", follow.pk)]),
    }


def sign_up_by_keyboard(page: "Page", name: str) -> None:
    """Fill in the form without touching the mouse, from the first field to the button."""
    page.locator("#id_email").focus()
    page.keyboard.type("charlie@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(name)
    until(page, "id_free_weekday_evening")
    page.keyboard.press("Space")
    until(page, "id_company_0")
    page.keyboard.press("ArrowRight")
    until(page, "id_q_style_0")
    page.keyboard.press("Space")
    until(page, "id_q_hope")
    page.keyboard.type("to moor a boat")
    until(page, "id_consent")
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent.trim()") == "Join this run":
            break
    page.keyboard.press("Enter")


def until(page: "Page", element_id: str) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _ in range(12):
        if page.evaluate("() => document.activeElement.id") == element_id:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{element_id} is not reached by Tab")


def test_charlie_signs_up_by_keyboard_and_confirms(
    live_server, house: Stage, open_page: Callable[..., "Page"]
):
    page = open_page(timezone_id="Asia/Kolkata")
    page.goto(live_server.url + RUN)
    sign_up_by_keyboard(page, "ليلى 🌻")
    page.wait_for_url("**/check-your-mail/**")
    assert "charlie@example.org" in page.inner_text("main")
    enrolment = Enrolment.objects.select_related("person").get(person__email="charlie@example.org")
    assert (enrolment.person.name, enrolment.person.zone) == ("ليلى 🌻", "Asia/Kolkata")
    assert enrolment.company == "meet"
    assert enrolment.answers == {"style": "try", "hope": "to moor a boat"}
    assert enrolment.availability["tue"] == ["18:00-22:00"]

    page.goto(live_server.url + reverse("web:confirm", args=[tokens.sign("confirm", enrolment.pk)]))
    page.get_by_role("button", name="Confirm my place").click()
    page.get_by_role("heading", name="You have a place").wait_for()
    enrolment.refresh_from_db()
    assert enrolment.state == "confirmed"


def test_the_browser_proposes_its_zone_and_the_reader_has_the_last_word(live_server, house, open_page):
    page = open_page(timezone_id="Asia/Kathmandu")
    page.goto(live_server.url + RUN)
    zone = page.locator("#id_zone")
    assert zone.input_value() == "Asia/Kathmandu"
    assert "There it is" in page.inner_text("#id_zone_time")
    zone.select_option("Pacific/Chatham")
    page.locator("#id_email").fill("nobody@")
    page.locator("form[action*='#sign-up']").evaluate(
        "form => { form.noValidate = true; form.requestSubmit(); }"
    )
    page.forgive("422")
    page.get_by_text("is not an address").wait_for()
    assert zone.input_value() == "Pacific/Chatham"


def test_everything_works_without_javascript(live_server, house, open_page):
    page = open_page(java_script_enabled=False, **NARROW)
    page.goto(live_server.url + RUN)
    assert page.locator("#id_zone").input_value() == "UTC"
    page.locator("#id_email").fill("charlie@example.org")
    page.locator("#id_name").fill("Charlie")
    page.locator("#id_zone").select_option("Africa/Nairobi")
    page.locator("#id_consent").check()
    page.get_by_role("button", name="Join this run").click()
    page.wait_for_url("**/check-your-mail/**")
    assert Enrolment.objects.get(person__email="charlie@example.org").person.zone == "Africa/Nairobi"
    page.get_by_role("link", name="Light or dark").click()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_url("**/check-your-mail/**")
    assert page.locator("html[data-look=dark]").count() == 1


def test_bob_checks_in_with_two_taps_on_his_telephone(live_server, house: Stage, open_page):
    page = open_page(has_touch=True, **NARROW)
    page.goto(live_server.url + reverse("web:check_in", args=[1, "done", house.token("check-in")]))
    page.get_by_role("button", name="Say so").tap()
    page.get_by_role("heading", name="Noted: Done").wait_for()


@pytest.mark.parametrize("options", [{}, NARROW | DARK], ids=["desk", "telephone at night"])
def test_no_page_hides_from_anybody(live_server, house: Stage, open_page, options):
    """At 320 px nothing scrolls sideways, what can be tapped is large enough, and axe has nothing to say."""
    page = open_page(reduced_motion="reduce", **options)
    page.forgive(NOT_FOUND)
    faults = {}
    for name, path in every_page(house).items():
        page.goto(live_server.url + path)
        found = Axe().run(page).response["violations"]
        wrong = [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
        wrong += page.evaluate(SIDEWAYS)
        wrong += page.evaluate(SMALL) if options.get("viewport") else []
        if wrong:
            faults[name] = wrong
    assert not faults


SIDEWAYS = """() => {
  const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
  return over > 0 ? [`scrolls sideways by ${over} px`] : [];
}"""
# Links inside a sentence are exempt (WCAG 2.2, 2.5.8); everything else that is tapped is 44 px high.
SMALL = """() => [...document.querySelectorAll("main :is(button, select, input, .button), .page-foot a, .mark")]
  .filter((element) => element.type !== "hidden" && element.checkVisibility() && !element.closest(".leave-empty"))
  .map((element) => element.closest("label") ?? element)
  .filter((element) => element.getBoundingClientRect().height < 43.5)
  .map((element) => `only ${element.getBoundingClientRect().height} px high: ${element.outerHTML.slice(0, 80)}`)"""


def test_the_reader_chooses_dark_and_it_stays(live_server, house, browser_page):
    browser_page.goto(live_server.url)
    ground = "() => getComputedStyle(document.documentElement).backgroundColor"
    assert browser_page.evaluate(ground) == "rgb(251, 247, 239)"
    browser_page.get_by_role("button", name="Dark").click()
    assert browser_page.evaluate(ground) == "rgb(26, 24, 21)"
    browser_page.goto(live_server.url + "/privacy/")
    assert browser_page.evaluate(ground) == "rgb(26, 24, 21)"
    browser_page.get_by_role("button", name="As my device").click()
    assert browser_page.evaluate(ground) == "rgb(251, 247, 239)"


def test_the_focus_can_be_seen_by_its_brass_line(live_server, house, browser_page):
    browser_page.goto(live_server.url + RUN)
    browser_page.keyboard.press("Tab")
    skip = browser_page.evaluate("() => document.activeElement.textContent")
    assert skip.startswith("Skip to")
    browser_page.keyboard.press("Tab")
    style = "() => { const s = getComputedStyle(document.activeElement); return [s.outlineWidth, s.outlineColor]; }"
    assert browser_page.evaluate(style) == ["3px", "rgb(138, 90, 11)"]


def test_the_form_fits_about_one_screen_of_a_desk(live_server, house, open_page):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(live_server.url + RUN)
    assert page.locator("#sign-up").bounding_box()["height"] < 800
