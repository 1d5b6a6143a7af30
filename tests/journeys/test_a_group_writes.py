"""A conversation by mail: Bob asks his group, Ana answers from her mail program, both read it in the mailbox."""

import email
from datetime import timedelta
from email import policy
from email.message import EmailMessage

import pytest

from mooc.delivery.actions import send_due
from mooc.delivery.mailbox import read_copy
from mooc.delivery.models import MailboxCopy
from mooc.groups.models import Post
from mooc.inbound import actions as inbound
from mooc.inbound.tests.stage import GROUP_ADDRESS, letter, receive, set_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(db, now):
    return set_stage(now)


def work(now):
    """One pass of the worker, as far as mail goes."""
    inbound.route_kept(now=now)
    send_due(now=now)


def mailbox_of(address):
    """Return what an address got, oldest first, as its mail program reads it."""
    copies = MailboxCopy.objects.filter(rcpt_to=address).order_by("id")
    return [email.message_from_bytes(read_copy(copy.pk), policy=policy.default) for copy in copies]


def answer(copy, words, *, sender):
    """Write what a mail program makes of "Reply": everything quoted, footer and links included."""
    quoted = "\n".join(f"> {line}" for line in copy.get_body(("plain",)).get_content().splitlines())
    reply = EmailMessage(policy=policy.SMTP)
    reply["From"] = sender
    reply["To"] = copy["Reply-To"] or copy["From"]
    reply["Subject"] = f"Re: {copy['Subject']}"
    reply["Message-ID"] = "<answer@example.org>"
    reply["In-Reply-To"] = copy["Message-ID"]
    reply["References"] = copy["Message-ID"]
    reply.set_content(f"{words}\n\nOn Tue, 24 Nov 2026 at 18:00, {copy['From']} wrote:\n\n{quoted}\n")
    return reply.as_bytes()


def test_a_question_and_its_answer(stage, now):
    receive(letter("post"), now=now)
    work(now)
    (question,) = mailbox_of("ana@example.org")
    assert len(mailbox_of("dora@example.com")) == 1
    assert not mailbox_of("bob@example.net")
    assert question["From"] == f"Bob via Brass Lantern <{GROUP_ADDRESS}>"
    assert "what is the difference between = and ==?" in question.get_body(("plain",)).get_content()

    later = now + timedelta(hours=2)
    raw = answer(question, "One sets, the other asks.", sender="Ana Souza <ana@example.org>")
    assert b"/my/" in raw  # she quotes her own links
    mail = receive(raw, now=later, mail_from="ana@example.org")
    assert mail.state == "routed", mail.reason
    work(later)

    (reply,) = mailbox_of("bob@example.net")
    text = reply.get_body(("plain",)).get_content()
    assert "One sets, the other asks." in text
    assert "what is the difference" not in text
    assert reply["Message-ID"] == "<answer@example.org>"
    assert reply["In-Reply-To"] == "<first-1@example.net>"
    assert reply["References"] == "<first-1@example.net>"
    assert Post.objects.order_by("id").last().in_reply_to == "<first-1@example.net>"


def test_nothing_of_the_writer_s_own_reaches_the_others_even_when_quoted_in_full(stage, now):
    receive(letter("post"), now=now)
    work(now)
    (question,) = mailbox_of("ana@example.org")
    whole = question.get_body(("plain",)).get_content().replace("-- Write above this line. --", "")
    page = next(line for line in whole.splitlines() if "/my/" in line)
    raw = answer(question, f"Look what I got:\n{whole.replace('-- ', '')}", sender="ana@example.org")
    receive(raw, now=now, mail_from="ana@example.org")
    work(now)
    (reply,) = mailbox_of("bob@example.net")
    token = page.rstrip("/").rsplit("/", 1)[-1]
    assert token
    assert token not in reply.as_string()
    assert "[personal link removed]" in reply.get_body(("plain",)).get_content()


def test_a_mailbox_that_sends_everything_back_starts_no_circle(stage, now):
    receive(letter("post"), now=now)
    work(now)
    (copy,) = MailboxCopy.objects.filter(rcpt_to="ana@example.org")
    mail = receive(read_copy(copy.pk), now=now, mail_from="ana@example.org")
    assert (mail.state, mail.kind) == ("dropped", "loop")
    work(now)
    assert MailboxCopy.objects.count() == 2


def test_a_vacation_program_of_a_member_bothers_nobody(stage, now):
    receive(letter("post"), now=now)
    work(now)
    (copy,) = MailboxCopy.objects.filter(rcpt_to="ana@example.org")
    for to in (copy.mail_from, GROUP_ADDRESS):
        mail = receive(letter("vacation-rfc3834") + to.encode(), now=now, to=to, mail_from="")
        assert mail.state == "dropped", mail.reason
    work(now)
    assert MailboxCopy.objects.count() == 2


def test_a_soloist_s_question_and_the_organiser_s_answer(stage, now):
    receive(
        letter("to-organisers"), now=now, to="run-gentle-python@mooc.localhost", mail_from="sam@example.net"
    )
    work(now)
    (question,) = mailbox_of("alice@example.org")
    assert question["Reply-To"] == "sam@example.net"
    assert question["Message-ID"] == "<sam-1@example.net>"
    assert "Can I still join a group?" in question.get_body(("plain",)).get_content()
    assert "Can I still join a group?" in question.get_body(("html",)).get_content()


def test_a_dead_address_gets_the_next_post_no_more(stage, now):
    receive(letter("post"), now=now)
    work(now)
    (copy,) = MailboxCopy.objects.filter(rcpt_to="ana@example.org")
    receive(letter("bounce-unknown-user"), now=now, to=copy.mail_from, mail_from="")
    receive(letter("post").replace(b"first-1", b"second-1"), now=now)
    work(now)
    assert len(mailbox_of("ana@example.org")) == 1
    assert len(mailbox_of("dora@example.com")) == 2
