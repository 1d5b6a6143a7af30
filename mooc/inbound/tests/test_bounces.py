"""What each kind of bounce and complaint does to the copy, to its address and to the mail of a run."""

from datetime import timedelta

import pytest

from mooc.delivery import sql
from mooc.delivery.actions import is_suppressed
from mooc.delivery.addresses import bounce_address
from mooc.delivery.models import Delivery, Mailing, SoftBounce
from mooc.delivery.sql import Settlement
from mooc.inbound.actions import route_kept
from mooc.people.models import Person

from .stage import receive

pytestmark = pytest.mark.django_db

REPORT = """From: MAILER-DAEMON@mx.example.net
To: bounces@mooc.localhost
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
COMPLAINT = """From: fbl@provider.example
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
Version: 1
Original-Rcpt-To: bob@example.net
--b--
"""
# action, status, answer; then: the state of the copy, whether its address is dead, whether it is counted, and words.
EFFECTS = {
    "no such user": ("failed", "5.1.1", "550 5.1.1 User unknown", "bounced", True, False, "do not write"),
    "no such domain": ("failed", "5.1.2", "553 5.1.2 no", "bounced", True, False, "do not write"),
    "not valid": ("failed", "5.1.3", "553 5.1.3 no", "bounced", True, False, "do not write"),
    "moved": ("failed", "5.1.6", "551 5.1.6 gone", "bounced", True, False, "do not write"),
    "null MX": ("failed", "5.1.10", "556 5.1.10 null MX", "bounced", True, False, "do not write"),
    "closed": ("failed", "5.2.1", "550 5.2.1 User unknown", "bounced", True, False, "do not write"),
    "full": ("failed", "5.2.2", "552 5.2.2 Mailbox full", "bounced", False, True, "stays in use"),
    "5.1.1, but full": ("failed", "5.1.1", "550 5.1.1 over quota", "bounced", False, True, "stays in use"),
    "disabled": (
        "failed",
        "5.2.1",
        "550 5.2.1 The account is disabled",
        "bounced",
        False,
        True,
        "stays in use",
    ),
    "gave up": ("failed", "4.4.1", "421 4.4.1 timed out", "bounced", False, True, "stays in use"),
    "spam": ("failed", "5.7.1", "550 5.7.1 looks like spam", "bounced", False, False, "our side"),
    "not signed": ("failed", "5.7.26", "550 5.7.26 DMARC", "bounced", False, False, "our side"),
    "5.7.1, user unknown": (
        "failed",
        "5.7.1",
        "550 5.7.1 User unknown",
        "bounced",
        False,
        False,
        "stays in use",
    ),
    "our address": (
        "failed",
        "5.1.8",
        "501 5.1.8 Sender address rejected",
        "bounced",
        False,
        False,
        "our side",
    ),
    "blocked": (
        "failed",
        "5.0.0",
        "554 Client host blocked using a list",
        "bounced",
        False,
        False,
        "our side",
    ),
    "late": ("delayed", "4.4.1", "421 4.4.1 timed out", "accepted", False, False, "late, not lost"),
    "late, unknown": (
        "delayed",
        "5.1.1",
        "550 5.1.1 User unknown",
        "accepted",
        False,
        False,
        "late, not lost",
    ),
    "arrived": ("delivered", "2.1.5", "250 ok", "accepted", False, False, "has arrived"),
}


def bring(raw, copy, now):
    mail = receive(raw.replace("\n", "\r\n").encode(), now=now, to=bounce_address(copy.pk), mail_from="")
    copy.refresh_from_db()
    return mail


@pytest.mark.parametrize("name", EFFECTS)
def test_each_bounce_has_its_effect_and_no_other(name, copy, now):
    action, status, said, state, is_dead, is_counted, words = EFFECTS[name]
    mail = bring(REPORT.format(action=action, status=status, said=said), copy, now)
    assert (mail.state, mail.kind, copy.state) == ("routed", "bounce", Delivery.State[state.upper()])
    assert is_suppressed("bob@example.net") is is_dead
    assert SoftBounce.objects.filter(address="bob@example.net").exists() is is_counted
    assert words in mail.reason


def test_a_report_ends_no_address_but_that_of_the_copy(copy, stage, now):
    raw = REPORT.format(action="failed", status="5.1.1", said="550 5.1.1 User unknown")
    bring(raw.replace("bob@", "ana@"), copy, now)
    assert not is_suppressed("ana@example.net")
    assert all(
        is_suppressed(person.email) == (person.email == "bob@example.net")
        for person in Person.objects.order_by("pk")
    )


@pytest.mark.parametrize(("kind", "stops"), [("abuse", True), ("not-spam", False), ("auth-failure", False)])
def test_only_a_complaint_stops_the_mail_of_a_run(kind, stops, copy, stage, now):
    Mailing.objects.filter(pk=copy.mailing_id).update(run_id=stage.run.pk)
    mail = bring(COMPLAINT.format(kind=kind), copy, now)
    stage.bob.refresh_from_db()
    assert mail.kind == "complaint"
    assert (stage.bob.mail_stopped_at == now) is stops
    assert (copy.state == Delivery.State.COMPLAINED) is stops
    assert mail.state == ("routed" if stops else "held")
    assert not is_suppressed("bob@example.net")


@pytest.fixture
def in_hand(copy, stage, now):
    """The copy, while a sender has handed it over and the answer is still on its way."""
    Mailing.objects.filter(pk=copy.mailing_id).update(run_id=stage.run.pk)
    rows = Delivery.objects.filter(pk=copy.pk)
    rows.update(state=Delivery.State.CLAIMED, claimed_by="sender", claimed_at=now, address="")
    return copy


def settle_copy(copy, now):
    answered = Settlement(copy.pk, Delivery.State.ACCEPTED, "250 2.0.0 ok", "bob@example.net", attempts=1)
    sql.settle("sender", [answered], now=now)


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (REPORT.format(action="failed", status="5.1.1", said="550 5.1.1 no such user"), "BOUNCED"),
        (COMPLAINT.format(kind="abuse"), "COMPLAINED"),
    ],
)
def test_what_comes_back_before_the_copy_is_settled_waits_for_that(raw, state, in_hand, stage, now):
    mail = bring(raw, in_hand, now)
    assert (mail.state, mail.kind, mail.routed_at, in_hand.state) == ("kept", "", None, 2)
    other = receive(b"Subject: For the operator\r\n\r\nHello", now=now, to="postmaster@mooc.localhost")
    assert other.state == "held"  # nothing stands behind it
    settle_copy(in_hand, now)
    assert route_kept(now=now) == 1
    mail.refresh_from_db()
    in_hand.refresh_from_db()
    assert (mail.state, in_hand.state) == ("routed", Delivery.State[state])
    assert is_suppressed("bob@example.net") is (state == "BOUNCED")
    stage.bob.refresh_from_db()
    assert bool(stage.bob.mail_stopped_at) is (state == "COMPLAINED")


def test_a_copy_that_was_taken_back_in_its_senders_hand_is_waited_for_but_not_for_ever(in_hand, now):
    raw = REPORT.format(action="failed", status="5.1.1", said="550 5.1.1 no such user")
    Delivery.objects.filter(pk=in_hand.pk).update(state=Delivery.State.SUPPRESSED)
    mail = bring(raw, in_hand, now)
    assert mail.state == "kept"
    route_kept(now=now + timedelta(minutes=16))
    mail.refresh_from_db()
    assert mail.state == "routed"


def test_a_crash_between_leaves_the_word_of_a_bounce_standing(in_hand, now):
    raw = REPORT.format(action="failed", status="5.1.1", said="550 5.1.1 no such user")
    bring(raw, in_hand, now)
    Delivery.objects.filter(pk=in_hand.pk).update(state=Delivery.State.UNCERTAIN)
    route_kept(now=now)
    in_hand.refresh_from_db()
    assert in_hand.state == Delivery.State.BOUNCED
