"""A relay on loopback hands what it gets to the mail door's rows, or does something else with it."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from mooc.cli.doctor.round_trip import round_trip
from mooc.cli.lead import Lead
from mooc.delivery.actions import send_due
from mooc.delivery.check_mail import BadCheckAddress, plan_check
from mooc.delivery.models import Delivery
from mooc.delivery.tests.server import Post, served
from mooc.inbound.actions import ingest, route_kept
from mooc.inbound.models import InboundMail

from .around import found, states

pytestmark = pytest.mark.django_db(transaction=True)
BOUNCE = b"""From: MAILER-DAEMON@relay.test
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; %b
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

--b--
"""


@pytest.fixture
def post(settings, tmp_path):
    settings.MOOC_DATA = tmp_path
    settings.MOOC_MAIL_DOMAIN = settings.MOOC_DKIM_DOMAIN = "mooc.test"
    with served(Post()) as relay:
        settings.EMAIL_URL = relay.url
        yield relay


@contextmanager
def at_work(post, forward=lambda to, raw: raw):
    """Send what is due, and bring in what the relay got."""
    stop = threading.Event()

    def work():
        passed = 0
        while not stop.wait(0.05):
            send_due(now=timezone.now())
            for mail_from, to, raw in post.arrived[passed:]:
                passed += 1
                back = forward(to, raw)
                if back and to.endswith("@mooc.test"):
                    ingest(raw=back, mail_from=mail_from, rcpt_to=[to], source="lmtp", now=timezone.now())
        connection.close()

    thread = threading.Thread(target=work)
    with Lead() as lead:
        assert lead.is_mine()
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def test_a_mail_to_ourselves_comes_back(post):
    with at_work(post, lambda to, raw: b"DKIM-Signature: v=1; d=relay.test; s=x\r\n" + raw):
        findings = found(round_trip(send_to="", seconds=10))
    assert {name: str(one.state) for name, one in findings.items()} == {
        "sent": "ok",
        "round trip": "ok",
        "signature": "ok",
    }
    assert "250 2.0.0" in findings["sent"].says
    assert "relay.test" in findings["signature"].says
    route_kept(now=timezone.now())
    assert InboundMail.objects.get().state == InboundMail.State.DROPPED  # it was written by a machine: ours


def test_mail_that_nobody_signs_is_a_problem(post):
    with at_work(post):
        assert found(round_trip(send_to="", seconds=10))["signature"].state == "problem"


def test_a_mail_that_is_sent_elsewhere_too_arrives_there(post):
    with at_work(post):
        findings = states(round_trip(send_to="alice@example.org", seconds=10))
    assert findings["sent to alice@example.org"] == "ok"
    assert "alice@example.org" in [to for _, to, _ in post.arrived]


def test_a_mail_that_does_not_come_back_is_told(post):
    with at_work(post, lambda to, raw: None):
        findings = states(round_trip(send_to="", seconds=1.5))
    assert findings == {"sent": "ok", "round trip": "warning"}


def test_a_bounce_in_its_place_says_why(post):
    with at_work(post, lambda to, raw: BOUNCE % to.encode()):
        finding = found(round_trip(send_to="", seconds=10))["round trip"]
    assert finding.state == "problem"
    assert "no such mailbox" in finding.says


def test_a_relay_that_refuses_it_is_told_in_its_words(post):
    post.script["RCPT"] = lambda address: "550 5.7.1 not allowed to relay"
    with at_work(post):
        finding = found(round_trip(send_to="", seconds=3))["sent"]
    assert finding.state == "problem"
    assert "not allowed to relay" in finding.says


def test_what_did_not_leave_in_time_never_will(post):
    with Lead() as lead:
        assert lead.is_mine()
        assert states(round_trip(send_to="", seconds=0)) == {"sent": "problem"}
    assert Delivery.objects.get().state == Delivery.State.CANCELLED


def test_where_mail_stays_here_nothing_is_sent(settings, post):
    settings.EMAIL_URL = ""
    assert states(round_trip(send_to="", seconds=1)) == {"round trip": "skipped"}
    assert not Delivery.objects.exists()


def test_where_no_worker_runs_nothing_is_sent(post):
    assert states(round_trip(send_to="", seconds=1)) == {"round trip": "skipped"}
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("address", ["nobody", "a b@example.org", "@example.org", f"{'x' * 80}@example.org"])
def test_it_is_sent_to_addresses_only(address):
    with pytest.raises(BadCheckAddress):
        plan_check(address, now=timezone.now())
