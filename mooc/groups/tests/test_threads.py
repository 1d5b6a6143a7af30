"""Which thread a post belongs to."""

import threading
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, connections

from mooc.groups.discussion.posting import NewPost, receive_post, receive_posts
from mooc.groups.discussion.threads import GOES_ON
from mooc.groups.models import Group, Post, Thread
from mooc.inbound.tests.stage import set_stage
from mooc.pure.mailkit import Letter


@pytest.fixture
def stage(db, now):
    return set_stage(now)


def mail(number, subject="Hello", answers=(), **fields):
    chain = tuple(f"<{one}@x>" for one in answers)
    return Letter(
        message_id=f"<{number}@x>",
        subject=subject,
        text="Words.",
        references=chain,
        in_reply_to=chain[-1] if chain else "",
        **fields,
    )


def post(stage, now, *given, group=None, **fields):
    return receive_post(
        group=group or stage.group, enrolment=stage.bob, letter=mail(*given, **fields), now=now
    )


def post_all(stage, now, *letters):
    return receive_posts([NewPost(stage.group, stage.bob, letter) for letter in letters], now=now)


def test_an_answer_goes_where_the_mail_is_that_it_answers(stage, now):
    first = post(stage, now, 1)
    other = post(stage, now, 2, "Something else")
    answer = post(stage, now, 3, "Quite another subject", answers=[1])
    assert answer.thread == first.thread != other.thread
    assert (first.thread.subject, first.thread.key) == ("Hello", "hello")


def test_any_mail_of_the_chain_will_do(stage, now):
    first = post(stage, now, 1)
    post(stage, now, 2, "Else")
    assert post(stage, now, 9, "Re: lost", answers=[1, 7, 8]).thread == first.thread


def test_the_nearest_counts(stage, now):
    post(stage, now, 1)
    second = post(stage, now, 2, "Else")
    assert post(stage, now, 3, answers=[1, 2]).thread == second.thread


def test_a_thread_knows_how_many_posts_it_has_and_when_the_last_came(stage, now):
    post(stage, now, 1)
    later = now + timedelta(hours=2)
    post_all(stage, later, mail(2, answers=[1]), mail(3, answers=[2]), mail(4, "New"))
    assert list(Thread.objects.order_by("id").values_list("posts_count", "started_at", "last_at")) == [
        (3, now, later),
        (1, later, later),
    ]


def test_answers_without_references_are_found_by_their_subject(stage, now):
    first = post(stage, now, 1, "Week 2: Loops")
    assert post(stage, now, 2, "AW: week 2:  Loops").thread == first.thread
    assert post(stage, now, 3, "[EXTERN] RE[2]: Week 2: Loops").thread == first.thread


def test_answers_to_the_same_message_of_ours_share_a_thread(stage, now):
    one = post(stage, now, 1, "Re: Week 2: Loops", answers=["copy-7"])
    other = post(stage, now, 2, "SV: Week 2: Loops", answers=["copy-8"])
    assert one.thread == other.thread
    assert post(stage, now, 3, "Re: Week 3: Lists", answers=["copy-9"]).thread != one.thread


def test_a_new_mail_of_an_old_subject_begins_anew(stage, now):
    assert post(stage, now, 1, "Question").thread != post(stage, now, 2, "Question").thread


def test_a_beginning_that_comes_after_its_answer_joins_it(stage, now):
    answer = post(stage, now, 2, "Re: Sunday", answers=[1])
    assert post(stage, now, 1, "Sunday").thread == answer.thread


def test_after_some_weeks_a_subject_is_a_new_conversation(stage, now):
    first = post(stage, now, 1)
    assert post(stage, now + GOES_ON - timedelta(hours=1), 2, "Re: Hello").thread == first.thread
    assert post(stage, now + 2 * GOES_ON, 3, "Re: Hello").thread != first.thread


@pytest.mark.parametrize("subject", ["", "Re:", "Fwd: Re: "])
def test_no_subject_tells_nothing(subject, stage, now):
    assert post(stage, now, 1, subject).thread != post(stage, now, 2, subject).thread


def test_other_groups_have_threads_of_their_own(stage, now):
    other = set_stage_beside(stage, now)
    here, there = (
        post(stage, now, 1, "Re: Hello"),
        post(stage, now, 2, "Re: Hello", answers=[1], group=other),
    )
    assert here.thread != there.thread


def set_stage_beside(stage, now, **fields):
    return Group.objects.create(
        run=stage.run, number=99, name="Other", local_part="other", mode="write", made_at=now, **fields
    )


def test_a_conversation_goes_on_where_a_group_was_merged_into(stage, now):
    old = set_stage_beside(stage, now, successor=stage.group, state="merged")
    first = post(stage, now, 1, "Sunday", group=old)
    answer = post(stage, now, 2, "Re: Sunday", answers=[1])
    again = post(stage, now, 3, "another subject", answers=[1])
    assert answer.thread == again.thread != first.thread
    assert answer.thread.group == stage.group
    assert answer.thread.key == first.thread.key


def test_a_batch_may_answer_itself_in_any_order(stage, now):
    posts = post_all(stage, now, mail(3, "x", answers=[2]), mail(2, "y", answers=[1]), mail(1))
    assert len({one.thread_id for one in posts}) == 1
    assert Thread.objects.get().subject == "Hello"


def test_a_batch_that_answers_the_same_mail_of_ours_makes_one_thread(stage, now):
    posts = post_all(stage, now, *(mail(n, "Re: Week 2", answers=[f"copy-{n}"]) for n in range(5)))
    assert len({one.thread_id for one in posts}) == 1
    assert Thread.objects.get().posts_count == 5


def test_mails_that_answer_each_other_in_a_circle_are_borne(stage, now):
    posts = post_all(stage, now, mail(1, answers=[2]), mail(2, answers=[1]), mail(3, answers=[3]))
    assert len({one.thread_id for one in posts}) == 1


@pytest.mark.parametrize("many", [1, 30])
def test_it_costs_the_same_however_many_posts(many, stage, now, django_assert_num_queries):
    letters = [mail(n, f"Subject {n % 7}", answers=[n - 1]) for n in range(1, many + 1)]
    with django_assert_num_queries(13):
        post_all(stage, now, *letters)


def test_posts_of_before_there_were_threads_get_theirs(stage, now):
    made = post_all(stage, now, mail(1), mail(2, answers=[1]), mail(3, "New"), mail(4, "Re: hello"))
    Post.objects.update(thread=None)
    Thread.objects.all().delete()
    migration = import_module("mooc.groups.migrations.0009_threads_of_old_posts")
    migration.thread_old_posts(apps, None)
    threads = [Post.objects.get(pk=one.pk).thread for one in made]
    assert threads[0] == threads[1] == threads[3] != threads[2]
    assert [thread.posts_count for thread in threads] == [3, 3, 1, 3]


@pytest.mark.django_db(transaction=True)
def test_two_workers_begin_a_conversation_once(now):
    stage = set_stage(now)
    start = threading.Barrier(2)

    def work(number):
        start.wait()
        post(stage, now, number, "Re: Week 2", answers=["copy-7"])
        connection.close()

    workers = [threading.Thread(target=work, args=[number]) for number in (1, 2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    connections["default"].close()
    assert Thread.objects.get().posts_count == 2
