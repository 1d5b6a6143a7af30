"""How much mail: the page says how it is, changes it, and puts it back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mooc.groups.actions import choose_mail, go_away, mute_thread
from mooc.groups.discussion.mail_wish_queries import FOREVER, habit_of
from mooc.groups.models import MailWish, MutedThread, Thread


def page_of(stage, enrolment=None):
    return reverse("web:my_mail", args=[stage.token("mail", enrolment)])


def read(client, href):
    return " ".join(client.get(href).content.decode().split())


def habit(stage):
    return habit_of(stage.bob, now=timezone.now())


def test_bob_reads_how_mail_comes_and_finds_the_page_from_his_own(client, stage):
    home = client.get(reverse("web:my_home", args=[stage.token("home")])).content.decode()
    assert page_of(stage) in home
    page = read(client, page_of(stage))
    assert "You get <strong>each post</strong> of <bdi>Copper Kettle</bdi> as it is written." in page
    assert "Your own posts do not come back to you." in page


def test_opening_the_page_changes_nothing(client, stage):
    client.get(page_of(stage))
    client.get(page_of(stage) + "?how=digest&own=1&away=2030-01-01")
    client.head(page_of(stage))
    assert not MailWish.objects.exists()


@pytest.mark.parametrize(
    ("how", "words"), [("digest", "one digest a day"), ("weekly", "the weekly message only")]
)
def test_bob_chooses_how_much_and_puts_it_back_with_one_button(client, stage, how, words):
    answer = client.post(page_of(stage), {"how": how, "own_copy": "on"})
    assert (habit(stage).how, habit(stage).own_copy) == (how, True)
    after = answer["Location"]
    page = read(client, after)
    assert f"<strong>{words}</strong>" in page
    assert "Before, you had each post." in page
    client.post(after, {"undo": "1"})
    assert (habit(stage).how, habit(stage).own_copy) == ("each", False)
    assert "Put it back" not in read(client, page_of(stage))


def test_bob_pauses_until_a_day_and_comes_back_sooner(client, stage):
    day = timezone.now().date() + timedelta(days=10)
    after = client.post(page_of(stage), {"until": day.isoformat()})["Location"]
    assert habit(stage).away_until == day
    page = read(client, after)
    assert f"You are away until {day:%A} {day.day} {day:%B %Y}" in page
    assert "Before, you were not away." in page
    client.post(page_of(stage), {"back": "1"})
    assert habit(stage).away_until is None


def test_a_pause_without_a_day_lasts_until_he_says_so_and_can_be_undone(client, stage):
    after = client.post(page_of(stage), {"until": ""})["Location"]
    assert habit(stage).away_until == FOREVER
    assert "I wait until you say so." in read(client, after)
    client.post(after, {"undo": "1"})
    assert habit(stage).away_until is None


@pytest.mark.parametrize("until", ["2001-01-01", "soon", "2999-01-01"])
def test_a_day_that_cannot_be_is_said_beside_the_field(client, stage, until):
    answer = client.post(page_of(stage), {"until": until})
    assert answer.status_code == 422
    assert b"has-problem" in answer.content
    assert habit(stage).away_until is None


def test_a_muted_thread_speaks_again_by_its_button(client, stage):
    now = timezone.now()
    threads = [
        Thread.objects.create(group=stage.group, subject=name, key=name, started_at=now, last_at=now)
        for name in ("Ropes", "Cats")
    ]
    for thread in threads:
        mute_thread(stage.bob, thread, now=now)
    mute_thread(stage.ana, threads[0], now=now)
    assert "2 threads are muted." in read(client, page_of(stage))
    client.post(page_of(stage), {"unmute": str(threads[0].pk)})
    assert "<bdi>Ropes</bdi>" not in read(client, page_of(stage))
    assert list(MutedThread.objects.values_list("enrolment", "thread__subject").order_by("id")) == [
        (stage.bob.pk, "Cats"),
        (stage.ana.pk, "Ropes"),
    ]


@pytest.mark.parametrize("wrong", [{"how": "never"}, {"unmute": "x"}, {"undo": "1"}, {}])
def test_what_no_button_says_changes_nothing(client, stage, wrong):
    assert client.post(page_of(stage), wrong).status_code in (200, 302, 422)
    assert not MailWish.objects.exclude(how="each", away_until=None, own_copy=False).exists()


def test_who_left_or_stopped_the_mail_finds_the_way_back_here(client, stage):
    stage.bob.mail_stopped_at = timezone.now()
    stage.bob.save()
    assert reverse("web:stop", args=[stage.token("stop")]) in read(client, page_of(stage))
    stage.bob.state = "left"
    stage.bob.save()
    assert "come back to the run" in read(client, page_of(stage))


def test_charlie_with_another_link_gets_nowhere(client, stage):
    other = reverse("web:my_mail", args=[stage.token("home")])
    assert client.get(other).status_code == 404
    assert client.post(other, {"how": "digest"}).status_code == 404
    assert not MailWish.objects.exists()


def test_the_page_is_read_in_a_fixed_number_of_queries(client, stage, django_assert_num_queries):
    choose_mail(stage.bob, how="digest", now=timezone.now())
    go_away(stage.bob, now=timezone.now())
    with django_assert_num_queries(5):
        client.get(page_of(stage))
