"""What looks like a report and is none, what complains, and what costs a reader dear."""

import time

import pytest

from mooc.pure.mailkit import read_letter
from mooc.pure.mailkit.bounces import read_bounce

pytestmark = pytest.mark.once

DAEMON = "From: Mail Delivery System <MAILER-DAEMON@relay.example.org>\nReturn-Path: <>\n"
ANA = "From: Ana <ana@example.org>\nMessage-ID: <a@example.org>\n"
COPY = "Message-ID: <copy-1.abcdefghijklmnop@relay.example.org>\nFrom: list@relay.example.org\nTo: bob@example.net\n"
RECEIPT = """--b

Your message was displayed.
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; bob@example.net
Disposition: manual-action/MDN-sent-manually; displayed
--b--
"""
NO_REPORTS = {
    "away": (
        ANA + "Subject: Out of office: Week 2\nAuto-Submitted: auto-replied\n\nMy mailbox is full.\n",
        "auto_reply",
    ),
    "away, by postmaster": (
        "From: postmaster@example.org\nReturn-Path: <>\nSubject: Automatische Antwort: Woche 2\n\n"
        "Bob ist nicht da. Ihre Mail konnte nicht zugestellt werden an bob@example.org\n",
        "auto_reply",
    ),
    "read receipt": (
        ANA + "Subject: Read: Week 2\n"
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"\n\n' + RECEIPT,
        "auto_reply",
    ),
    "a wish to confirm": (
        "From: other-list-request@example.org\nAuto-Submitted: auto-generated\nPrecedence: bulk\n"
        "Subject: confirm 0123456789\n\nbob@example.net asked to join. "
        "If this is not you, this mail failed to reach you.\n",
        "auto_reply",
    ),
    "a reply to a report": (
        ANA + "Subject: Re: Undelivered Mail Returned to Sender\nIn-Reply-To: <x@y>\n\nWhat is this?\n\n"
        "> <bob@example.net>: host mx said: 550 5.1.1 User unknown (in reply to RCPT TO)\n",
        "post",
    ),
    "a digest": (
        "From: admins@lists.example.org\nSubject: Admins Digest, Vol 3\n"
        "List-Id: <admins.lists.example.org>\n\n"
        "Message: 1\nSubject: Undelivered mail\n\nMy mail could not be delivered:\n"
        "<bob@example.net>: 550 5.1.1 unknown\n",
        "post",
    ),
    "a question about fields": (
        ANA + "Subject: what is Final-Recipient\n\n"
        "Final-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\n",
        "post",
    ),
}
LATE = {
    "exim": "Subject: Warning: message 1abc delayed 24 hours\n\nA message that you sent has not yet been delivered to"
    " one or more of its recipients after more than 24 hours on the queue.\n\n"
    "  bob@example.net\n    host mx [192.0.2.7]:"
    " 550 5.1.1 not now\n\nNo action is required on your part. Delivery attempts will continue.\n",
    "postfix": "Subject: Delayed Mail (still being retried)\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\n"
    "<bob@example.net>: connect to mx[192.0.2.7]:25: Connection timed out\n",
    "sendmail": "Subject: Warning: could not send message for past 4 hours\n\n** THIS IS A WARNING MESSAGE ONLY **\n\n"
    "   ----- The following addresses had transient non-fatal errors -----\n<bob@example.net>\n",
    "in German": "Subject: Zustellung verzögert\n\nIhre Nachricht wurde noch nicht zugestellt an:\n\nbob@example.net\n"
    "   550 5.1.1 unbekannt\n",
}
ARF = """From: fbl@provider.example
Subject: FW: Week 2
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b

A complaint.
--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: x/1
Version: 1
{rcpt}
--b
Content-Type: message/rfc822

{copy}
Hello
--b--
"""
ATTACHED = """From: {sender}
Subject: {subject}
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: message/rfc822

{copy}X-HmXmrOriginalRecipient: bob@example.net

Hello
--b--
"""


@pytest.mark.parametrize("name", NO_REPORTS)
def test_what_is_no_report_is_taken_for_what_it_is(name):
    raw, kind = NO_REPORTS[name]
    report = read_bounce(raw.encode())
    assert report.kind == kind
    assert not any(one.hard for one in report.recipients)


