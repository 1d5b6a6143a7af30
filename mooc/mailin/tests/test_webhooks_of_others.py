"""What other services tell of, each with a proof of its own."""

import base64
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from mooc.delivery.actions import is_suppressed
from mooc.delivery.models import Delivery
from mooc.inbound.models import InboundMail
from mooc.inbound.tests.stage import GROUP_ADDRESS, written

from .vendors import (
    POSTMARK,
    basic,
    mandrill,
    mark_of,
    post_json,
    post_signed,
    postmark_event,
    resend_event,
    settled,
    svix,
)

pytestmark = pytest.mark.django_db


def test_a_hard_bounce_that_postmark_tells_of(using, copy, now):
    client = using("postmark")
    for _ in range(2):
        assert post_json(client, POSTMARK, postmark_event(copy), **basic()).status_code == 200
    (mail,) = settled(now)
    assert (mail.state, mail.kind, mail.source) == ("routed", "bounce", "postmark")
    assert is_suppressed("bob@example.net")


@pytest.mark.parametrize(
    "said",
    [
        {"Type": "SoftBounce", "Details": "smtp;450 4.2.1 try later"},
        {"Type": "HardBounce", "Details": "smtp;550 5.7.26 Unauthenticated email is not accepted"},
        {"Type": "Blocked", "Details": "smtp;554 blocked"},
        {"Type": "HardBounce", "Details": "smtp;552 mailbox is over quota"},
    ],
)
def test_the_word_of_a_service_does_not_kill_an_address_that_its_server_says_is_alive(said, using, copy, now):
    post_json(using("postmark"), POSTMARK, postmark_event(copy, **said), **basic())
    settled(now)
    copy.refresh_from_db()
    assert copy.state == Delivery.State.BOUNCED
    assert not is_suppressed("bob@example.net")


def test_postmark_proves_itself_by_its_password(using, copy):
    client = using("postmark")
    asked = post_json(client, POSTMARK, postmark_event(copy))
    assert (asked.status_code, asked["WWW-Authenticate"]) == (401, 'Basic realm="mail service"')
    for wrong in ("postmark:another", "postmark", ":", "postmark:a-long-passwor"):
        assert post_json(client, POSTMARK, postmark_event(copy), **basic(wrong)).status_code == 403
    assert post_json(client, POSTMARK, postmark_event(copy), Authorization="Basic !").status_code == 403
    assert not InboundMail.objects.exists()


def test_an_event_at_the_address_for_mail_is_refused_in_words(using, copy):
    client = using("postmark")
    answer = post_json(client, "/mail-service/postmark/inbound/", postmark_event(copy), **basic())
    assert answer.status_code == 400
    assert "another address" in answer.content.decode()


def test_a_bounce_that_resend_signed(using, copy, now):
    client = using("resend")
    body = resend_event(copy, subType="NoEmail")
    assert post_signed(client, body, svix(body)).status_code == 200
    assert post_signed(client, body, svix(body)).status_code == 200
    (mail,) = settled(now)
    assert (mail.state, mail.kind) == ("routed", "bounce")
    assert is_suppressed("bob@example.net")


def test_a_forged_event_of_resend_is_refused(using, copy):
    client = using("resend")
    body = resend_event(copy)
    other = "whsec_" + base64.b64encode(b"another secret!!").decode()
    forged = [
        {},
        svix(body, secret=other),
        svix(body + b" "),
        svix(body) | {"svix-id": "msg_2"},
        svix(body, moment=timezone.now() - timedelta(minutes=10)),
        svix(body) | {"svix-timestamp": "soon"},
        svix(body) | {"svix-signature": "v1,"},
        basic("anybody:at-all-who-asks"),
    ]
    assert [post_signed(client, body, headers).status_code for headers in forged] == [403] * len(forged)
    assert not InboundMail.objects.exists()


def test_mandrill_signs_the_address_that_it_knows(using, stage, now, settings):
    client, path = using("mandrill"), "/mail-service/mandrill/inbound/"
    raw = written(1).decode()
    events = [{"event": "inbound", "ts": 1790000000, "msg": {"raw_msg": raw, "email": GROUP_ADDRESS}}]
    assert mandrill(client, path, events, settings, key="another").status_code == 403
    assert mandrill(client, path, events, settings).status_code == 200
    assert [mail.kind for mail in settled(now)] == ["post"]


def test_what_mandrill_sends_to_the_wrong_address_is_refused(using, copy, settings):
    msg = {"email": "bob@example.net", "metadata": {"mooc-copy": mark_of(copy)}}
    events = [{"event": "hard_bounce", "ts": 1790000000, "_id": "1", "msg": msg}]
    assert mandrill(using("mandrill"), "/mail-service/mandrill/inbound/", events, settings).status_code == 400
    assert not InboundMail.objects.exists()


def test_sparkpost_tells_of_several_events_at_once(using, copy, now):
    def event(number, **more):
        said = {
            "type": "bounce",
            "event_id": number,
            "timestamp": "1790000000",
            "raw_rcpt_to": "bob@example.net",
        }
        return {"msys": {"message_event": said | {"rcpt_meta": {"mooc-copy": mark_of(copy)}} | more}}

    events = [event("1", type="delivery"), event("2", bounce_class="10", raw_reason="550 no"), {"msys": {}}]
    secret = basic("spark:a-long-password")
    answer = post_json(using("sparkpost"), "/mail-service/sparkpost/tracking/", events, **secret)
    assert answer.status_code == 200
    (mail,) = settled(now)
    assert mail.kind == "bounce"
    assert is_suppressed("bob@example.net")


def test_brevo_has_no_number_for_its_events_and_twice_is_once_all_the_same(using, copy, now):
    event = {
        "event": "hard_bounce",
        "email": "bob@example.net",
        "ts_epoch": 1790000000000,
        "message-id": "<1@smtp-relay.mailin.fr>",
        "reason": "no such user here",
        "X-Mailin-custom": json.dumps({"mooc-copy": mark_of(copy)}),
    }
    client = using("brevo")
    for _ in range(2):
        secret = basic("brevo:a-long-password")
        assert post_json(client, "/mail-service/brevo/tracking/", event, **secret).status_code == 200
    assert len(settled(now)) == 1
    assert is_suppressed("bob@example.net")
