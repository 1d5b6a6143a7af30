"""Conversations with the machine, in a group and beside it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mooc.courses.models import CourseFile
from mooc.courses.queries import read_course
from mooc.delivery.actions import send_due
from mooc.delivery.addresses import message_id
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import Delivery, MailboxCopy, Mailing
from mooc.groups.discussion.mail_wish_queries import FOREVER, habit_of
from mooc.groups.discussion.reply_addresses import reply_addresses
from mooc.groups.models import MailWish, Membership, MutedThread, Post
from mooc.progress.models import CheckIn
from mooc.pure.mailkit import read_letter
from mooc.runs.models import Enrolment
from mooc.web.tests.stage import course_files

from .stage import GROUP_ADDRESS, RUN_ADDRESS, receive, set_stage

# Wednesday noon of the first week.
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
QUOTE = "\r\n\r\nOn Mon, 23 Nov 2026 at 16:00, The Mechanical MOOC wrote:\r\n> Tie one knot.\r\n"


@pytest.fixture
def stage(db):
    """The cast, in a run of three weeks that began on Monday."""
    read_course.cache_clear()
    made = set_stage(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    CourseFile.objects.bulk_create(
        CourseFile(version=made.run.version, path=path, content=content)
        for path, content in course_files().items()
    )
    return made


@pytest.fixture
def weekly(stage):
    """The Message-ID of Bob's copy of the first weekly message."""
    return copy_of(stage, "weekly", subject_id=0)


def copy_of(stage, kind, *, subject_id=0):
    """Make a copy that reached Bob; returns its Message-ID."""
    mailing = Mailing.objects.create(
        occasion=f"{kind}/{subject_id}", kind=kind, filler=kind, title=kind, run_id=stage.run.pk,
        subject_id=subject_id, planned_at=NOW,
    )  # fmt: skip
    copy = Delivery.objects.create(
        mailing=mailing, recipient=stage.bob.pk, state=Delivery.State.ACCEPTED, not_before=NOW, expires_at=NOW
    )
    return message_id(copy.pk)


def say(
    words,
    *,
    to=GROUP_ADDRESS,
    answers="",
    subject="Re: Week 0",
    sender="Bob Miller <bob@example.net>",
    now=NOW,
):
    """Let Bob write; returns what became of it."""
    number = f"{len(words)}.{abs(hash((words, to, answers, subject, now)))}"
    fields = f"In-Reply-To: {answers}\r\nReferences: {answers}\r\n" if answers else ""
    raw = (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{number}@letters.example>\r\n{fields}"
        f"Date: Wed, 25 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
    ).encode()
    return receive(raw, now=now, to=to, mail_from=sender.partition("<")[2].strip("<>") or sender)


def habit(stage):
    return habit_of(stage.bob, now=NOW)


def answers_to_bob(now=NOW):
    send_due(now=now)
    copies = MailboxCopy.objects.filter(rcpt_to="bob@example.net", kind="answer-command").order_by("id")
    return [" ".join(read_letter(read_copy(copy.pk)).text.split()) for copy in copies]


@pytest.mark.parametrize(
    ("words", "how"),
    [("digest on", "digest"), ("Digest off.", "each"), ("weekly only", "weekly"), ("Each post", "each")],
)
def test_a_wish_about_mail_is_done_and_told_and_not_posted(stage, weekly, words, how):
    mail = say(words + QUOTE, answers=weekly)
    assert (mail.state, mail.kind) == ("routed", "command")
    assert (mail.run_id, mail.writer_id) == (stage.run.pk, stage.bob.pk)
    assert habit(stage).how == how
    assert not Post.objects.exists()
    (answer,) = answers_to_bob()
    assert mail.reason in answer


@pytest.mark.parametrize("way", ["group", "personal", "run", "machine", "fresh", "subject"])
def test_it_may_be_written_to_any_address_of_ours(stage, weekly, way):
    to = {
        "personal": reply_addresses("brass-lantern")(stage.bob.pk),
        "run": RUN_ADDRESS,
        "machine": "machine@mooc.localhost",
    }.get(way, GROUP_ADDRESS)
    fresh = way in ("fresh", "subject")
    mail = say(
        "" if way == "subject" else "digest on",
        to=to,
        answers="" if fresh else weekly,
        subject="digest on" if way == "subject" else "Hello",
    )
    assert (mail.state, mail.kind) == ("routed", "command")
    assert habit(stage).how == "digest"


def test_a_stranger_s_wish_is_not_done(stage, weekly):
    mail = say("digest on", sender="Charlie <charlie@example.com>", answers=weekly)
    assert mail.state == "held"
    assert not MailWish.objects.exists()


