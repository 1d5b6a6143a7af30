"""Pages about groups show times by the reader's own clock, and name its zone."""

import re

import pytest
import time_machine
from django.urls import reverse

from mooc.courses.queries import read_course
from mooc.groups.models import Post
from mooc.people.models import Person
from mooc.runs.tokens import sign
from mooc.web.tests.house import build_house

pytestmark = pytest.mark.django_db
# Noon of UTC in Kathmandu, in Vienna in winter.
KATHMANDU, VIENNA = "17:45", "13:00"


@pytest.fixture
def house(now):
    read_course.cache_clear()
    with time_machine.travel(now, tick=False):
        house = build_house(now)
        Post.objects.update(posted_at=now)
        Person.objects.filter(pk=house.alice.pk).update(zone="Asia/Kathmandu")
        Person.objects.filter(pk=house.bob.person_id).update(zone="Europe/Vienna")
        yield house


def text(client, page):
    return client.get(page).content.decode()


def test_organisers_read_when_a_group_wrote_by_their_own_clock(client, house):
    client.force_login(Person.objects.get(pk=house.alice.pk))
    for page in ("organise_groups", "organise_group"):
        args = [house.run.slug] if page == "organise_groups" else [house.run.slug, 1]
        shown = text(client, reverse(f"web:{page}", args=args))
        assert re.search(rf"23 Nov\w*( 2026)?, {KATHMANDU}", shown)
        assert "Asia/Kathmandu" in shown
        assert " UTC" not in shown


def test_a_learner_reads_what_his_group_wrote_by_his_own_clock(client, house):
    page = reverse("web:my_group", args=[1, sign("group", house.bob.pk)])
    shown = text(client, page)
    assert f"23 November 2026, {VIENNA}" in shown
    assert "Times are yours: Europe/Vienna." in shown


def test_a_zone_that_is_none_is_read_as_utc(client, house):
    Person.objects.filter(pk=house.bob.person_id).update(zone="Mars/Olympus")
    assert "23 November 2026, 12:00" in text(
        client, reverse("web:my_group", args=[1, sign("group", house.bob.pk)])
    )
