"""One letter for each form of bounce, and what it says of each address."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mooc.pure.mailkit.bounces import read_bounce

LETTERS = Path(__file__).resolve().parents[4] / "tests" / "letters" / "bounces"
# kind, then of each recipient: address, status, reply code, reason, and whether it is dead.
LESSONS = {
    "command": ("command", ""),
    "complaint": ("complaint", "bob@example.net - - feedback"),
    "complaint-of-nobody": ("complaint", " - - feedback"),
    "delayed": ("bounce", "bob@example.net 4.4.1 - expired"),
    "delivered": ("bounce", "bob@example.net 2.1.5 - delivered"),
    "disabled": ("bounce", "bob@example.net 5.2.1 550 suspend"),
    "domino": ("bounce", "bob@example.net - - userunknown dead"),
    "exchange-5": ("bounce", "bob@example.net - - userunknown dead"),
    "exim": ("bounce", "bob@example.net - 550 userunknown dead"),
    "exim-hides-the-address": ("bounce", "bob@example.net - - mailboxfull"),
    "fields-in-the-text": ("bounce", "bob@example.net 5.1.1 550 userunknown dead"),
    "filter-after-data": ("bounce", "bob@example.net 5.0.0 550 filtered"),
    "forwarded-by-a-person": ("post", ""),
    "gateway-vague-status": ("bounce", "bob@example.net 5.1.1 550 userunknown dead"),
    "gmail": ("bounce", "bob@example.net - 550 userunknown dead"),
    "gone-5-2-1": ("bounce", "bob@example.net 5.2.1 550 userunknown dead"),
    "groups-of-google": ("bounce", "nobody@groups.example - - rejected"),
    "imail": ("bounce", "bob@example.net - - userunknown dead"),
    "kddi": ("bounce", "bob@example.ne.jp - - mailboxfull"),
    "moved": ("bounce", "bob@example.net 5.1.6 550 hasmoved dead"),
    "no-diagnostic": ("bounce", "bob@example.net 5.1.1 550 userunknown dead"),
    "no-such-domain": ("bounce", "bob@gone.example 5.4.4 - hostunknown dead"),
    "notes": ("bounce", "bob@example.net - - userunknown dead"),
    "original-recipient-only": ("bounce", "bob@example.net - 550 userunknown dead"),
    "post-about-a-bounce": ("post", ""),
    "qmail": (
        "bounce",
        "bob@example.net 5.1.1 550 userunknown dead; full@example.net 5.2.2 552 mailboxfull",
    ),
    "rcpt-told-in-the-text": ("bounce", "bob@example.net 5.0.0 550 userunknown dead"),
    "read-receipt": ("auto_reply", "bob@example.net - - vacation"),
    "sender-unknown": ("bounce", "bob@example.net 5.1.8 553 rejected"),
    "sendmail-transcript": (
        "bounce",
        "first@example.com - 550 systemerror; bob@example.net - 550 userunknown dead",
    ),
    "ses-notice": ("bounce", "bob@example.net 5.1.1 550 userunknown dead"),
    "status-made-up": ("bounce", "bob@example.net 5.7.1 550 suspend"),
    "takes-no-mail": ("bounce", "bob@silent.example 5.1.0 - notaccept dead"),
    "temporary-user-unknown": ("bounce", "bob@example.net 4.1.1 450 filtered"),
    "text-says-full": ("bounce", "bob@example.net 5.1.1 550 mailboxfull"),
    "too-many-at-once": ("bounce", "bob@example.net 5.1.1 550 speeding"),
    "two-recipients": (
        "bounce",
        "full@example.net 5.2.2 552 mailboxfull; bob@example.net 5.1.1 550 userunknown dead",
    ),
    "vacation": ("auto_reply", "bob@example.net - - vacation"),
    "wrapped": ("bounce", "bob@example.net 5.1.1 550 userunknown dead"),
    "yahoo": ("bounce", "bob@example.net 5.1.1 550 userunknown dead"),
}
REPORT = """From: MAILER-DAEMON@mx.example.net
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; bob@example.net
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}
--b--
"""


def letter(name):
    return (LETTERS / f"{name}.eml").read_bytes()


def in_short(one):
    end = " dead" if one.hard else ""
    return f"{one.address} {one.status or '-'} {one.reply_code or '-'} {one.reason}{end}"


def judged(status, said, action="failed"):
    (one,) = read_bounce(REPORT.format(status=status, said=said, action=action).encode()).recipients
    return one


def test_every_letter_has_its_lesson():
    assert {path.stem for path in LETTERS.glob("*.eml")} == LESSONS.keys()


@pytest.mark.parametrize("name", LESSONS)
def test_it_reads_each_form(name):
    kind, recipients = LESSONS[name]
    report = read_bounce(letter(name))
    assert report.kind == kind
    assert "; ".join(map(in_short, report.recipients)) == recipients


@pytest.mark.parametrize("name", ["qmail", "gateway-vague-status", "complaint", "ses-notice", "wrapped"])
def test_it_names_the_mail_that_came_back(name):
    assert read_bounce(letter(name)).about == "<copy-1.abcdefghijklmnop@mooc.localhost>"


@pytest.mark.parametrize("status", ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"])
def test_these_codes_name_an_address_that_is_dead(status):
    assert judged(status, f"550 {status} no").hard


@pytest.mark.parametrize(
    "status", ["4.1.1", "4.2.2", "4.4.7", "5.1.7", "5.1.8", "5.2.2", "5.2.3", "5.3.4", "5.7.1", "5.7.26"]
)
def test_these_codes_never_do_whatever_the_words_say(status):
    assert not judged(status, f"550 {status} user unknown (in reply to RCPT TO command)").hard


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_only_a_failure_ends_an_address(action):
    assert not judged("5.1.1", "550 5.1.1 user unknown", action).hard


@pytest.mark.parametrize(
    ("said", "hard"),
    [
        ("550 User unknown (in reply to RCPT TO command)", True),
        ("550 User unknown (in reply to end of DATA command)", False),
        ("550 User unknown", False),
        ("550 your sender address was rejected (in reply to RCPT TO command)", False),
        ("550 relaying denied (in reply to RCPT TO command)", False),
        ("550 no such user: blocked by our spam filter (in reply to RCPT TO command)", False),
        ("550 see https://mail.example/quota-exceeded no such user (in reply to RCPT TO command)", True),
    ],
)
def test_without_a_code_words_decide_and_doubt_spares_the_address(said, hard):
    assert judged("5.0.0", said).hard is hard


def test_a_machine_s_words_in_an_unknown_form_are_no_post():
    raw = b"From: MAILER-DAEMON@old.example\nSubject: failure notice\n\nSomething went wrong somewhere."
    assert read_bounce(raw).kind == "unknown"


@given(st.binary(max_size=2000))
@example(b"")
@example(b"\0" * 100)
@example(b"From: MAILER-DAEMON@x\nContent-Type: multipart/report; boundary=\n\n--\n--\n")
@example(b"From: MAILER-DAEMON@x\nContent-Type: message/delivery-status\n\nFinal-Recipient: \xff\n")
@example(b'From: x\n\n{"notificationType":"Bounce","bounce":{"bouncedRecipients":[7]}}')
def test_no_bytes_make_it_raise(raw):
    read_bounce(raw)


@given(st.sampled_from(sorted(LESSONS)), st.randoms(use_true_random=False))
def test_no_spoilt_letter_makes_it_raise(name, chance):
    raw = bytearray(letter(name))
    for _ in range(chance.randint(1, 8)):
        position = chance.randrange(len(raw))
        raw[position : position + chance.randint(0, 40)] = chance.randbytes(chance.randint(0, 9))
    report = read_bounce(bytes(raw))
    assert all(len(one.words) <= 300 for one in report.recipients)


def test_hostile_letters_cost_little():
    head = b"From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n"
    bodies = [
        *(
            word * (1_000_000 // len(word))
            for word in (b" ", b"a@", b"a.", b"550 ", b"550-5.1.1 ", b"-", b"=")
        ),
        *(
            word * 20_000
            for word in (b"<a@b.c>:\n550 no\n", b">>> RCPT To:<", b"mailbox is ", b"exceeds a a ")
        ),
        b"Final-Recipient: rfc822; a@b\nStatus: 5.1.1\n" * 20_000,
        b"a: b\n " * 100_000,
    ]
    started = time.process_time()
    for body in bodies:
        assert len(read_bounce(head + body).recipients) <= 500
    assert time.process_time() - started < 5


def test_chance_words_are_taken_for_posts():
    chance = random.Random(7)
    words = "bounce mailbox user unknown bob@example.net delivered to full 550 returned address".split()
    for _ in range(100):
        text = " ".join(chance.choices(words, k=30))
        raw = f"From: Ana <ana@example.org>\nSubject: Re: {text[:40]}\nIn-Reply-To: <a@b>\n\n{text}\n"
        assert read_bounce(raw.encode()).kind == "post"
