"""Finding what a group wrote."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mooc.groups.actions.hiding import hide_post, unhide_post
from mooc.groups.models import Group, Membership

from .archive_stage import at, converse, own, post
from .test_group_archive import files_of_the_test as files_of_the_test


@pytest.fixture
def talk(stage):
    return converse(stage, timezone.now())


def found(client, words, place=None, **more):
    answer = client.get(place or at("search"), {"q": words, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_words_are_found_marked_and_lead_to_the_post(client, stage, talk):
    client.force_login(stage.bob.person)
    page = found(client, "rope")
    assert "<mark>rope</mark>" in page
    assert f"{at('thread', talk.thread_id)}?post={talk.answer.pk}#post-{talk.answer.pk}" in page
    own_page = found(client, "rope", own(stage, "search"))
    assert own(stage, "thread", talk.thread_id) in own_page


def test_nothing_found_says_what_may_help_and_nothing_asked_what_to_do(client, stage, talk):
    client.force_login(stage.bob.person)
    assert "Nobody wrote that here" in found(client, "zebra")
    assert "Type one word or several" in found(client, " ")
    for odd in ('"', "a AND (", "'; --", "\0", "*", "%", "rope OR"):
        assert client.get(at("search"), {"q": odd}).status_code == 200


def test_what_is_hidden_is_not_found_until_it_is_shown(client, stage, talk):
    client.force_login(stage.bob.person)
    hide_post(talk.answer, reason="No", by=stage.alice, now=timezone.now())
    assert "Nobody wrote that here" in found(client, "rope")
    unhide_post(talk.answer, by=stage.alice, now=timezone.now())
    assert "<mark>" in found(client, "rope")


def test_who_left_finds_only_what_was_written_until_then(client, stage, talk):
    for number in range(25):
        post(stage, stage.bob, 20 + number, "A longer rope", subject="Later", now=timezone.now())
    Membership.objects.filter(enrolment=stage.ana).update(left_at=talk.answer.posted_at + timedelta(hours=1))
    client.force_login(stage.ana.person)
    page = found(client, "rope")
    assert "Like this" in page and "longer" not in page and "More" not in page


def test_other_groups_are_not_searched(client, stage, talk):
    Group.objects.create(
        run=stage.run, number=2, name="B", local_part="other", mode="write", made_at=timezone.now()
    )
    client.force_login(stage.alice)
    assert "Nobody wrote that here" in found(client, "rope", at("search", group="other"))


def test_many_are_paged_and_asked_for_in_as_many_statements(client, stage, talk, django_assert_num_queries):
    now = timezone.now()
    client.force_login(stage.bob.person)
    found(client, "rope")
    with django_assert_num_queries(8):
        found(client, "rope")
    for number in range(25):
        post(stage, stage.bob, 100 + number, "A rope again", subject=f"S {number}", now=now)
    with django_assert_num_queries(8):
        page = found(client, "rope")
    assert page.count("<mark>rope</mark>") == 20 and "after=20" in page
    second = found(client, "rope", after=20)
    assert second.count("A <mark>rope</mark>") == 5 and "Back to the first" in second
    assert "There is nothing more" in found(client, "rope", after=400)