def test_a_wish_from_an_address_that_nobody_has_proven_is_not_done(stage, weekly):
    to = reply_addresses("brass-lantern")(stage.bob.pk)
    mail = say("leave", to=to, sender="Bob <bob@elsewhere.example>", answers=weekly)
    assert mail.state == "held"
    assert Enrolment.objects.get(pk=stage.bob.pk).state == "learning"


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("pause until 3 December", date(2026, 12, 3)),
        ("Pause until Friday!", date(2026, 11, 27)),
        ("pause for 2 weeks", date(2026, 12, 9)),
        ("pause", FOREVER),
    ],
)
def test_a_pause_names_its_end_and_resume_ends_it(stage, weekly, words, until):
    mail = say(words + QUOTE, answers=weekly)
    assert (mail.state, mail.kind) == ("routed", "command")
    assert habit(stage).away_until == until
    mail = say("resume", answers=weekly, subject="Re: Hello")
    assert habit(stage).away_until is None
    assert "again from now on" in mail.reason


@pytest.mark.parametrize("when", ["3 November 2026", "the moon is full", "3/12", "24.12.2031"])
def test_a_day_that_cannot_be_is_told_with_what_is_understood(stage, weekly, when):
    mail = say(f"pause until {when}", answers=weekly)
    assert (mail.state, mail.kind) == ("routed", "command")
    assert "nothing has changed" in mail.reason
    assert "“pause until 3 December”" in mail.reason
    assert habit(stage).away_until is None
    assert "“pause until 3 December”" in answers_to_bob()[0]


def test_what_was_not_understood_waits_where_the_day_s_answer_is_gone(stage, weekly):
    say("digest on", answers=weekly)
    mail = say("pause until the moon is full", answers=weekly)
    assert (mail.state, mail.kind) == ("held", "command")


def test_a_second_wish_on_the_same_day_is_done_without_an_answer(stage, weekly):
    say("digest on", answers=weekly)
    assert say("own copy on", answers=weekly).state == "routed"
    assert (habit(stage).how, habit(stage).own_copy) == ("digest", True)
    assert len(answers_to_bob()) == 1


def test_a_thread_is_muted_by_an_answer_to_one_of_its_posts(stage):
    say("Which rope?", subject="Ropes", sender="Ana Souza <ana@example.org>")
    post = Post.objects.get()
    mail = say("mute" + QUOTE, answers=post.message_id, subject="Re: Ropes")
    assert (mail.state, mail.kind) == ("routed", "command")
    assert "“Ropes”" in mail.reason
    assert MutedThread.objects.get().enrolment_id == stage.bob.pk
    say("Nylon.", subject="Re: Ropes", answers=post.message_id, sender="Dora <dora@example.com>")
    say("unmute", answers=post.message_id, subject="Re: Ropes")
    assert not MutedThread.objects.exists()


def test_a_thread_that_nobody_can_find_is_not_muted(stage, weekly):
    mail = say("mute", answers=weekly)
    assert "could not find out which thread" in mail.reason
    assert not MutedThread.objects.exists()


def test_who_leaves_by_mail_is_told_the_way_back(stage, weekly):
    mail = say("Leave", answers=weekly)
    assert (mail.state, mail.kind) == ("routed", "command")
    assert Enrolment.objects.get(pk=stage.bob.pk).state == "left"
    assert not Membership.objects.filter(enrolment=stage.bob, left_at=None).exists()
    (answer,) = answers_to_bob()
    assert "the page below brings you back" in answer
    assert f"/my/{stage.bob.pk}." in answer and "/mail/" in answer


@pytest.mark.parametrize(("words", "told"), [("leave", "You have left"), ("stop", "You get no more mail")])
def test_whose_leaving_somebody_forged_hears_of_it_whatever_he_was_told_that_day(stage, weekly, words, told):
    say("help", answers=weekly)
    for number, said in enumerate((words, "start", words), start=1):
        say(said, answers=weekly, now=NOW + timedelta(minutes=number))
    helped, heard = answers_to_bob(NOW + timedelta(minutes=5))
    assert told not in helped and told in heard


@pytest.mark.parametrize("words", ["unsubscribe", "STOP"])
def test_stop_stops_the_mail_of_the_run_wherever_it_is_said(stage, words):
    say("Which rope?", subject="Ropes", sender="Ana Souza <ana@example.org>")
    mail = say(words, answers=Post.objects.get().message_id, subject="Re: Ropes")
    assert (mail.state, mail.kind) == ("routed", "command")
    assert Enrolment.objects.get(pk=stage.bob.pk).mail_stopped_at == NOW
    assert Post.objects.count() == 1
    say("start", to=RUN_ADDRESS, subject="Hello")
    assert Enrolment.objects.get(pk=stage.bob.pk).mail_stopped_at is None


