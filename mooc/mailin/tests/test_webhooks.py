"""What Mailgun tells of, and who is not let in."""

import logging
from urllib.parse import urlencode

import pytest
from django.db import OperationalError

from mooc.delivery.actions import is_suppressed
from mooc.delivery.models import Delivery, Mailing
from mooc.delivery.sql import Settlement, settle
from mooc.inbound.models import InboundMail

from .vendors import KEY, MAILGUN, MAILGUN_KNOCKS, SERVICES, mailgun_event, post_json, settled, signed

pytestmark = pytest.mark.django_db


def test_a_bounce_that_mailgun_tells_of_is_a_bounce_like_any_other(using, copy, now):
    assert post_json(using("mailgun"), MAILGUN, mailgun_event(copy)).status_code == 200
    (mail,) = settled(now)
    copy.refresh_from_db()
    assert (mail.state, mail.kind, mail.became_id, mail.source) == ("routed", "bounce", copy.pk, "mailgun")
    assert copy.state == Delivery.State.BOUNCED
    assert "5.1.1" in copy.answer
    assert is_suppressed("bob@example.net")


def test_nothing_is_answered_before_it_is_kept(using, copy, monkeypatch):
    def fail(**_):
        raise OperationalError("disk full")

    monkeypatch.setattr("mooc.mailin.webhooks.reports.ingest", fail)
    assert post_json(using("mailgun"), MAILGUN, mailgun_event(copy)).status_code == 503
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize(
    ("reason", "status", "is_dead"),
    [
        ("bounce", {"code": 550, "message": "5.7.1 Message rejected by policy"}, False),
        ("bounce", {"code": 552, "message": "5.2.2 The mailbox is full"}, False),
        ("suppress-bounce", {"code": 605, "message": "Not delivering to previously bounced address"}, False),
        ("bounce", {"code": 550, "message": "RCPT TO: user unknown (in reply to RCPT TO command)"}, True),
        ("old", {"code": 602, "message": "Too old"}, False),
    ],
)
def test_what_it_means_is_judged_by_the_rules_of_all_bounces(reason, status, is_dead, using, copy, now):
    event = mailgun_event(copy, reason=reason, **{"delivery-status": status})
    post_json(using("mailgun"), MAILGUN, event)
    settled(now)
    copy.refresh_from_db()
    assert copy.state == Delivery.State.BOUNCED
    assert is_suppressed("bob@example.net") is is_dead


def test_a_complaint_stops_the_mail_of_its_run(using, copy, stage, now):
    post_json(using("mailgun"), MAILGUN, mailgun_event(copy, "complained"))
    (mail,) = settled(now)
    copy.refresh_from_db()
    stage.bob.refresh_from_db()
    assert (mail.state, mail.kind) == ("routed", "complaint")
    assert copy.state == Delivery.State.COMPLAINED
    assert stage.bob.mail_stopped_at == now
    assert not is_suppressed("bob@example.net")


@pytest.mark.parametrize("event", ["failed", "complained", "unsubscribed"])
def test_an_event_that_is_quicker_than_the_answer_of_the_service_is_not_lost(event, using, copy, stage, now):
    rows = Delivery.objects.filter(pk=copy.pk)
    rows.update(state=Delivery.State.CLAIMED, claimed_by="sender", claimed_at=now, address="")
    post_json(using("mailgun"), MAILGUN, mailgun_event(copy, event))
    settled(now)
    settle("sender", [Settlement(copy.pk, Delivery.State.ACCEPTED, "taken", "bob@example.net")], now=now)
    (mail,) = settled(now)
    copy.refresh_from_db()
    stage.bob.refresh_from_db()
    ends = {"failed": "BOUNCED", "complained": "COMPLAINED", "unsubscribed": "ACCEPTED"}
    assert (mail.state, copy.state) == ("routed", Delivery.State[ends[event]])
    assert bool(stage.bob.mail_stopped_at) is (event != "failed")
    assert is_suppressed("bob@example.net") is (event == "failed")


def test_who_unsubscribes_at_the_service_gets_no_more_mail_of_the_run(using, copy, stage, now):
    post_json(using("mailgun"), MAILGUN, mailgun_event(copy, "unsubscribed"))
    (mail,) = settled(now)
    stage.bob.refresh_from_db()
    copy.refresh_from_db()
    assert (mail.state, mail.kind) == ("routed", "unsubscribe")
    assert stage.bob.mail_stopped_at == now
    assert copy.state == Delivery.State.ACCEPTED


def test_who_unsubscribes_from_other_mail_waits_for_a_human(using, copy, now):
    Mailing.objects.update(run_id=None)
    post_json(using("mailgun"), MAILGUN, mailgun_event(copy, "unsubscribed"))
    (mail,) = settled(now)
    assert (mail.state, mail.kind) == ("held", "to-operator")
    assert "wants no more mail" in mail.subject


