"""What a group wrote, on the web: who reads it, by which door, and what he sees of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mooc.groups.actions.hiding import hide_post
from mooc.groups.models import Attachment, Group, Membership, Post
from mooc.people.models import Person
from mooc.runs.models import RunOrganiser

from .archive_stage import at, converse, own, post

PRIVATE = ("ana@example.org", "bob@example.org", "Castro")


@pytest.fixture(autouse=True)
def files_of_the_test(settings, tmp_path):
    """Keep files where the test alone finds them."""
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = storages


@pytest.fixture
def talk(stage):
    return converse(stage, timezone.now())


def places(talk):
    files = [one.pk for one in Attachment.objects.order_by("id")]
    return [
        at(""),
        at("thread", talk.thread_id),
        at("search") + "?q=rope",
        at("mbox"),
        at("attachment", files[0]),
    ]


def person(name, **more):
    return Person.objects.create(
        email=f"{name.lower()}@example.com", name=name, created_at=timezone.now(), **more
    )


def read(client, place):
    answer = client.get(place)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_is_asked_to_sign_in_whatever_he_asks_for(client, stage, talk):
    for place in [*places(talk), at("", group="no-such-group")]:
        answer = client.get(place)
        assert (answer.status_code, answer["Location"].startswith("/sign-in/?next=")) == (302, True)


def test_for_who_was_never_in_the_group_it_does_not_exist(client, stage, talk):
    for somebody in (stage.sam.person, person("Charlie")):
        client.force_login(somebody)
        assert {client.get(place).status_code for place in places(talk)} == {404}


def test_a_member_reads_the_threads_and_nobodys_address(client, stage, talk):
    client.force_login(stage.bob.person)
    page = read(client, at(""))
    for words in ("How?", "3 posts", "Ana", "The organisers of the run can read it", "Write to the group"):
        assert words in page
    thread = read(client, at("thread", talk.thread_id))
    assert "Thanks!" in thread and f'id="post-{talk.answer.pk}"' in thread
    assert not [word for word in PRIVATE if word in page + thread]


def test_neither_robots_nor_caches_keep_it(client, stage, talk):
    client.force_login(stage.bob.person)
    answer = client.get(at("thread", talk.thread_id))
    assert answer["X-Robots-Tag"] == "noindex, nofollow" and "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_only_the_new_words_are_shown_and_all_of_them_on_demand(client, stage, talk):
    client.force_login(stage.bob.person)
    page = read(client, at("thread", talk.thread_id))
    new, whole = page.split('class="whole"')
    assert "On Monday, Bob wrote" not in new and "On Monday, Bob wrote" in whole
    assert "def tie(rope):\n    return rope * 2</code></pre>" in new


def test_who_left_reads_what_was_written_until_then(client, stage, talk):
    seat = Membership.objects.filter(enrolment=stage.ana)
    seat.update(left_at=talk.answer.posted_at + timedelta(hours=1))
    client.force_login(stage.ana.person)
    page = read(client, at(""))
    assert "2 posts" in page and "You are not in this group any more" in page
    assert "Write to the group" not in page
    thread = read(client, at("thread", talk.thread_id))
    assert "def tie" in thread and "Thanks!" not in thread and "Post to the group" not in thread
    assert b"Thanks!" not in b"".join(client.get(at("mbox")))
    file = Attachment.objects.order_by("id").first()
    assert client.get(at("attachment", file.pk)).status_code == 404
    seat.update(left_at=talk.question.posted_at - timedelta(hours=1))
    assert client.get(at("thread", talk.thread_id)).status_code == 404
    assert "Nobody wrote here" in read(client, at(""))


def test_who_came_back_reads_everything_again(client, stage, talk):
    Membership.objects.filter(enrolment=stage.ana).update(left_at=talk.answer.posted_at)
    Membership.objects.create(group=stage.group, enrolment=stage.ana, joined_at=timezone.now())
    client.force_login(stage.ana.person)
    assert "Thanks!" in read(client, at("thread", talk.thread_id))


def test_organisers_of_the_run_read_and_are_told_that_members_know(client, stage, talk):
    olga, other = person("Olga"), person("Otto")
    RunOrganiser.objects.create(run=stage.run, person=olga)
    RunOrganiser.objects.create(run=stage.past, person=other)
    client.force_login(olga)
    page = read(client, at("thread", talk.thread_id))
    assert "the members know that organisers can" in page and "Post to the group" not in page
    assert client.get(at("write")).status_code == 404
    client.force_login(other)
    assert {client.get(place).status_code for place in places(talk)} == {404}


def test_organisers_of_a_run_matched_into_the_group_read_it_too(client, stage, talk):
    olga = person("Olga")
    RunOrganiser.objects.create(run=stage.next, person=olga)
    Membership.objects.create(group=stage.group, enrolment=stage.waiting, joined_at=timezone.now())
    client.force_login(olga)
    assert "Thanks!" in read(client, at("thread", talk.thread_id))


def test_ones_own_link_opens_the_same_pages_without_a_sign_in(client, stage, talk, settings):
    page = read(client, own(stage, ""))
    assert "Acting as <bdi>Bob Okafor</bdi>" in page and own(stage, "thread", talk.thread_id) in page
    thread = read(client, own(stage, "thread", talk.thread_id))
    assert own(stage, "reply", talk.thread_id) in thread and "Thanks!" in thread
    assert settings.MOOC_URL + at("thread", talk.thread_id) in thread.split("give him")[1]
    for place in (own(stage, "", enrolment=stage.sam), own(stage, "").replace("/1/", "/7/")):
        assert client.get(place).status_code == 404
    assert client.get(own(stage, "").replace(stage.token("group"), "1.bad")).status_code == 404


def test_the_pages_of_the_signed_in_name_no_personal_link(client, stage, talk):
    client.force_login(stage.bob.person)
    assert "/my/" not in read(client, at("")) + read(client, at("thread", talk.thread_id))


def test_a_hidden_post_leaves_its_reason_and_no_words(client, stage, talk):
    hide_post(talk.answer, reason="Not about <knots>", by=stage.alice, now=timezone.now())
    client.force_login(stage.bob.person)
    page = read(client, at("thread", talk.thread_id))
    assert "Hidden by an organiser" in page and "Not about &lt;knots&gt;" in page and "def tie" not in page
    client.force_login(stage.alice)
    assert "def tie" in read(client, at("thread", talk.thread_id))


def test_a_thread_of_which_nothing_is_shown_does_not_show_its_subject(client, stage, talk):
    offer = post(stage, stage.ana, 9, "Buy", subject="Cheap rope", now=timezone.now())
    hide_post(offer, reason="No", by=stage.alice, now=timezone.now())
    client.force_login(stage.bob.person)
    pages = read(client, at("")) + read(client, at("thread", offer.thread_id))
    assert "Cheap rope" not in pages and "Hidden by an organiser</a>" in pages
    client.force_login(stage.alice)
    assert "Cheap rope" in read(client, at("thread", offer.thread_id)) and "Cheap rope" in read(
        client, at("")
    )


def test_the_author_and_organisers_see_the_mail_as_it_came_and_nobody_else(client, stage, talk):
    source = at("source", talk.answer.pk)
    for somebody, link_is_there, status in (
        (stage.ana.person, True, 200),
        (stage.alice, True, 200),
        (stage.bob.person, False, 404),
    ):
        client.force_login(somebody)
        assert (source in read(client, at("thread", talk.thread_id))) is link_is_there
        answer = client.get(source)
        assert answer.status_code == status
        assert ("Like &lt;this&gt;" in answer.content.decode()) is (status == 200)


def test_a_file_is_handed_out_and_nothing_in_it_runs(client, stage, talk):
    picture, page = Attachment.objects.order_by("id")
    client.force_login(stage.ana.person)
    shown, kept = client.get(at("attachment", picture.pk)), client.get(at("attachment", page.pk))
    assert shown["Content-Type"] == "image/png" and shown["Content-Disposition"].startswith("inline")
    assert kept["Content-Type"] == "application/octet-stream"
    assert kept["Content-Disposition"].startswith("attachment")
    assert b"".join(kept.streaming_content) == b"<script>1</script>"
    for answer in (shown, kept):
        assert answer["X-Content-Type-Options"] == "nosniff"
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "sandbox" in policy


def test_a_file_that_was_too_large_is_named_without_a_link(client, stage, talk):
    picture = Attachment.objects.order_by("id").first()
    Attachment.objects.filter(pk=picture.pk).update(digest="")
    client.force_login(stage.ana.person)
    assert "too large to keep here" in read(client, at("thread", talk.thread_id))
    answer = client.get(at("attachment", picture.pk))
    assert answer.status_code == 410 and "too big to keep" in answer.content.decode()
    assert "sandbox" not in answer["Content-Security-Policy"]


def test_the_files_of_another_group_are_not_here(client, stage, talk):
    Group.objects.create(
        run=stage.run, number=2, name="B", local_part="other", mode="write", made_at=timezone.now()
    )
    client.force_login(stage.alice)
    picture = Attachment.objects.order_by("id").first()
    assert client.get(at("attachment", picture.pk, group="other")).status_code == 404
    assert client.get(at("thread", talk.thread_id, group="other")).status_code == 404
    assert client.get(at("source", talk.answer.pk, group="other")).status_code == 404


def test_a_merged_group_leads_on_and_keeps_what_it_wrote(client, stage, talk):
    now = timezone.now()
    new = Group.objects.create(
        run=stage.run, number=2, name="Iron Pot", local_part="iron-pot", mode="write", made_at=now
    )
    Group.objects.filter(pk=stage.group.pk).update(state="merged", successor=new)
    Membership.objects.filter(group=stage.group).update(left_at=now)
    for enrolment in (stage.bob, stage.sam):
        Membership.objects.create(group=new, enrolment=enrolment, joined_at=now)
    client.force_login(stage.bob.person)
    page = read(client, at(""))
    assert "has become part of" in page and at("", group="iron-pot") in page and "How?" in page
    assert at("") in read(client, at("", group="iron-pot"))
    client.force_login(stage.sam.person)
    assert client.get(at(""))["Location"] == at("", group="iron-pot")
    assert at("", group="copper-kettle") not in read(client, at("", group="iron-pot"))


def test_pages_take_as_many_statements_for_many_posts_as_for_few(
    client, stage, talk, django_assert_num_queries
):
    client.force_login(stage.bob.person)
    for number in range(3):
        read(client, at(""))
        with django_assert_num_queries(11):
            read(client, at(""))
        with django_assert_num_queries(10):
            read(client, at("thread", talk.thread_id))
        for more in range(4):
            one = post(
                stage, stage.ana, 10 + number * 5 + more, "More", subject=f"T {more}", now=timezone.now()
            )
            Post.objects.filter(pk=one.pk).update(thread=talk.thread_id if more % 2 else one.thread_id)


def test_a_post_in_a_long_thread_is_found_by_its_address(client, stage, talk, monkeypatch):
    monkeypatch.setattr("mooc.groups.discussion.archive_queries.POSTS", 2)
    client.force_login(stage.bob.person)
    place = at("thread", talk.thread_id)
    latest = read(client, place)
    assert "Thanks!" in latest and "How do you tie it?" not in latest.split('class="whole"')[0]
    assert "The posts before these (1)" in latest
    first = read(client, f"{place}?post={talk.question.pk}")
    assert f'id="post-{talk.question.pk}"' in first and "The posts after these (1)" in first
    assert f'href="?post={talk.question.pk}#post-{talk.question.pk}"' in first


def test_a_post_is_found_that_was_kept_before_older_ones(client, stage, talk, monkeypatch):
    """Of two workers the one that began first may be the last to keep its post."""
    monkeypatch.setattr("mooc.groups.discussion.archive_queries.POSTS", 2)
    Post.objects.filter(pk=talk.question.pk).update(posted_at=talk.thanks.posted_at + timedelta(seconds=1))
    client.force_login(stage.bob.person)
    found = read(client, f"{at('thread', talk.thread_id)}?post={talk.question.pk}")
    assert f'id="post-{talk.question.pk}"' in found


def test_an_organiser_takes_all_groups_of_his_run_along(client, stage, talk):
    place = reverse("web:organise_mbox", args=[stage.run.slug])
    client.force_login(stage.bob.person)
    assert client.get(place).status_code == 403
    client.force_login(stage.alice)
    assert place in read(client, reverse("web:organise_groups", args=[stage.run.slug]))
    answer = client.get(place + "?files=1")
    assert answer["Content-Disposition"] == 'attachment; filename="knots-now.mbox"'
    whole = b"".join(answer)
    assert whole.count(b"\n\nFrom copper-kettle@mooc.localhost ") == 2 and b"knot.png" in whole
    assert b"ana@example.org" not in whole


def test_the_groups_members_find_the_archive_from_their_own_page(client, stage, talk):
    page = read(client, reverse("web:my_home", args=[stage.token("home")]))
    assert own(stage, "") in page
    client.force_login(stage.bob.person)
    assert at("") in read(client, reverse("web:me"))
