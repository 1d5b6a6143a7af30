"""An organiser hides a post on its page."""

import pytest
from django.utils import timezone

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
