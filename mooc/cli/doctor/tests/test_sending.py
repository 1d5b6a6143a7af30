from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from mooc.cli.doctor import database, sending
from mooc.cli.lead import Lead
from mooc.delivery.models import Delivery, Mailing, Pace, Pause, Sender
from mooc.delivery.pacing.setting import paces
from mooc.delivery.tests.room import furnished, planned
from mooc.inbound.actions import ingest

from .around import around, found, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment():
    return timezone.now()


@pytest.fixture
def waiting(moment, settings, tmp_path):
    settings.MOOC_DATA = tmp_path
    furnished()
    return planned(moment - timedelta(hours=3), [1, 2])


def test_a_database_in_order_is_well(moment):
    findings = states(database.database, around(now=moment))
    assert (findings["database"], findings["tables"]) == ("ok", "ok")
    assert findings.get("integrity", "ok") == "ok"
    assert states(database.clock, around(now=moment)) == {"clock": "ok"}


def test_carelessness_that_loses_what_was_committed_is_told(moment):
    """The tests' own databases do not wait for the disk."""
    assert found(database.database, around(now=moment))["durability"].state == "problem"


def test_a_clock_that_was_set_back_is_told(moment, waiting):
    Delivery.objects.update(claimed_at=moment + timedelta(hours=1))
    assert states(database.clock, around(now=moment)) == {"clock": "warning"}


def test_mail_that_waits_while_no_worker_runs_is_a_problem(moment, waiting):
    assert states(sending.worker, around(now=moment)) == {"worker": "problem"}
    finding = found(sending.queue, around(now=moment))["waiting mail"]
    assert finding.state == "problem"
    assert "180 min ago" in finding.says or "3 h ago" in finding.says


def test_nothing_waits_behind_a_mailing_that_is_held(moment, waiting):
    Mailing.objects.update(state=Mailing.State.HELD)
    assert states(sending.queue, around(now=moment)) == {"waiting mail": "ok", "account": "ok"}
    assert states(sending.worker, around(now=moment)) == {"worker": "warning"}


def test_a_worker_that_holds_the_lead_is_at_work(moment, waiting):
    with Lead() as lead:
        assert lead.is_mine()
        assert states(sending.worker, around(now=moment)) == {"worker": "ok"}
    assert not sending.is_at_work()


def test_a_sender_that_was_just_seen_is_at_work(moment, waiting):
    Sender.objects.create(
        name="a", host="h", process=1, transport="t", started_at=moment, seen_at=moment - timedelta(seconds=9)
    )
    assert "9 s ago" in found(sending.worker, around(now=moment))["worker"].says


def test_copies_that_are_missing_are_a_problem(moment, waiting):
    Delivery.objects.order_by("id").first().delete()
    assert found(sending.queue, around(now=moment))["account"].says.startswith("1 copies are unaccounted")


def test_pauses_slow_providers_and_doubts_are_told(moment, waiting):
    Pause.objects.create(
        transport="relay:25", since=moment, until=moment, reason="535 5.7.8 wrong password", is_ours=True
    )
    Pace.objects.create(key="provider:google", slowed_to=12, changed_at=moment, reason="421 4.7.28 slow down")
    Delivery.objects.update(state=Delivery.State.UNCERTAIN)
    findings = found(sending.trouble, around(now=moment))
    assert {name: str(one.state) for name, one in findings.items()} == {
        "pause": "problem",
        "pace": "warning",
        "uncertain mail": "warning",
    }
    assert "12.0 copies a minute: 421 4.7.28" in findings["pace"].says


def test_a_slowed_provider_is_told_as_fast_as_it_is_by_now(moment):
    begun = moment - timedelta(minutes=2, seconds=1)
    Pace.objects.create(key="provider:google", slowed_to=12, changed_at=begun, reason="421 4.7.28 slow down")
    assert "27.0 copies a minute: 421" in found(sending.trouble, around(now=moment))["pace"].says
    assert {one.key: one.slowed_to for one in paces()} == {"provider:google": 27.0}


def test_a_provider_that_has_recovered_is_not_told(moment):
    Pace.objects.create(key="provider:google", slowed_to=12, changed_at=moment - timedelta(hours=2))
    assert states(sending.trouble, around(now=moment)) == {}


def test_nothing_to_tell_is_nothing_told(moment):
    assert states(sending.trouble, around(now=moment)) == {}
    assert states(sending.arrivals, around(now=moment)) == {}


def test_mail_that_came_in_and_is_not_looked_at_is_a_problem(moment):
    ingest(
        raw=b"Subject: x\r\n\r\nx",
        mail_from="a@example.org",
        rcpt_to=["b@mooc.localhost"],
        source="lmtp",
        now=moment - timedelta(hours=1),
    )
    assert states(sending.arrivals, around(now=moment)) == {"inbound mail": "problem"}


def test_the_database_is_told_apart():
    assert connection.vendor in found(database.database)["database"].says.lower()
