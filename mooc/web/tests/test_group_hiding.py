"""An organiser hides a post on its page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mooc.groups.models import Post
from mooc.journal.models import Fact

from .archive_stage import at, converse
from .test_group_archive import files_of_the_test as files_of_the_test


@pytest.fixture
def talk(stage):
    return converse(stage, timezone.now())


def test_it_takes_a_reason_and_one_button_and_can_be_undone(client, stage, talk):
    client.force_login(stage.alice)
    place = at("hiding", talk.thanks.pk)
    assert "Hide this post?" in client.get(place).content.decode()
    assert client.post(place, {"reason": " "}).status_code == 422
    page = client.post(place, {"reason": "An advertisement"}, follow=True).content.decode()
    assert "1 copy of it will not go out" in page and "An advertisement" in page
    assert "Show this post again?" in client.get(place).content.decode()
    page = client.post(place, {"show": "1"}, follow=True).content.decode()
    assert "The post is shown again" in page and "An advertisement" not in page
    kinds = Fact.objects.filter(subject_id=talk.thanks.pk).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["posted", "post-hidden", "post-unhidden"]


def test_only_organisers_do_it(client, stage, talk):
    place = at("hiding", talk.thanks.pk)
    assert client.get(place).status_code == 302
    for somebody in (stage.bob, stage.ana, stage.sam):
        client.force_login(somebody.person)
        assert client.post(place, {"reason": "x"}).status_code == 404
    talk.thanks.refresh_from_db()
    assert talk.thanks.hidden_at is None


def test_the_page_of_the_group_shows_the_words_as_the_archive_does_and_the_reason_of_what_is_hidden(
    client, stage, talk
):
    Post.objects.filter(pk=talk.thanks.pk).update(
        text="Look:\n\n    for n in range(3):\n        print(n)", html=""
    )
    client.force_login(stage.alice)
    group = talk.thanks.group
    place = reverse("web:organise_group", args=[group.run.slug, group.number])
    page = client.get(place).content.decode()
    assert "    for n in range(3):\n        print(n)</code></pre>" in page
    assert f"/threads/{talk.thanks.thread_id}/?post={talk.thanks.pk}#post-{talk.thanks.pk}" in page
    client.post(at("hiding", talk.thanks.pk), {"reason": "An advertisement"})
    page = client.get(place).content.decode()
    assert "An advertisement" in page and "range(3)" not in page


def test_a_long_post_is_begun_there_and_leads_on(client, stage, talk):
    Post.objects.filter(pk=talk.thanks.pk).update(text="So it begins. " * 200 + "The end.", html="")
    client.force_login(stage.alice)
    group = talk.thanks.group
    page = client.get(reverse("web:organise_group", args=[group.run.slug, group.number])).content.decode()
    assert "So it begins." in page and "The end." not in page and "Read on" in page
