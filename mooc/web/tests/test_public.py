"""What a stranger may read; every page is tried by Alice, Bob and Charlie."""

import pytest
from django.urls import reverse

PUBLIC = (
    ("home", ()),
    ("course", ("knots",)),
    ("course_page", ("knots", "about")),
    ("follow", ("knots",)),
    ("run", ("knots-next",)),
    ("run", ("knots-now",)),
    ("run", ("knots-past",)),
    ("signed_up", ("knots-next",)),
    ("resend", ("knots-next",)),
    ("archive", ("knots-now",)),
    ("archive", ("knots-next",)),
    ("message", ("knots-now", 1)),
    ("message", ("knots-past", 2)),
    ("feed", ("knots-now",)),
    ("code_of_conduct", ()),
    ("privacy", ()),
    ("look", ()),
    ("robots", ()),
)


@pytest.mark.parametrize(("name", "args"), PUBLIC, ids=lambda value: str(value))
def test_alice_bob_and_charlie_read_the_same_public_pages(client, stage, name, args):
    address = reverse(f"web:{name}", args=args)
    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 200
    for person in (stage.bob.person, stage.alice):
        client.force_login(person)
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/",
        "/courses/none/",
        "/courses/knots/none/",
        "/courses/none/follow/",
        "/courses/knots/files/course.toml",
        "/courses/knots/files/images/none.png",
        "/runs/none/",
        "/runs/none/messages/",
        "/runs/knots-now/messages/2/",
        "/runs/knots-now/messages/99/",
        "/runs/knots-next/messages/0/",
        "/runs/none/feed/",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(client, stage, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


def test_a_draft_is_nobody_s_business(client, stage):
    stage.next.state = "draft"
    stage.next.save()
    assert client.get("/runs/knots-next/").status_code == 404
    assert "Knots, next" not in client.get("/").content.decode()


def test_the_home_page_shows_what_is_open_first_and_what_there_is_to_read(client, stage):
    page = client.get("/").content.decode()
    assert page.index("Knots, next") < page.index("Knots, now")
    assert reverse("web:archive", args=["knots-past"]) in page


def test_an_empty_house_says_what_comes_next(client, db):
    page = client.get("/").content.decode()
    assert "nobody has given me a course yet" in page


def test_the_home_page_asks_as_many_questions_for_many_runs_as_for_few(
    client, stage, django_assert_num_queries
):
    client.get("/")
    with django_assert_num_queries(5):
        client.get("/")
    for number in range(5):
        stage.next.pk, stage.next.slug = None, f"knots-{number}"
        stage.next.save(force_insert=True)
    with django_assert_num_queries(5):
        client.get("/")


def test_pages_of_a_course_are_clean(client, stage):
    page = client.get("/courses/knots/about/").content.decode()
    assert "<h1>About</h1>" in page
    assert 'href="https://example.org/"' in page


def test_the_page_of_a_run_says_what_when_and_who(client, stage):
    page = client.get("/runs/knots-next/").content.decode()
    for words in (
        "Knots, next",
        "The bowline",
        "How do you begin?",
        "16 or older",
        "3 weeks, about 2 hours each",
        "Join this run",
    ):
        assert words in page


def test_a_run_under_way_takes_late_joiners_and_offers_the_next_run(client, stage):
    page = client.get("/runs/knots-now/").content.decode()
    assert "The run is under way" in page
    assert "Join this run" in page
    assert reverse("web:run", args=["knots-next"]) in page


def test_a_run_that_is_over_offers_the_next_one(client, stage):
    page = client.get("/runs/knots-past/").content.decode()
    assert "This run is over" in page
    assert "Join this run" not in page
    assert "Sign up for the next run" in page


def test_without_a_next_run_one_can_follow_the_course(client, stage):
    stage.next.delete()
    page = client.get("/runs/knots-past/").content.decode()
    assert "Follow this course" in page


def test_a_cancelled_run_says_so(client, stage):
    stage.next.state = "cancelled"
    stage.next.save()
    page = client.get("/runs/knots-next/").content.decode()
    assert "This run does not take place" in page
    assert "Join this run" not in page


def test_the_archive_holds_what_has_gone_out_and_no_names(client, stage):
    page = client.get("/runs/knots-now/messages/").content.decode()
    assert "The overhand knot" in page and "The bowline" in page and "The sheet bend" not in page
    message = client.get("/runs/knots-now/messages/1/").content.decode()
    assert "Find a rope of two metres" in message
    for private in ("Bob", "Copper Kettle", "check-in/"):
        assert private not in message


def test_an_archive_that_is_empty_says_when_the_first_message_comes(client, stage):
    assert "The first message goes out on" in client.get("/runs/knots-next/messages/").content.decode()


def test_the_feed_holds_whole_messages_newest_first(client, stage):
    answer = client.get("/runs/knots-now/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = answer.content.decode()
    assert feed.index("The bowline") < feed.index("The overhand knot")
    assert "Find a rope of two metres" in feed
    assert client.get("/runs/knots-next/feed/").status_code == 200


def test_every_page_says_whom_to_turn_to(client, stage):
    page = client.get("/code-of-conduct/").content.decode()
    assert "abuse@mooc.localhost" in page
    assert "run-knots-next@mooc.localhost" in page


def test_robots_are_asked_to_stay_out_of_what_is_private(client, db):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /my/" in lines and "Disallow: /confirm/" in lines
    assert "Disallow: /" not in lines


def test_pages_are_served_under_a_strict_policy(client, stage):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_light_or_dark_is_kept_in_a_cookie_and_drawn_from_the_first_byte(client, db):
    assert "data-look" not in client.get("/").content.decode().split("<head>")[0]
    answer = client.post("/look/", {"look": "dark", "back": "/privacy/"})
    assert (answer.status_code, answer["Location"]) == (302, "/privacy/")
    assert 'data-look="dark"' in client.get("/").content.decode().split("<head>")[0]
    client.post("/look/", {"look": "auto"})
    assert "data-look" not in client.get("/").content.decode().split("<head>")[0]


def test_the_look_leads_nowhere_else(client, db):
    assert client.post("/look/", {"look": "dark", "back": "https://example.com/"})["Location"] == "/"
    client.cookies["look"] = '"><script>'
    assert "<script>" not in client.get("/").content.decode().split("<head>")[0]


def test_an_image_of_the_course_is_served_and_can_do_nothing(client, stage):
    from mooc.courses.models import CourseFile

    version = stage.run.version
    CourseFile.objects.create(
        version=version, path="images/knot.svg", content=b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    )
    answer = client.get("/courses/knots/files/images/knot.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_fault_of_ours_has_a_page_that_needs_nothing(client, stage, monkeypatch):
    from mooc.web.views import public

    client.raise_request_exception = False
    monkeypatch.setattr(public, "open_runs", lambda **_: 1 / 0)
    answer = client.get("/code-of-conduct/")
    assert answer.status_code == 500
    assert "Something of mine broke" in answer.content.decode()
