"""Telling the organisers of a post or a person: once, at once, and without being named."""

import json
from datetime import timedelta

import pytest
from django.core import serializers

from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, Edition, MailboxCopy, Mailing
from mooc.groups import actions
from mooc.groups.actions.reporting import MOST_A_DAY
from mooc.groups.errors import AlreadySettled, CannotReport
from mooc.groups.models import Membership, Post, SafetyReport, Tie
from mooc.groups.safety.report_queries import hearers_of, report_for, report_lines, reports_for, thread_around
from mooc.journal.models import Fact
from mooc.people.models import Person
from mooc.pure.mailkit import read_letter
from mooc.runs.models import Enrolment, RunOrganiser
from mooc.runs.tests.stage import send

from .living_stage import group_of

SECRET = "He wrote this to me on Sunday"


def organiser(run, name, now, **more):
    person = Person.objects.create(
        email=f"{name}@example.org", name=name.title(), email_verified_at=now, created_at=now, **more
    )
    if run is not None:
        RunOrganiser.objects.create(run=run, person=person)
    return person


@pytest.fixture
def alice(run, now):
    return organiser(run, "alice", now)


@pytest.fixture
def group(run, now):
    return group_of(run, 4, now, prefix="m")


@pytest.fixture
def post(group, now):
    return wrote(group, now)


def wrote(group, now, author=0, number=1):
    return Post.objects.create(
        group=group[0],
        author=group[1][author],
        message_id=f"<{number}@x>",
        subject="Buy my ropes",
        text="Cheap ropes.",
        posted_at=now,
    )


def letters():
    return [
        read_letter(read_copy(pk)) for pk in MailboxCopy.objects.order_by("id").values_list("pk", flat=True)
    ]


def test_the_organisers_hear_of_it_at_once_and_whom_it_is_about_does_not(group, post, alice, now):
    zoe = organiser(None, "zoe", now, is_organiser=True)
    actions.report_post(post, reporter=group[1][1], kind="spam", words=SECRET, now=now)
    send(now)
    assert [copy.rcpt_to for copy in MailboxCopy.objects.all()] == [alice.email]
    (letter,) = letters()
    assert "something is wrong" in letter.subject and "/organise/reports/" in letter.text
    assert "because you look after" in letter.text
    assert zoe.email not in letter.text


def test_nothing_but_the_row_says_who_told_or_what(group, post, alice, now):
    reporter = group[1][1]
    report = actions.report_post(post, reporter=reporter, kind="spam", words=SECRET, now=now)
    send(now)
    actions.settle_report(report, by=alice, outcome="Hidden.", thank=False, now=now)
    facts = Fact.objects.filter(kind__in=("something reported", "report settled"))
    assert facts.count() == 2
    assert {(fact.person_id, *fact.detail) for fact in facts} == {(None,), (None, "by")}
    mail = Mailing.objects.filter(kind="safety-report")
    assert set(mail.values_list("run_id", flat=True)) == {None}
    written = serializers.serialize("json", [*mail, *Edition.objects.filter(mailing__in=mail)])
    written += "".join(letter.text + letter.html for letter in letters())
    written += json.dumps([str(line) for line in report_lines(reports_for(alice))])
    for private in (SECRET, "Cheap ropes", reporter.person.email, post.author.person.email):
        assert private not in written


def test_the_same_post_told_twice_is_one_report_with_all_the_words(group, post, alice, now):
    first = actions.report_post(post, reporter=group[1][1], words="Spam.", now=now)
    again = actions.report_post(post, reporter=group[1][1], words="And more of it.", now=now)
    assert again.pk == first.pk
    assert SafetyReport.objects.get().words == "Spam.\n\nAnd more of it."
    assert Mailing.objects.filter(kind="safety-report").count() == 1
    other = actions.report_post(post, reporter=group[1][2], now=now)
    assert other.pk != first.pk


def test_a_settled_report_of_a_post_stays_settled(group, post, alice, now):
    report = actions.report_post(post, reporter=group[1][1], words="Spam.", now=now)
    actions.settle_report(report, by=alice, now=now)
    actions.report_post(post, reporter=group[1][1], words="Still there.", now=now)
    report.refresh_from_db()
    assert (report.state, report.words) == ("settled", "Spam.")
    with pytest.raises(AlreadySettled):
        actions.settle_report(report, by=alice, now=now)


def test_a_person_is_told_of_once_while_it_is_open_and_again_later(group, alice, now):
    _, people = group
    first = actions.report_person(people[0], reporter=people[1], words="Rude.", now=now)
    assert actions.report_person(people[0], reporter=people[1], words="Rude.", now=now).pk == first.pk
    actions.settle_report(first, by=alice, now=now)
    assert actions.report_person(people[0], reporter=people[1], now=now).pk != first.pk


def test_who_left_his_group_can_still_tell_of_those_he_left(group, post, alice, now):
    reporter = group[1][1]
    actions.leave(reporter, now=now)
    assert actions.report_post(post, reporter=reporter, now=now).about == post.author
    assert actions.report_person(group[1][2], reporter=reporter, now=now).group == group[0]


def test_nobody_tells_of_himself_or_of_strangers(run, group, post, now):
    _, strangers = group_of(run, 3, now, prefix="s")
    for act in (
        lambda: actions.report_post(post, reporter=post.author, now=now),
        lambda: actions.report_post(post, reporter=strangers[0], now=now),
        lambda: actions.report_person(group[1][0], reporter=group[1][0], now=now),
        lambda: actions.report_person(group[1][0], reporter=strangers[0], now=now),
    ):
        with pytest.raises(CannotReport):
            act()
    assert not SafetyReport.objects.exists()


