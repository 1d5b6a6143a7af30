"""Whose fault a refusal is."""

import pytest

from mooc.delivery.transports.base import Verdict
from mooc.delivery.transports.wire.blame import Stage, verdict

pytestmark = pytest.mark.once


def judged(stage, line):
    return verdict(stage, (int(line[:3]), line[4:].encode()))


@pytest.mark.parametrize(
    "line",
    [
        "530 5.7.0 Authentication required",
        "530 Must issue a STARTTLS command first",
        "535 5.7.8 Error: authentication failed",
        "550 5.7.8 bad credentials",
        "554 5.7.1 <b@example.org>: Relay access denied",
        "550 5.7.1 <b@example.org>... Relaying denied",
        "550 relay not permitted",
        "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
        "553 5.7.1 <a@example.org>: Sender address rejected: not owned by user x",
        "550 5.1.8 <a@example.org>: Sender address rejected: Domain not found",
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
        "550 5.7.1 message does not pass DMARC",
        "550 5.7.23 SPF validation failed",
        "550 5.7.25 no PTR record",
        "550-5.7.26 unauthenticated sender",
        "550 5.7.515 Access denied, sending domain does not meet the required authentication level",
        "550 5.7.606 Access denied, banned sending IP",
    ],
)
@pytest.mark.parametrize("stage", [Stage.RCPT, Stage.DATA, Stage.DOT])
def test_what_speaks_of_us_is_our_fault(stage, line):
    assert judged(stage, line) is Verdict.OUR_FAULT


@pytest.mark.parametrize(
    "line",
    [
        "550 5.1.1 no such user",
        "550 5.1.1 <relay-denied@example.org>: Recipient address rejected: User unknown",
        "550 5.7.1 <b@example.org>: Recipient address rejected: Access denied",
        "550 5.7.1 this message looks like spam",
        "552 5.7.0 This message was blocked because its content presents a potential security issue",
        "554 5.6.0 malformed",
        "550 5.2.2 mailbox full",
        "550 No such person here",
        "550 5.7.2 you are not allowed to post to this list",
        "550 5.4.6 mail loop, see the dmarc page",
        "554 no",
    ],
)
def test_what_speaks_of_the_copy_rejects_the_copy(line):
    assert judged(Stage.RCPT, line) is judged(Stage.DOT, line) is Verdict.REJECTED


def test_whatever_is_said_for_now_is_tried_again():
    for stage in (Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT):
        assert judged(stage, "450 4.7.1 Client host rejected: cannot find your hostname") is Verdict.DEFERRED
        assert judged(stage, "421 4.7.0 authentication required") is Verdict.DEFERRED


def test_a_refused_sender_is_our_fault_unless_this_message_is_too_big():
    assert judged(Stage.MAIL, "550 5.7.1 you are blocked") is Verdict.OUR_FAULT
    assert judged(Stage.MAIL, "501 syntax") is Verdict.OUR_FAULT
    assert judged(Stage.MAIL, "552 5.3.4 message too big") is Verdict.REJECTED
    assert judged(Stage.MAIL, "552 message size exceeds fixed limit") is Verdict.REJECTED
    assert judged(Stage.MAIL, "552 5.2.2 you are over quota") is Verdict.OUR_FAULT


def test_only_2yz_after_the_dot_is_accepted():
    assert judged(Stage.DOT, "250 2.0.0 queued") is Verdict.ACCEPTED
    assert judged(Stage.DOT, "354 go on") is Verdict.DEFERRED
    assert judged(Stage.DATA, "250 fine") is Verdict.DEFERRED
