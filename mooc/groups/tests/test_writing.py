"""Posts that are written on the web."""

from datetime import timedelta

import pytest

from mooc.delivery.models import Delivery
from mooc.groups.discussion.post_words import REMOVED
from mooc.groups.discussion.posting import receive_post, write_post
from mooc.groups.errors import NotAMember, NothingWritten
from mooc.groups.models import Attachment, Post
from mooc.inbound.tests.stage import set_stage
from mooc.pure.mailkit import Letter


@pytest.fixture
def stage(db, now):
    return set_stage(now)


def write(stage, now, **given):
    words = {"subject": "Sunday?", "text": "Shall we meet?"} | given
    return write_post(group=stage.group, enrolment=stage.ana, now=now, **words)


def test_a_post_of_the_web_reaches_the_others_like_a_mail(stage, now):
    post = write(stage, now)
    assert (post.via, post.subject, post.text) == ("web", "Sunday?", "Shall we meet?")
    assert post.message_id.startswith("<post-")
    assert post.message_id.endswith("@mooc.localhost>")
    copies = Delivery.objects.filter(mailing__occasion=f"post/{post.pk}")
    assert set(copies.values_list("recipient", flat=True)) == {stage.bob.pk, stage.dora.pk}


def test_an_answer_names_what_it_answers_and_takes_its_subject(stage, now):
    first = receive_post(
        group=stage.group,
        enrolment=stage.bob,
        letter=Letter(message_id="<2@x>", references=("<1@x>",), subject="Recursion", text="How?"),
        now=now,
    )
    answer = write(stage, now, subject="", answers=first)
    assert (answer.in_reply_to, answer.references) == ("<2@x>", "<1@x> <2@x>")
    assert answer.subject == "Re: Recursion"
    assert answer.thread == first.thread
    assert write(stage, now, subject=" ", text="More", answers=answer).subject == "Re: Recursion"


def test_pressing_the_button_twice_posts_once(stage, now):
    first = write(stage, now, key="k1")
    assert write(stage, now + timedelta(hours=1), key="k1") == first
    assert Post.objects.count() == 1
    later = write(stage, now + timedelta(seconds=1), key="k2")
    assert later != first and later.thread != first.thread


def test_words_that_were_changed_before_the_second_press_are_not_lost(stage, now):
    first = write(stage, now, key="k1")
    assert write(stage, now, key="k1", text="Shall we meet at noon?") != first
    assert write(stage, now + timedelta(seconds=1)) != write(stage, now + timedelta(seconds=2))


def test_all_that_is_typed_is_new_and_personal_links_go(stage, now):
    text = "> quoted\r\nOn Monday Bob wrote:\n-- \nhttp://127.0.0.1:8000/my/12.0123456789abcdef0123/"
    assert write(stage, now, text=text).text == f"> quoted\nOn Monday Bob wrote:\n-- \n{REMOVED}"


def test_files_come_along(stage, now):
    post = write(stage, now, text="", files=[("C:\\plan.txt", "text/plain", b"one, two")])
    kept = Attachment.objects.get(post=post)
    assert (kept.name, kept.content_type, kept.size) == ("plan.txt", "text/plain", 8)


def test_nothing_is_no_post(stage, now):
    with pytest.raises(NothingWritten):
        write(stage, now, text=" \n ")


def test_who_is_not_in_the_group_cannot_write_to_it(stage, now):
    with pytest.raises(NotAMember):
        write_post(group=stage.group, enrolment=stage.sam, subject="x", text="y", now=now)