def test_there_is_a_limit_a_day_and_the_next_day_it_begins_anew(group, alice, now):
    posts = [wrote(group, now, number=number) for number in range(MOST_A_DAY + 1)]
    for post in posts[:-1]:
        actions.report_post(post, reporter=group[1][1], now=now)
    with pytest.raises(CannotReport):
        actions.report_post(posts[-1], reporter=group[1][1], now=now)
    # What is told already can still be said again.
    actions.report_post(posts[0], reporter=group[1][1], words="Please.", now=now)
    assert actions.report_post(posts[-1], reporter=group[1][1], now=now + timedelta(days=1))


def test_an_organiser_who_is_told_of_hears_nothing_and_the_others_and_the_server_do(
    run, group, post, alice, now
):
    zoe = organiser(None, "zoe", now, is_organiser=True)
    olga = organiser(run, "olga", now)
    RunOrganiser.objects.create(run=run, person=post.author.person)
    report = actions.report_post(post, reporter=group[1][1], now=now)
    assert set(Delivery.objects.values_list("recipient", flat=True)) == {alice.pk, olga.pk, zoe.pk}
    assert report_for(post.author.person, report.pk) is None
    assert not reports_for(post.author.person).exists()
    assert report_for(alice, report.pk) == report_for(zoe, report.pk) == report


def test_the_only_organiser_is_never_told_of_himself(run, group, post, now):
    RunOrganiser.objects.create(run=run, person=post.author.person)
    actions.report_post(post, reporter=group[1][1], now=now)
    assert not hearers_of(group[0], post.author).exists()
    assert not Delivery.objects.exists() and SafetyReport.objects.filter(state="open").exists()


def test_who_became_a_party_after_it_was_planned_gets_no_mail(run, group, post, alice, now):
    actions.report_post(post, reporter=group[1][1], now=now)
    RunOrganiser.objects.filter(person=alice).delete()
    organiser(run, "olga", now)
    send(now)
    assert letters() == []


def test_a_run_that_nobody_organises_is_the_server_s(group, post, now):
    zoe = organiser(None, "zoe", now, is_organiser=True)
    assert list(hearers_of(group[0], post.author)) == [zoe]


def test_organisers_of_another_run_read_nothing(group, post, alice, now):
    stranger = organiser(None, "charlie", now)
    report = actions.report_post(post, reporter=group[1][1], now=now)
    assert report_for(stranger, report.pk) is None and report_for(alice, report.pk) == report


def test_who_told_is_thanked_when_it_is_settled_without_a_name_or_a_word_of_it(group, post, alice, now):
    reporter = group[1][1]
    report = actions.report_post(post, reporter=reporter, words=SECRET, now=now)
    actions.settle_report(report, by=alice, outcome="Talked to him", now=now)
    send(now)
    thanks = read_letter(read_copy(MailboxCopy.objects.get(kind="safety-settled").pk))
    assert MailboxCopy.objects.get(kind="safety-settled").rcpt_to == reporter.person.email
    words = " ".join(thanks.text.split())
    assert "Thank you for telling" in words and "who then see who you are" in words
    for private in (SECRET, "Talked", "Cheap", alice.name, post.author.person.name, reporter.person.name):
        assert private not in words


def test_who_stopped_the_mail_or_left_is_not_thanked(group, post, alice, now):
    report = actions.report_post(post, reporter=group[1][1], now=now)
    actions.leave(group[1][1], now=now)
    actions.settle_report(report, by=alice, now=now)
    send(now)
    assert not MailboxCopy.objects.filter(kind="safety-settled").exists()


def test_once_settled_nobody_is_asked_to_look_any_more(group, post, alice, now):
    report = actions.report_post(post, reporter=group[1][1], now=now)
    actions.settle_report(report, by=alice, thank=False, now=now)
    send(now)
    assert letters() == []


def test_a_post_is_shown_within_its_thread(group, post, now):
    assert thread_around(post) == [post]
    thread = group[0].threads.create(subject="Ropes", key="ropes", started_at=now, last_at=now)
    posts = [wrote(group, now + timedelta(minutes=number), number=100 + number) for number in range(20)]
    Post.objects.filter(pk__in=[one.pk for one in posts]).update(thread=thread)
    posts[10].refresh_from_db()
    assert thread_around(posts[10]) == posts[4:17]


def test_reports_go_with_the_person_they_are_about_and_outlive_who_told(group, post, alice, now):
    report = actions.report_post(post, reporter=group[1][1], now=now)
    group[1][1].person.delete()
    report.refresh_from_db()
    assert report.reporter is None and Membership.objects.filter(enrolment=post.author).exists()
    actions.settle_report(report, by=alice, now=now)
    post.author.person.delete()
    assert not SafetyReport.objects.exists()


def test_who_was_removed_comes_back_but_not_among_them(run, group, post, alice, now):
    type(run).objects.update(state="running")
    run.refresh_from_db()
    report = actions.report_post(post, reporter=group[1][1], now=now)
    assert actions.remove_reported(report, by=alice, now=now)
    assert not actions.remove_reported(report, by=alice, now=now)
    gone = Enrolment.objects.select_related("run", "person").get(pk=post.author_id)
    assert gone.state == "left" and not Membership.objects.filter(enrolment=gone, left_at=None).exists()
    # Apart from all of them: from one alone it would say who told.
    assert Tie.objects.filter(kind="apart").count() == len(group[1]) - 1
    assert actions.undo_leave(gone, now=now)
    actions.place_waiting(now=now)
    assert not Membership.objects.filter(enrolment=gone, group=group[0], left_at=None).exists()
