"""One mail a day with what the group wrote: when, to whom, what, and exactly once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mooc.delivery.actions import send_due
from mooc.delivery.fillers import filler_of
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy, Mailing
from mooc.groups import actions
from mooc.groups.discussion.digests import last_hour
from mooc.groups.models import Group, MailWish, Membership, Post, Thread
from mooc.pure.mailkit import read_letter
from mooc.runs.tests.stage import make_run

from .stage import crowd

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def at(day: int, hour: int = 17, minute: int = 0) -> datetime:
    """A moment counted in days from Monday, UTC."""
    return MONDAY.replace(hour=hour, minute=minute) + timedelta(days=day)


@pytest.fixture
def group(db):
    """Ana, Bob, Chen and Dora, all in UTC, who want a digest since Monday morning."""
    run = make_run(MONDAY)
    made = Group.objects.create(
        run=run, number=1, name="Copper Kettle", local_part="copper-kettle", mode="write", language="en",
        made_at=MONDAY,
    )  # fmt: skip
    people = crowd(run, 4, MONDAY, zone="UTC", state="learning")
    for one in people:
        Membership.objects.create(group=made, enrolment=one, joined_at=MONDAY)
        actions.choose_mail(one, how="digest", now=MONDAY)
    return made


def members(group):
    return [row.enrolment for row in group.memberships.select_related("enrolment__person").order_by("id")]


def write(group, author, text, when, *, thread=None, subject="Which rope?"):
    """Let a member write, without anything being sent of it."""
    thread = thread or Thread.objects.create(
        group=group, subject=subject, key=subject.lower(), started_at=when, last_at=when
    )
    number = Post.objects.count() + 1
    return Post.objects.create(
        group=group, author=author, thread=thread, message_id=f"<{number}@x>", subject=subject, text=text,
        posted_at=when,
    )  # fmt: skip


def sweep(now):
    """Plan and send, as the worker does, a minute later: posts of before the hour are committed then."""
    now += timedelta(minutes=1)
    planned = actions.plan_due_digests(now=now)
    send_due(now=now)
    return planned


def letters_to(enrolment):
    copies = MailboxCopy.objects.filter(rcpt_to=enrolment.person.email, kind="digest").order_by("id")
    return [read_letter(read_copy(copy.pk)) for copy in copies]


def test_what_others_wrote_comes_once_a_day_at_five(group):
    ana, bob, chen, _ = members(group)
    first = write(group, ana, "Hemp or nylon?", at(0, 10))
    write(group, chen, "Hemp.", at(0, 12), thread=first.thread)
    assert sweep(at(0, 16, 59)) == 0
    assert sweep(at(0)) == 4
    assert sweep(at(0, 17, 15)) == 0
    (letter,) = letters_to(bob)
    assert letter.subject == "Copper Kettle: 2 new posts"
    assert "Ana and Chen wrote in Copper Kettle since Monday 23 November, 09:00: 2 posts." in letter.text
    assert letter.text.index("Hemp or nylon?") < letter.text.index("    Hemp.\n")
    assert f"/groups/copper-kettle/threads/{first.thread_id}/?post={first.pk}#post-{first.pk}" in letter.text
    assert letter.header("reply-to").startswith("copper-kettle+")
    assert letter.header("list-unsubscribe-post") == "List-Unsubscribe=One-Click"


def test_nobody_reads_his_own_posts_there_and_who_wrote_alone_gets_none(group):
    ana, bob, chen, _ = members(group)
    write(group, ana, "Hemp or nylon?", at(0, 10))
    write(group, bob, "Has anybody a rope?", at(0, 11), subject="Ropes")
    assert sweep(at(0)) == 4
    assert "Hemp or nylon?" not in letters_to(ana)[0].text
    assert "Has anybody a rope?" in letters_to(ana)[0].text
    write(group, chen, "Only me today.", at(1, 10))
    assert sweep(at(1)) == 3
    assert len(letters_to(chen)) == 1


def test_who_wants_a_copy_of_his_own_finds_it_between_what_others_wrote(group):
    ana, bob, *_ = members(group)
    actions.choose_own_copy(bob, wanted=True, now=at(0, 9))
    first = write(group, ana, "Hemp or nylon?", at(0, 10))
    write(group, bob, "Nylon.", at(0, 11), thread=first.thread)
    sweep(at(0))
    assert "    Nylon." in letters_to(bob)[0].text
    write(group, bob, "Nobody there?", at(1, 11), thread=first.thread)
    sweep(at(1))
    assert len(letters_to(bob)) == 1


def test_no_mail_and_no_mailing_when_nothing_was_written(group):
    assert sweep(at(0)) == 0
    assert not Mailing.objects.filter(kind="digest").exists()
    assert set(MailWish.objects.values_list("digested_at", flat=True)) == {at(0)}


def test_each_post_is_in_one_digest_whatever_the_hour_of_the_sweep(group):
    ana, bob, *_ = members(group)
    before = at(0, 17) - timedelta(microseconds=1)
    write(group, ana, "Just before five.", before)
    write(group, ana, "At five sharp.", at(0, 17), subject="Later")
    sweep(at(0, 22))
    sweep(at(1))
    first, second = letters_to(bob)
    assert "Just before five." in first.text and "At five sharp." not in first.text
    assert "At five sharp." in second.text and "Just before five." not in second.text


def test_what_is_written_in_the_moment_of_the_wish_is_in_it(group):
    ana, bob, *_ = members(group)
    write(group, ana, "At once.", MONDAY)
    sweep(at(0))
    assert "At once." in letters_to(bob)[0].text


def test_the_hour_is_the_member_s_own_by_his_own_clock(group):
    ana, bob, *_ = members(group)
    bob.person.zone = "Asia/Kathmandu"
    bob.person.save()
    bob.send_hour = 7
    bob.save()
    write(group, ana, "Hemp or nylon?", at(0, 10))
    sweep(at(1, 1, 14))
    assert letters_to(bob) == []
    sweep(at(1, 1, 15))
    assert "Monday 23 November, 15:45" in letters_to(bob)[0].text


def test_a_muted_thread_is_not_in_it(group):
    ana, bob, chen, _ = members(group)
    rope = write(group, ana, "Hemp or nylon?", at(0, 10))
    actions.mute_thread(bob, rope.thread, now=at(0, 11))
    assert sweep(at(0)) == 2
    write(group, chen, "Nylon.", at(1, 9), thread=rope.thread)
    write(group, chen, "Shall we meet?", at(1, 10), subject="Meeting")
    sweep(at(1))
    (letter,) = letters_to(bob)
    assert "Shall we meet?" in letter.text
    assert "Nylon." not in letter.text


def test_a_hidden_post_is_not_in_it(group):
    ana, *_ = members(group)
    post = write(group, ana, "Buy my ropes!", at(0, 10))
    Post.objects.filter(pk=post.pk).update(hidden_at=at(0, 11))
    assert sweep(at(0)) == 0


@pytest.mark.parametrize("how", ["each", "weekly"])
def test_only_who_wants_it_gets_it(group, how):
    ana, bob, *_ = members(group)
    actions.choose_mail(bob, how=how, now=at(0, 9, 30))
    write(group, ana, "Hemp or nylon?", at(0, 10))
    assert sweep(at(0)) == 2
    assert letters_to(bob) == []


def test_who_goes_back_to_each_post_gets_what_no_digest_told_in_a_last_one(group):
    ana, bob, *_ = members(group)
    write(group, ana, "Hemp or nylon?", at(0, 10))
    assert actions.choose_mail(bob, how="each", now=at(0, 11))
    assert not actions.choose_mail(bob, how="each", now=at(0, 11))
    send_due(now=at(0, 11))
    sweep(at(0))
    (letter,) = letters_to(bob)
    assert "Hemp or nylon?" in letter.text


def test_away_means_no_digest_and_then_one_with_what_was_missed(group):
    ana, bob, *_ = members(group)
    actions.go_away(bob, until=at(3).date(), now=at(0, 9))
    for day in range(3):
        write(group, ana, f"Day {day}.", at(day, 10), subject=f"Day {day}")
        sweep(at(day))
    assert letters_to(bob) == []
    sweep(at(3))
    (letter,) = letters_to(bob)
    assert all(f"Day {day}." in letter.text for day in range(3))


def test_a_digest_that_grew_too_long_leaves_the_rest_to_the_archive(group):
    ana, bob, *_ = members(group)
    first = write(group, ana, "word " * 3_000, at(0, 10))
    for number in range(60):
        write(group, ana, f"Number {number}. " + "x " * 900, at(0, 11, number % 60), thread=first.thread)
    sweep(at(0))
    (letter,) = letters_to(bob)
    assert "The archive has all of it." in letter.text
    assert "Number 59." in letter.text and "Number 1." not in letter.text
    copy = MailboxCopy.objects.get(rcpt_to=bob.person.email)
    assert len(read_copy(copy.pk)) < 200_000


def test_who_moved_to_another_group_reads_what_both_wrote_while_he_was_there(group):
    ana, bob, chen, _ = members(group)
    other = Group.objects.create(
        run=group.run, number=2, name="Quiet Lantern", local_part="quiet-lantern", mode="write", language="en",
        made_at=MONDAY,
    )  # fmt: skip
    write(group, ana, "Before you go.", at(0, 10))
    Membership.objects.filter(enrolment=bob).update(left_at=at(0, 11))
    Membership.objects.create(group=other, enrolment=bob, joined_at=at(0, 11))
    write(group, ana, "Behind his back.", at(0, 12), subject="Bob")
    Membership.objects.filter(enrolment=chen).update(group=other)
    write(other, chen, "Welcome!", at(0, 13), subject="Hello")
    sweep(at(0))
    (letter,) = letters_to(bob)
    assert "Before you go." in letter.text and "Welcome!" in letter.text
    assert "Behind his back." not in letter.text
    assert letter.header("reply-to").startswith("quiet-lantern+")


def test_who_stopped_the_mail_or_left_gets_none_and_no_flood_later(group):
    ana, bob, chen, _ = members(group)
    bob.mail_stopped_at = at(0, 9)
    bob.save()
    actions.leave(chen, now=at(0, 9))
    write(group, ana, "Hemp or nylon?", at(0, 10))
    assert sweep(at(0)) == 1
    assert MailWish.objects.get(enrolment=bob).digested_at == at(0)


def test_who_is_cut_off_after_planning_plans_again_without_doubles(group, monkeypatch):
    ana, *_ = members(group)
    write(group, ana, "Hemp or nylon?", at(0, 10))

    class Killed(Exception):
        """The worker is gone."""

    def die(*_, **__):
        raise Killed

    monkeypatch.setattr("mooc.groups.discussion.digests.note", die)
    with pytest.raises(Killed):
        actions.plan_due_digests(now=at(0, 17, 1))
    monkeypatch.undo()
    planned = Delivery.objects.filter(mailing__kind="digest").count()
    sweep(at(0, 17, 15))
    assert (planned, Delivery.objects.filter(mailing__kind="digest").count()) == (3, 3)
    assert Mailing.objects.filter(kind="digest").count() == 1


def test_any_number_of_readers_is_planned_and_filled_in_a_fixed_number_of_statements(group):
    ana, *_ = members(group)
    counts = []
    for day, more in enumerate((0, 30)):
        for one in crowd(group.run, more, MONDAY, prefix=f"more{day}-", zone="UTC", state="learning"):
            Membership.objects.create(group=group, enrolment=one, joined_at=MONDAY)
            actions.choose_mail(one, how="digest", now=at(0))
        write(group, ana, f"Day {day}", at(day, 10))
        with CaptureQueriesContext(connection) as planning:
            actions.plan_due_digests(now=at(day, 17, 1))
        mailing = Mailing.objects.filter(kind="digest").latest("id")
        recipients = list(mailing.deliveries.values_list("recipient", flat=True))
        assert len(recipients) == 3 + more
        with CaptureQueriesContext(connection) as filling:
            filler_of(mailing).fill(mailing, recipients, now=at(day, 17, 1))
        counts.append((len(planning.captured_queries), len(filling.captured_queries)))
    assert counts[0] == counts[1]
    assert counts[0][1] == 5


def test_the_last_hour_is_found_across_changes_of_the_clock():
    now = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert last_hour("Europe/Berlin", 17, now=now) == datetime(2026, 10, 24, 15, tzinfo=UTC)
    assert last_hour("Europe/Berlin", 2, now=now) == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert last_hour("No/Where", 17, now=now) == datetime(2026, 10, 24, 17, tzinfo=UTC)