@pytest.mark.parametrize("name", LATE)
def test_a_warning_ends_no_address(name):
    (one,) = read_bounce((DAEMON + LATE[name]).encode()).recipients
    assert (one.address, one.hard, one.action) == ("bob@example.net", False, "delayed")


@pytest.mark.parametrize(
    "rcpt", ["Original-Rcpt-To: <bob@example.net>\n", "Original-Rcpt-To: rfc822;bob@example.net\n", ""]
)
@pytest.mark.parametrize("kind", ["abuse", "fraud", "opt-out", "not-spam", "auth-failure"])
def test_a_complaint_says_who_and_of_which_type(kind, rcpt):
    report = read_bounce(ARF.format(kind=kind, rcpt=rcpt, copy=COPY).encode())
    assert (report.kind, report.feedback) == ("complaint", kind)
    assert [one.address for one in report.recipients] == ["bob@example.net"]
    assert report.about == "<copy-1.abcdefghijklmnop@relay.example.org>"


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("staff@hotmail.example", "complaint about message from 192.0.2.1"),
        ("scomp@provider.example", "Email Feedback Report for IP 192.0.2.1"),
        ("abuse@provider.example", "Abuse report"),
    ],
)
def test_a_complaint_that_only_attaches_the_mail_is_one_too(sender, subject):
    report = read_bounce(ATTACHED.format(sender=sender, subject=subject, copy=COPY).encode())
    assert (report.kind, [one.address for one in report.recipients]) == ("complaint", ["bob@example.net"])


def test_a_person_who_forwards_a_mail_does_not_complain():
    raw = ATTACHED.format(sender="ana@example.org", subject="abuse report?", copy=COPY)
    assert read_bounce(raw.encode()).kind == "post"


def parts(
    count, of=b"Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b.c\nStatus: 5.1.1\n"
):
    head = DAEMON.encode() + b'Subject: failure\nContent-Type: multipart/report; boundary="b"\n\n'
    return head + (b"--b\n" + of) * count + b"--b--\n"


def nested(depth):
    levels = [b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(depth)]
    return DAEMON.encode() + b"Subject: failure\n" + b"".join(levels)


HOSTILE = {
    "10,000 parts": lambda: parts(10_000),
    "10,000 empty parts": lambda: parts(10_000, b"\n"),
    "nested without end": lambda: nested(5_000),
    "messages in messages": lambda: DAEMON.encode() + b"Content-Type: message/rfc822\n\n" * 20_000,
    "50 MB": lambda: (
        DAEMON.encode() + b"Subject: failure\n\n" + b"<a@b.c>: 550 5.1.1 no such user\n" * 1_600_000
    ),
    "one line": lambda: DAEMON.encode() + b"Subject: failure\n\n" + b"a@" * 3_000_000,
    "one field": lambda: DAEMON.encode() + b"Subject: " + b"=?utf-8?q?" * 300_000 + b"\n\n",
    "fields": lambda: DAEMON.encode() + b"X: y\n" * 500_000 + b"\n",
    "folds": lambda: DAEMON.encode() + b"Subject: x" + b"\n x" * 500_000 + b"\n\n",
    "labels": lambda: (
        DAEMON.encode() + b"Subject: failure\n\n" + b"unable to deliver a b c d e f g: | : | " * 100_000
    ),
    "addresses": lambda: (
        DAEMON.encode() + b"X-Failed-Recipients: " + b"a@b.c, " * 300_000 + b"\n\n" + b"a@b.c\n" * 300_000
    ),
    "parameters": lambda: DAEMON.encode() + b"Content-Type: text/plain" + b"; a*0=b" * 200_000 + b"\n\nx",
    "many recipients, much said of each": lambda: (
        DAEMON.encode()
        + b"Subject: failure\n\nunable to deliver 550 5.1.1 "
        + b"user " * 1_000
        + b"".join(b"\n<bob%d@b.c>:\n  ben adres konto of the host mx\n" % n for n in range(500))
    ),
    "html": lambda: DAEMON.encode() + b"Content-Type: text/html\n\n" + b"<div a=b>" * 400_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mails_cost_seconds_at_most(name):
    raw = HOSTILE[name]()
    started = time.process_time()
    report, letter = read_bounce(raw), read_letter(raw)
    assert time.process_time() - started < 20
    assert len(report.recipients) <= 500
    assert len(letter.text) <= 500_000