@pytest.mark.parametrize(
    ("words", "answer"),
    [("done", "done"), ("Stuck!", "stuck"), ("en partie", "partly"), ("跳过", "skipping")],
)
def test_one_word_in_answer_to_the_weekly_message_is_a_check_in_and_not_posted(stage, weekly, words, answer):
    mail = say(words + QUOTE, answers=weekly)
    assert (mail.state, mail.kind) == ("routed", "check-in")
    said = CheckIn.objects.get()
    assert (said.enrolment_id, said.week, said.answer) == (stage.bob.pk, 0, answer)
    assert not Post.objects.exists()


def test_a_check_in_counts_for_the_week_whose_message_is_answered(stage, weekly):
    later = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)
    say("done", answers=weekly, now=later)
    say("partly", to=RUN_ADDRESS, subject="partly", now=later)
    assert dict(CheckIn.objects.values_list("week", "answer")) == {0: "done", 1: "partly"}


def test_who_is_stuck_is_told_how_his_group_can_help(stage, weekly):
    assert GROUP_ADDRESS in say("stuck", answers=weekly).reason


def test_a_soloist_checks_in_with_the_address_of_his_run(stage):
    mail = say("done", to=RUN_ADDRESS, sender="Sam Soloist <sam@example.net>")
    assert (mail.state, mail.kind) == ("routed", "check-in")
    assert CheckIn.objects.get().enrolment_id == stage.sam.pk


@pytest.mark.parametrize("words", ["help", "Stuck!", "done", "start"])
@pytest.mark.parametrize("what", ["post", "digest", "fresh"])
def test_a_word_that_people_say_to_each_other_is_posted_unless_the_weekly_message_is_answered(
    stage, words, what
):
    say("Which rope?", subject="Ropes", sender="Ana Souza <ana@example.org>")
    answers = {"post": Post.objects.get().message_id, "digest": copy_of(stage, "digest"), "fresh": ""}[what]
    mail = say(words, answers=answers, subject="Hm" if what == "fresh" else "Re: Ropes")
    assert (mail.state, mail.kind) == ("routed", "post")
    assert not CheckIn.objects.exists()


def test_a_mail_program_that_names_no_message_id_answers_the_week_all_the_same(stage):
    assert say("done", subject="Re: The first knot").kind == "check-in"
    say("Which rope?", subject="Ropes", sender="Ana Souza <ana@example.org>")
    assert say("done", subject="Re: Ropes").kind == "post"


def test_a_word_beside_a_file_is_about_the_file(stage, weekly):
    raw = (
        "From: Bob <bob@example.net>\r\nTo: x\r\nSubject: Re: Week 0\r\nMessage-ID: <a@x.example>\r\n"
        f"In-Reply-To: {weekly}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nDone!\r\n"
        "--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=knot.png\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
    )
    assert receive(raw.encode(), now=NOW).kind == "post"


def test_help_in_answer_to_the_weekly_message_is_answered_and_a_second_cry_goes_to_the_group(stage, weekly):
    mail = say("help", answers=weekly)
    assert (mail.state, mail.kind) == ("routed", "command")
    assert GROUP_ADDRESS in mail.reason
    assert "digest on" in answers_to_bob()[0]
    assert say("Help!", answers=weekly).kind == "post"


def test_help_for_organisers_reaches_them_where_it_can_not_be_answered(stage):
    assert say("help", to=RUN_ADDRESS).kind == "command"
    again = say("Help me", to=RUN_ADDRESS)
    assert (again.state, again.kind) == ("held", "to-organisers")


def test_my_group_is_quiet_leads_to_another(stage, weekly):
    mail = say("My group is quiet", answers=weekly)
    assert (mail.state, mail.kind) == ("routed", "command")
    assert "“Change my group”" in mail.reason


def test_a_sentence_with_such_a_word_in_it_is_a_post(stage, weekly):
    assert say("I am done with week 0. Who else?" + QUOTE, answers=weekly).kind == "post"


def test_what_is_no_command_costs_no_query(stage, django_assert_num_queries):
    from mooc.inbound.commands import as_command
    from mooc.inbound.models import InboundMail
    from mooc.inbound.reading import Incoming

    letter = read_letter(b"From: bob@example.net\nSubject: Hello\n\nAnybody awake?\n")
    with django_assert_num_queries(0):
        assert as_command(Incoming(InboundMail(), letter), stage.bob, stage.group, now=NOW) is None
