"""What other servers say that we do wrong: counted by kind and provider, told in words, forgotten when it ends."""

from datetime import timedelta

import pytest

from mooc.inbound.actions import forget_old_raw
from mooc.inbound.faults import fault_of, faults, note_fault
from mooc.inbound.models import Fault
from mooc.pure.mailkit.bounces import read_bounce

from .test_bounces import REPORT, bring

pytestmark = pytest.mark.django_db

KINDS = {
    "550 5.7.26 unauthenticated mail: SPF and DKIM": "authfailure",
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using a list": "blocked",
    "550 5.7.1 looks like spam": "spamdetected",
    "550 5.7.25 no PTR record": "requireptr",
    "550 5.7.509 Access denied": "blocked",
    "501 5.1.8 Sender address rejected: Domain not found": "rejected",
    "550 5.1.7 sender does not exist": "rejected",
    "550 5.7.1 something else": "policyviolation",
    "550 5.7.1 User unknown": "",
    "550 5.7.13 account is disabled": "",
    "550 5.1.1 User unknown": "",
    "552 5.2.2 Mailbox full": "",
    "450 4.4.1 timed out": "",
}


def told(said):
    code = said.split()[1]
    (one,) = read_bounce(REPORT.format(action="failed", status=code, said=said).encode()).recipients
    return one


@pytest.mark.once
@pytest.mark.parametrize("said", KINDS)
def test_each_answer_is_a_fault_of_ours_or_none(said):
    assert fault_of(told(said)) == KINDS[said]


def test_a_bounce_that_tells_of_one_is_counted_once(copy, now):
    raw = REPORT.format(action="failed", status="5.7.26", said="550 5.7.26 bob@example.net: no SPF, no DKIM")
    bring(raw, copy, now)
    bring(raw + "again", copy, now)
    (one,) = faults(now=now)
    assert (one.kind, one.provider, one.count) == ("authfailure", "example.net", 1)
    assert Fault.objects.get().delivery_id == copy.pk


def test_a_bounce_that_tells_of_the_address_is_none(copy, now):
    bring(REPORT.format(action="failed", status="5.1.1", said="550 5.1.1 User unknown"), copy, now)
    assert faults(now=now) == []


def test_it_counts_by_provider_and_begins_anew_after_a_week(now):
    later, much_later = now + timedelta(days=6), now + timedelta(days=20)
    note_fault("blocked", address="bob@gmail.com", delivery_id=1, answer="554 bob@gmail.com blocked", now=now)
    note_fault("blocked", address="ana@googlemail.com", delivery_id=2, answer="554 blocked", now=later)
    note_fault("blocked", address="ana@example.net", delivery_id=3, answer="554 blocked", now=later)
    assert [(one.provider, one.count) for one in faults(now=later)] == [("google", 2), ("example.net", 1)]
    assert faults(now=much_later) == []
    note_fault("blocked", address="bob@gmail.com", delivery_id=4, answer="554", now=much_later)
    (one,) = faults(now=much_later)
    assert (one.count, one.since) == (1, much_later)


def test_it_keeps_no_address(now):
    note_fault(
        "blocked", address="bob@gmail.com", delivery_id=1, answer="554 <bob@gmail.com> blocked", now=now
    )
    assert "bob@" not in Fault.objects.get().answer


def test_it_says_what_is_wrong_how_often_and_what_to_do(now):
    for number in range(3):
        note_fault(
            "authfailure", address="bob@gmail.com", delivery_id=number, answer="550 5.7.26 no SPF.", now=now
        )
    (one,) = faults(now=now)
    assert one.words == (
        f"The servers of google cannot verify that our mail is ours (3 times since {now:%-d %B}). It says: "
        "550 5.7.26 no SPF. `mooc doctor` says which record of SPF, DKIM or DMARC is missing."
    )


def test_it_is_forgotten_with_the_mails_that_said_it(now, settings):
    settings.MOOC_KEEP_RAW_DAYS = 30
    note_fault("blocked", address="bob@gmail.com", delivery_id=1, answer="", now=now)
    forget_old_raw(now=now + timedelta(days=29))
    assert Fault.objects.count() == 1
    forget_old_raw(now=now + timedelta(days=31))
    assert Fault.objects.count() == 0
