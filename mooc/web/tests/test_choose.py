"""The page of somebody without a group. No scripts here."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from mooc.courses.queries import read_course
from mooc.groups import actions
from mooc.groups.models import Membership, Wish
from mooc.groups.tests.stage import EVENINGS, crowd, grouped
from mooc.runs import tokens
from mooc.runs.models import Enrolment, Run
from mooc.runs.tests.stage import make_run, send
from mooc.web.tests.house import make_person

pytestmark = pytest.mark.django_db
NIGHT = {"sun": ["03:00-05:00"]}


@pytest.fixture
def run(db, now):
    read_course.cache_clear()
    with time_machine.travel(now, tick=False):
        made = make_run(now)
        made.rules = "size.stretch = false\n[write]\nsize.minimum = 6\nsize.target = 10\nsize.maximum = 10"
        made.save()
        yield made


@pytest.fixture
def left(run, now):
    """Lea, who is one too many and free at night; all others have a group that meets, writes, or is Spanish."""
    crowd(run, 6, now, prefix="m", company="meet", availability=EVENINGS)
    crowd(run, 8, now, prefix="s", language="es")
    grouped(run, 11, now)
    lea = Enrolment.objects.get(waiting_since__isnull=False)
    lea.company, lea.availability = "meet", NIGHT
    lea.save()
    return lea


def page_of(enrolment):
    return reverse("web:choices", args=[tokens.sign("choices", enrolment.pk)])


def text(response):
    return response.content.decode()


def group_of(person):
    return Membership.objects.select_related("group").get(enrolment=person, left_at=None).group


def test_the_mail_that_tells_the_reason_leads_to_the_choices(client, run, left, now):
    (letter,) = [letter for letter in send(now + timedelta(hours=1)) if "No group yet" in letter.subject]
    link = re.search(r"http\S+/choices/\S+", letter.text)[0]
    shown = text(client.get("/choices/" + link.split("/choices/")[1]))
    assert "What would help" in shown
    assert "filled theirs" in shown or "hours a week" in shown


def test_opening_the_page_changes_nothing(client, left):
    for _ in range(2):
        shown = text(client.get(page_of(left)))
    assert "No group yet" in shown
    assert all(
        words in shown for words in ("Give more hours", "Español", "Join a group that writes", "Go on alone")
    )
    client.head(page_of(left))
    assert not Wish.objects.exists()


def test_more_hours_are_kept_and_open_a_seat(client, left, now):
    given = {"choice": "hours", "free": ["weekday-evening"]}
    said = client.post(page_of(left), given, follow=True)
    assert "I look for a group that meets at these hours too" in text(said)
    left.refresh_from_db()
    assert left.availability["sun"] == ["03:00-05:00"]
    assert left.availability["mon"] == ["18:00-22:00"]
    actions.place_waiting(now=now)
    assert group_of(left).mode == "meet"
    assert "You have a group" in text(client.get(page_of(left)))


def test_hours_without_a_tick_are_asked_for_again(client, run, left):
    Enrolment.objects.filter(pk=left.pk).update(availability=None)
    said = client.post(page_of(left), {"choice": "hours"}, follow=True)
    assert "Name at least one hour" in text(said)
    assert not Wish.objects.exists()


def test_another_language_is_offered_where_there_are_groups_of_it(client, left, now):
    wrong = client.post(page_of(left), {"choice": "language", "language": "fi"})
    assert wrong.status_code == 422
    said = client.post(page_of(left), {"choice": "language", "language": "es"}, follow=True)
    assert "I look for a group in Español" in text(said)
    actions.place_waiting(now=now)
    assert group_of(left).language == "es"


def test_writing_and_going_alone_are_one_button_each(client, left):
    client.post(page_of(left), {"choice": "write"})
    left.refresh_from_db()
    assert left.company == "write"
    assert "Join a group that writes" not in text(client.get(page_of(left)))
    client.post(page_of(left), {"choice": "alone"})
    left.refresh_from_db()
    assert (left.company, left.waiting_since) == ("alone", None)
    shown = text(client.get(page_of(left)))
    assert "You go on alone" in shown and "Join a group that writes" in shown
    assert list(Wish.objects.order_by("id").values_list("kind", flat=True)) == ["write", "alone"]


def test_who_has_a_group_chooses_nothing(client, run, left):
    seated = Membership.objects.order_by("id").first().enrolment
    assert "You have a group" in text(client.get(page_of(seated)))
    said = client.post(page_of(seated), {"choice": "alone"}, follow=True)
    assert "You have a group by now" in text(said)
    Run.objects.update(state=Run.State.FINISHED)
    assert "There is nothing to choose now" in text(client.get(page_of(left)))


def test_a_press_that_means_nothing_does_nothing(client, left):
    assert client.post(page_of(left), {"choice": "\0"}).status_code == 302
    assert client.get(reverse("web:choices", args=["broken"])).status_code == 404
    assert not Wish.objects.exists()


def test_his_own_page_leads_there(client, left):
    home = reverse("web:my_home", args=[tokens.sign("home", left.pk)])
    assert page_of(left) in text(client.get(home))


def test_the_organiser_sees_what_was_chosen(client, run, left, now):
    client.post(page_of(left), {"choice": "language", "language": "es"})
    client.force_login(make_person(now, "alice@example.org", "Alice", is_organiser=True))
    listed = text(client.get(reverse("web:organise_groups", args=[run.slug])))
    assert "In line for a seat" in listed and "another language: <bdi>es</bdi>" in listed
    assert "another language" in text(client.get(reverse("web:organise_proposal", args=[run.slug, 1])))
    assert "chose another language" in text(
        client.get(reverse("web:organise_learner", args=[run.slug, left.pk]))
    )
