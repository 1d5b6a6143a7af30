"""Writing to a group on the web: the same result as by mail, once, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone

from mooc.delivery.models import Delivery
from mooc.groups.discussion.limits import MOST_AN_HOUR, MOST_IN_A_BURST
from mooc.groups.discussion.posting import write_post
from mooc.groups.models import Group, Membership, Post

from .archive_stage import at, converse, own
from .test_group_archive import files_of_the_test as files_of_the_test


@pytest.fixture
def talk(stage):
    return converse(stage, timezone.now())


def copies_of(post):
    return list(
        Delivery.objects.filter(mailing__occasion=f"post/{post.pk}").values_list("recipient", flat=True)
    )


def fill(group, talk, author, many, *, ago=timedelta()):
    """Let a member have written a good deal."""
    Post.objects.bulk_create(
        Post(
            group=group,
            author=author,
            thread_id=talk.thread_id,
            message_id=f"<n{number}@x>",
            subject="x",
            text="x",
            posted_at=timezone.now() - ago,
        )
        for number in range(many)
    )


def test_a_new_thread_goes_to_the_others(client, stage):
    client.force_login(stage.bob.person)
    form = client.get(at("write")).content.decode()
    assert "It goes to" in form and "Ana" in form
    given = {"subject": "Sunday?", "text": "Shall we meet?\n\n    x = 1"}
    page = client.post(at("write"), given, follow=True)
    post = Post.objects.get()
    assert page.redirect_chain[0][0] == f"{at('thread', post.thread_id)}?post={post.pk}#post-{post.pk}"
    assert "Posted. The others get it by mail" in page.content.decode()
    assert (post.author, post.via, post.thread.subject) == (stage.bob, "web", "Sunday?")
    assert post.text == given["text"]
    assert copies_of(post) == [stage.ana.pk]


def test_an_answer_stands_in_the_thread_and_names_what_it_answers(client, stage, talk):
    client.force_login(stage.ana.person)
    page = client.get(at("thread", talk.thread_id)).content.decode()
    assert f'name="answers" value="{talk.thanks.pk}"' in page
    client.post(at("reply", talk.thread_id), {"text": "With pleasure.", "answers": talk.thanks.pk})
    post = Post.objects.order_by("id").last()
    assert (post.thread_id, post.subject) == (talk.thread_id, "Re: How?")
    assert (post.in_reply_to, copies_of(post)) == (talk.thanks.message_id, [stage.bob.pk])


def test_ones_own_link_is_enough_to_answer(client, stage, talk):
    page = client.post(own(stage, "reply", talk.thread_id), {"text": "By my link."}, follow=True)
    assert page.redirect_chain[0][0].startswith(own(stage, "thread", talk.thread_id))
    assert Post.objects.order_by("id").last().author == stage.bob


def test_a_button_pressed_twice_posts_once(client, stage, talk):
    client.force_login(stage.ana.person)
    form = client.get(at("thread", talk.thread_id)).context["form"]
    given = {"text": "With pleasure.", "answers": talk.thanks.pk, "key": form["key"].value()}
    pages = [client.post(at("reply", talk.thread_id), given, follow=True).content.decode() for _ in range(2)]
    assert Post.objects.count() == 4
    assert "Posted." in pages[0] and "it stands here once" in pages[1]


def test_files_come_with_it(client, stage):
    client.force_login(stage.bob.person)
    files = [SimpleUploadedFile(f"{name}.txt", name.encode(), "text/plain") for name in ("one", "two")]
    page = client.post(at("write"), {"subject": "Files", "text": "Two", "files": files}, follow=True)
    names = Post.objects.get().attachments.order_by("id").values_list("name", flat=True)
    assert list(names) == ["one.txt", "two.txt"] and "two.txt" in page.content.decode()


def test_a_file_without_a_word_is_a_post_and_nothing_is_none(client, stage):
    client.force_login(stage.bob.person)
    answer = client.post(at("write"), {"subject": "Nothing", "text": " \n "})
    assert (answer.status_code, Post.objects.count()) == (422, 0)
    assert "There are no words in it yet" in answer.content.decode()
    file = SimpleUploadedFile("one.txt", b"one", "text/plain")
    assert client.post(at("write"), {"subject": "A file", "text": "", "files": [file]}).status_code == 302


@pytest.mark.parametrize(
    ("caps", "said"),
    [
        ({"MOOC_MAX_ATTACHMENT_BYTES": 5}, "a post may bring 5"),
        ({"MOOC_MAX_ATTACHMENTS": 1}, "a post may bring 1"),
    ],
)
def test_too_much_is_said_beside_the_field_and_the_words_are_kept(client, stage, settings, caps, said):
    for name, value in caps.items():
        setattr(settings, name, value)
    client.force_login(stage.bob.person)
    files = [SimpleUploadedFile(f"{number}.txt", b"abc", "text/plain") for number in range(2)]
    answer = client.post(at("write"), {"subject": "Keep", "text": "Keep me", "files": files})
    page = answer.content.decode()
    assert (answer.status_code, Post.objects.count()) == (422, 0)
    assert said in page.replace("\xa0", " ") and "Keep me" in page


def test_twenty_posts_an_hour_by_either_way_and_no_more(client, stage, talk):
    now = timezone.now()
    fill(stage.group, talk, stage.ana, MOST_AN_HOUR, ago=timedelta(minutes=50))
    client.force_login(stage.ana.person)
    answer = client.post(at("reply", talk.thread_id), {"text": "One more"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "within an hour" in page and "One more" in page
    with_time = Post.objects.filter(message_id__startswith="<n")
    with_time.update(posted_at=now - timedelta(minutes=61))
    assert client.post(at("reply", talk.thread_id), {"text": "One more"}).status_code == 302


def test_the_last_that_is_let_through_may_be_pressed_twice(client, stage, talk):
    fill(stage.group, talk, stage.ana, MOST_AN_HOUR - 1)
    client.force_login(stage.ana.person)
    given = {"text": "The twentieth", "key": "k"}
    assert [client.post(at("reply", talk.thread_id), given).status_code for _ in range(2)] == [302, 302]
    assert client.post(at("reply", talk.thread_id), given | {"key": "l"}).status_code == 422


def test_a_group_that_storms_is_let_rest(client, stage, talk):
    fill(stage.group, talk, stage.ana, MOST_IN_A_BURST)
    client.force_login(stage.bob.person)
    answer = client.post(at("reply", talk.thread_id), {"text": "Me too"})
    assert answer.status_code == 422 and "within ten minutes" in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("Cheap: https://watches.example/buy", "", "with a link in it"),
        ("My holiday", "beach.jpg", "with a file in it"),
        ("Hello all", "", ""),
        ("The course is at http://127.0.0.1:8000/courses/", "", ""),
    ],
)
def test_links_of_somebody_new_go_the_way_on_which_an_organiser_looks(text, name, said, client, stage, talk):
    Membership.objects.filter(enrolment=stage.bob).update(cause="open seat, 4 of 6 criteria")
    Post.objects.filter(author=stage.bob).delete()
    client.force_login(stage.bob.person)
    files = [SimpleUploadedFile(name, b"x")] if name else []
    answer = client.post(at("write"), {"subject": "Hi", "text": text, "files": files})
    assert answer.status_code == (422 if said else 302)
    page = answer.content.decode()
    assert not said or (said in page and "Send it by mail to copper-kettle@" in page and text in page)


def test_a_program_that_runs_by_a_click_is_not_posted(client, stage):
    client.force_login(stage.bob.person)
    files = [SimpleUploadedFile("Game.EXE", b"MZ")]
    answer = client.post(at("write"), {"subject": "Play", "text": "Mine", "files": files})
    assert answer.status_code == 422 and "a file of the kind .exe" in answer.content.decode()


def test_only_members_of_this_moment_write(client, stage, talk):
    given = {"subject": "x", "text": "y"}
    client.force_login(stage.alice)
    for place in (at("write"), at("reply", talk.thread_id)):
        assert client.post(place, given).status_code == 404
    Membership.objects.filter(enrolment=stage.bob).update(left_at=timezone.now())
    for place in (own(stage, "write"), own(stage, "reply", talk.thread_id)):
        assert client.post(place, given).status_code == 404
    client.force_login(stage.sam.person)
    assert client.post(at("write"), given).status_code == 404
    assert Post.objects.count() == 3


def test_nobody_writes_to_a_group_that_is_closed(client, stage, talk):
    Group.objects.filter(pk=stage.group.pk).update(state="closed")
    client.force_login(stage.bob.person)
    page = client.get(at("thread", talk.thread_id)).content.decode()
    assert "Post to the group" not in page and "not in use any more" in page
    assert client.post(at("write"), {"subject": "x", "text": "y"}).status_code == 404


def test_who_is_signed_out_meanwhile_gets_his_words_back(client, stage, talk):
    answer = client.post(at("reply", talk.thread_id), {"text": "Long <words>"})
    page = answer.content.decode()
    assert answer.status_code == 403 and "Long &lt;words&gt;" in page
    assert "nothing is posted" in page and Post.objects.count() == 3


def test_looking_at_a_form_changes_nothing(client, stage, talk):
    client.force_login(stage.bob.person)
    assert client.get(at("reply", talk.thread_id))["Location"] == at("thread", talk.thread_id)
    client.get(at("write"))
    assert Post.objects.count() == 3


def test_a_button_pressed_twice_in_the_same_moment_posts_once(client, stage, monkeypatch):
    """The other request has posted it between our look and our write; the database says so."""
    tries = []

    def write(**given):
        tries.append(given)
        if len(tries) == 1:
            write_post(**given)
            raise IntegrityError
        return write_post(**given)

    monkeypatch.setattr("mooc.groups.actions.writing.write_post", write)
    client.force_login(stage.bob.person)
    page = client.post(at("write"), {"subject": "Once", "text": "Only once", "key": "k"}, follow=True)
    assert "it stands here once" in page.content.decode() and Post.objects.count() == 1