@pytest.mark.parametrize("event", ["delivered", "opened", "clicked", "accepted", "something new"])
def test_what_changes_nothing_leaves_nothing(event, using, copy):
    assert post_json(using("mailgun"), MAILGUN, mailgun_event(copy, event)).status_code == 200
    assert not InboundMail.objects.exists()


def test_a_delay_leaves_nothing(using, copy):
    assert post_json(using("mailgun"), MAILGUN, mailgun_event(copy, severity="temporary")).status_code == 200
    assert not InboundMail.objects.exists()


def test_events_about_copies_of_others_in_the_account_are_none_of_ours(using, copy):
    client = using("mailgun")
    for foreign in ("1-00000000000000000000", "x", {"a": 1}):
        assert post_json(client, MAILGUN, mailgun_event(copy, mark=foreign)).status_code == 200
    assert not InboundMail.objects.exists()


def test_nobody_writes_headers_by_way_of_an_event(using, copy, now):
    words = "5.1.1 unknown\r\n\r\nStatus: 2.0.0\r\nFinal-Recipient: rfc822; alice@example.org"
    event = mailgun_event(copy, **{"delivery-status": {"code": 550, "message": words}})
    post_json(using("mailgun"), MAILGUN, event)
    settled(now)
    assert is_suppressed("bob@example.net")
    assert not is_suppressed("alice@example.org")


@pytest.mark.parametrize(
    "seal",
    [signed(key="another key"), {**signed(), "timestamp": "1790000001"}, {"token": "x"}, "nothing", None],
)
def test_a_forged_event_of_mailgun_is_refused(seal, using, copy):
    event = mailgun_event(copy) | {"signature": seal}
    assert post_json(using("mailgun"), MAILGUN, event).status_code == 403
    assert not InboundMail.objects.exists()


def test_garbage_is_refused(using):
    client = using("mailgun")
    for body in (b"{", b"[]", b"\xff\xfe", b"null", b"7", b'"signature"'):
        assert client.post(MAILGUN, body, content_type="application/json").status_code == 403
    assert client.post(MAILGUN, {"a": "b"}).status_code == 403


def test_a_service_that_is_not_ours_finds_no_page(using, copy):
    client = using("mailgun")
    for path in (
        "/mail-service/postmark/tracking/",
        "/mail-service/sendgrid/inbound/",
        "/mail-service/x/tracking/",
    ):
        assert post_json(client, path, mailgun_event(copy)).status_code == 404


def test_without_a_service_there_is_no_page(settings, client):
    for settings.EMAIL_URL in ("", "smtp://relay.example"):
        assert client.post(MAILGUN).status_code == 404


def test_without_a_secret_nobody_is_let_in(settings, client, copy):
    settings.EMAIL_URL = "mailgun://api-key@mooc.example"
    for key in ("", "api-key"):
        answer = post_json(client, MAILGUN, mailgun_event(copy, seal=signed(key=key)))
        assert answer.status_code == 403
    assert "webhook_secret" in answer.content.decode()


def test_another_service_than_that_of_the_relay_can_be_let_in(settings, client, copy, now):
    settings.EMAIL_URL = "smtp://relay.example"
    settings.MOOC_MAIL_SERVICE = SERVICES["mailgun"]
    assert post_json(client, MAILGUN, mailgun_event(copy), **MAILGUN_KNOCKS).status_code == 200
    assert len(settled(now)) == 1


def test_a_service_may_ask_whether_there_is_a_page(using):
    client = using("mailgun")
    assert client.head(MAILGUN).status_code == 200
    assert client.put(MAILGUN).status_code == 405


def test_no_answer_and_no_line_of_the_log_holds_a_secret_or_an_address(using, copy, caplog):
    caplog.set_level(logging.DEBUG)
    client = using("mailgun")
    answers = [post_json(client, MAILGUN, mailgun_event(copy)), post_json(client, MAILGUN, {"signature": 1})]
    said = caplog.text + "".join(answer.content.decode() for answer in answers)
    assert not [word for word in (KEY, "api-key", "bob@example.net") if word in said]


def test_too_much_is_not_read(using, settings, copy):
    client = using("mailgun")
    event = mailgun_event(copy, padding="x" * 6_000_000)
    assert post_json(client, MAILGUN, event).status_code == 413
    settings.MOOC_MAX_INBOUND_BYTES = 1_000
    form = urlencode({"body-mime": "x" * 4_000} | signed())
    answer = client.post(
        "/mail-service/mailgun/inbound_mime/", form, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
