"""What mail services post, with the signatures that they would make; and what forgers post."""

import base64
import hashlib
import hmac
import json
import logging
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from mooc.delivery.actions import is_suppressed
from mooc.delivery.addresses import bounce_address
from mooc.delivery.models import Delivery, Mailing
from mooc.groups.models import Post
from mooc.inbound import actions
from mooc.inbound.models import InboundMail, RawMail
from mooc.inbound.tests.stage import GROUP_ADDRESS, set_stage, written
from mooc.mailin.webhooks import incoming

pytestmark = pytest.mark.django_db
KEY = "signing-key-of-mailgun"
WHSEC = "whsec_" + base64.b64encode(b"sixteen bytes it").decode()
PASSWORD = "postmark:a-long-password"
SERVICES = {
    "mailgun": f"mailgun://api-key@mooc.example?webhook_secret={KEY}",
    "postmark": f"postmark://token?webhook_secret={PASSWORD}",
    "resend": f"resend://re_key?webhook_secret={WHSEC}",
    "mailersend": "mailersend://token?webhook_secret=ms-signing-secret",
    "mandrill": "mandrill://key?webhook_secret=md-webhook-key",
    "sparkpost": "sparkpost://key?webhook_secret=spark:a-long-password",
    "brevo": "brevo://key?webhook_secret=brevo:a-long-password",
}


@pytest.fixture
def stage(now):
    return set_stage(now)


@pytest.fixture
def copy(stage, now):
    """A copy to Bob that the service has taken."""
    mailing = Mailing.objects.create(
        occasion="test", kind="weekly", filler="weekly", title="Week 1", planned_at=now, run_id=stage.run.pk
    )
    return Delivery.objects.create(
        mailing=mailing,
        recipient=stage.bob.pk,
        state=Delivery.State.ACCEPTED,
        not_before=now,
        expires_at=now + timedelta(days=4),
        address="bob@example.net",
    )


@pytest.fixture
def using(settings):
    """Say which service is ours."""

    def use(name):
        settings.EMAIL_URL = SERVICES[name]
        return Client()

    return use


def mark_of(copy):
    return bounce_address(copy.pk).partition("@")[0].removeprefix("bounces+")


def settled(now):
    """Route what was kept; return all inbound mail."""
    actions.route_kept(now=now)
    return list(InboundMail.objects.order_by("id"))


# Mailgun: signs a timestamp and a token.


def signed(token="token-1", key=KEY, moment="1790000000"):
    seal = hmac.new(key.encode(), f"{moment}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": moment, "token": token, "signature": seal}


def mailgun_event(copy, event="failed", *, seal=None, mark=None, **more):
    said = {
        "event": event,
        "severity": "permanent",
        "timestamp": 1790000000.5,
        "recipient": "bob@example.net",
        "reason": "bounce",
        "delivery-status": {
            "code": 550,
            "message": "5.1.1 The email account that you tried to reach does not exist",
        },
        "message": {"headers": {"message-id": "2026@mooc.example"}},
        "user-variables": {"mooc-copy": mark or mark_of(copy)},
    }
    return {"signature": seal or signed(), "event-data": said | more}


def post_json(client, path, content, **headers):
    return client.post(path, json.dumps(content), content_type="application/json", headers=headers)


MAILGUN = "/mail-service/mailgun/tracking/"


def test_a_bounce_that_mailgun_tells_of_is_a_bounce_like_any_other(using, copy, now):
    assert post_json(using("mailgun"), MAILGUN, mailgun_event(copy)).status_code == 200
    (mail,) = settled(now)
    copy.refresh_from_db()
    assert (mail.state, mail.kind, mail.became_id, mail.source) == ("routed", "bounce", copy.pk, "mailgun")
    assert copy.state == Delivery.State.BOUNCED
    assert "5.1.1" in copy.answer
    assert is_suppressed("bob@example.net")


def test_the_same_event_twice_is_kept_once(using, copy, now):
    client = using("mailgun")
    for _ in range(3):
        assert post_json(client, MAILGUN, mailgun_event(copy)).status_code == 200
    assert len(settled(now)) == 1


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


# Who is not let in.


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
    assert post_json(client, MAILGUN, mailgun_event(copy)).status_code == 200
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


# Postmark: a name and password of ours.

POSTMARK = "/mail-service/postmark/tracking/"


def basic(secret=PASSWORD):
    return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}


def postmark_event(copy, **more):
    return {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "ID": 4323372036854775807,
        "Email": "bob@example.net",
        "Description": "The server was unable to deliver your message.",
        "Details": "smtp;550 Unknown mailbox",
        "BouncedAt": "2026-11-22T10:00:00Z",
        "MessageID": "883953f4",
        "Metadata": {"mooc-copy": mark_of(copy)},
    } | more


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


def test_a_mail_without_its_bytes_is_made_again_and_twice_is_once(using, stage, now):
    client = using("postmark")
    mail = {
        "FromFull": {"Email": "bob@example.net", "Name": "Bob Miller"},
        "ToFull": [{"Email": GROUP_ADDRESS, "Name": ""}],
        "OriginalRecipient": GROUP_ADDRESS,
        "Subject": "Grüße",
        "MessageID": "a8c1",
        "Date": "Sun, 22 Nov 2026 10:00:00 +0000",
        "TextBody": "Anybody awake? Größe.\n",
        "HtmlBody": "<p>Anybody awake? Größe.</p>",
        "Headers": [
            {"Name": "Return-Path", "Value": "<bob@example.net>"},
            {"Name": "Message-ID", "Value": "<one@letters.example>"},
        ],
        "Attachments": [
            {"Name": "a.txt", "Content": base64.b64encode(b"notes").decode(), "ContentType": "text/plain"}
        ],
    }
    for _ in range(2):
        assert post_json(client, "/mail-service/postmark/inbound/", mail, **basic()).status_code == 200
    (kept,) = settled(now)
    assert (kept.state, kept.kind, kept.mail_from) == ("routed", "post", "bob@example.net")
    post = Post.objects.get()
    assert (post.author_id, post.message_id) == (stage.bob.pk, "<one@letters.example>")
    assert "Größe" in post.text


# Resend: Standard Webhooks.

RESEND = "/mail-service/resend/tracking/"


def svix(body, *, secret=WHSEC, moment=None, number="msg_1"):
    moment = str(int((moment or timezone.now()).timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    seal = hmac.digest(key, f"{number}.{moment}.".encode() + body, "sha256")
    return {
        "svix-id": number,
        "svix-timestamp": moment,
        "svix-signature": "v1,bm9uZQ== v1," + base64.b64encode(seal).decode(),
    }


def resend_event(copy, **bounce):
    said = {
        "message": "The recipient's email provider sent a hard bounce message.",
        "type": "Permanent",
    } | bounce
    headers = [{"name": "X-Metadata", "value": json.dumps({"mooc-copy": mark_of(copy)})}]
    data = {"email_id": "56761188", "to": ["bob@example.net"], "headers": headers, "bounce": said}
    return json.dumps({"type": "email.bounced", "created_at": "2026-11-22T10:00:00Z", "data": data}).encode()


def post_signed(client, body, headers, path=RESEND):
    return client.post(path, body, content_type="application/json", headers=headers)


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


def test_a_mail_that_resend_only_tells_of_is_fetched(settings, client, stage, now):
    from mooc.delivery.tests.vendors.fake import fake_service

    raw = written(1)
    with fake_service({}) as service:
        service.gives["/raw"] = raw
        service.gives["/emails/receiving/77"] = {"raw": {"download_url": service.url + "raw"}}
        settings.EMAIL_URL = SERVICES["resend"] + f"&api_url={service.url}"
        body = json.dumps(
            {"type": "email.received", "data": {"email_id": "77", "to": [GROUP_ADDRESS]}}
        ).encode()
        path = "/mail-service/resend/inbound/"
        assert post_signed(client, body, svix(body), path).status_code == 200
    (mail,) = settled(now)
    assert (mail.state, mail.kind, mail.rcpt_to) == ("routed", "post", GROUP_ADDRESS)


def test_a_mail_that_cannot_be_fetched_now_is_told_of_again(settings, client, stage):
    settings.EMAIL_URL = SERVICES["resend"] + "&api_url=http://127.0.0.1:9/"
    body = json.dumps({"type": "email.received", "data": {"email_id": "77", "to": [GROUP_ADDRESS]}}).encode()
    assert post_signed(client, body, svix(body), "/mail-service/resend/inbound/").status_code == 503
    assert not InboundMail.objects.exists()


# Mail that comes in, by others.


def mailgun_mail(raw, *, to=GROUP_ADDRESS, sender="bob@example.net"):
    return {"body-mime": raw.decode(), "recipient": to, "sender": sender} | signed()


@pytest.mark.parametrize("kind", ["form", "multipart"])
def test_the_bytes_that_mailgun_hands_over_are_kept_as_they_are(kind, using, stage, now):
    client, raw = using("mailgun"), written(1)
    path = "/mail-service/mailgun/inbound_mime/"
    if kind == "form":
        body = urlencode(mailgun_mail(raw))
        answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
    else:
        answer = client.post(path, mailgun_mail(raw))
    assert answer.status_code == 200
    assert bytes(RawMail.objects.get().content) == raw
    (mail,) = settled(now)
    assert (mail.state, mail.kind, mail.source, mail.rcpt_to) == ("routed", "post", "mailgun", GROUP_ADDRESS)


def test_a_mail_beyond_what_pages_take_comes_in(using, stage, now):
    raw = written(1, text="word " * 800_000)
    assert using("mailgun").post("/mail-service/mailgun/inbound_mime/", mailgun_mail(raw)).status_code == 200
    assert settled(now)[0].state == "routed"


def test_a_mail_by_two_doors_is_one(using, stage, now):
    raw = written(1)
    actions.ingest(raw=raw, mail_from="bob@example.net", rcpt_to=[GROUP_ADDRESS], source="lmtp", now=now)
    using("mailgun").post("/mail-service/mailgun/inbound_mime/", mailgun_mail(raw))
    assert len(settled(now)) == 1


def test_mail_for_nobody_is_refused_where_it_can_be_seen(using, stage, now):
    mail = mailgun_mail(written(1), to="nobody@mooc.localhost")
    assert using("mailgun").post("/mail-service/mailgun/inbound_mime/", mail).status_code == 200
    (refused,) = settled(now)
    assert (refused.state, refused.rcpt_to) == ("refused", "nobody@mooc.localhost")
    assert refused.reason.startswith("550 5.1.1")
    assert not RawMail.objects.exists()


def test_a_mail_that_is_too_big_is_refused_where_it_can_be_seen(using, stage, now, settings):
    settings.MOOC_MAX_INBOUND_BYTES = 3_000
    mail = mailgun_mail(written(1, text="x" * 4_000))
    assert using("mailgun").post("/mail-service/mailgun/inbound_mime/", mail).status_code == 200
    assert [refused.reason[:9] for refused in settled(now)] == ["552 5.3.4"]


def test_a_forged_mail_is_refused(using, stage):
    forged = mailgun_mail(written(1)) | {"signature": "0" * 64}
    assert using("mailgun").post("/mail-service/mailgun/inbound_mime/", forged).status_code == 403
    assert not InboundMail.objects.exists()


def test_a_mail_that_cannot_be_read_is_kept_for_the_operator(using, stage, now):
    client = using("mailgun")
    answer = client.post(
        "/mail-service/mailgun/inbound/", {"recipient": GROUP_ADDRESS, "sender": "x"} | signed()
    )
    assert answer.status_code == 200
    (mail,) = settled(now)
    assert (mail.state, mail.kind) == ("held", "to-operator")
    assert mail.subject == "Mailgun sent a mail that I cannot read"


def test_a_mail_in_parts_with_files_is_made_again(using, stage, now):
    from django.core.files.uploadedfile import SimpleUploadedFile

    headers = [
        ["From", "Bob Miller <bob@example.net>"],
        ["To", GROUP_ADDRESS],
        ["Message-Id", "<p@letters.example>"],
    ]
    mail = {
        "recipient": GROUP_ADDRESS,
        "sender": "bob@example.net",
        "message-headers": json.dumps(headers),
        "body-plain": "Größe.\r\n",
        "attachment-count": "1",
        "attachment-1": SimpleUploadedFile("a.bin", bytes(range(256)) * 9, "application/octet-stream"),
    } | signed()
    assert using("mailgun").post("/mail-service/mailgun/inbound/", mail).status_code == 200
    (kept,) = settled(now)
    assert (kept.state, kept.kind) == ("routed", "post")
    raw = bytes(RawMail.objects.get().content)
    assert base64.encodebytes(bytes(range(256)) * 9).replace(b"\n", b"\r\n") in raw


def test_all_recipients_that_mailersend_names_get_it(using, stage, now):
    raw = written(1).decode()
    to = [{"email": GROUP_ADDRESS}, {"email": "postmaster@mooc.localhost"}]
    data = {"id": "in_1", "raw": raw, "sender": {"email": "bob@example.net"}, "recipients": {"rcptTo": to}}
    body = json.dumps({"type": "inbound.message", "data": data}).encode()
    seal = hmac.new(b"ms-signing-secret", body, hashlib.sha256).hexdigest()
    answer = using("mailersend").post(
        "/mail-service/mailersend/inbound/",
        body,
        content_type="application/json",
        headers={"Signature": seal},
    )
    assert answer.status_code == 200
    assert {mail.rcpt_to: mail.state for mail in settled(now)} == {
        GROUP_ADDRESS: "routed",
        "postmaster@mooc.localhost": "held",
    }


def mandrill(client, path, events, settings, key="md-webhook-key"):
    said = json.dumps(events)
    text = f"{settings.MOOC_URL}{path}mandrill_events{said}"
    seal = base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha1).digest()).decode()
    body = urlencode({"mandrill_events": said})
    return client.post(
        path,
        body,
        content_type="application/x-www-form-urlencoded",
        headers={"X-Mandrill-Signature": seal},
    )


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


def test_a_mail_that_cannot_be_made_again_is_kept_for_the_operator(using, stage, now, monkeypatch):
    def fail(message):
        raise UnicodeError

    monkeypatch.setattr(incoming, "_made_again", fail)
    mail = {
        "FromFull": {"Email": "bob@example.net"},
        "OriginalRecipient": GROUP_ADDRESS,
        "TextBody": "Words.",
    }
    answer = post_json(using("postmark"), "/mail-service/postmark/inbound/", mail, **basic())
    assert answer.status_code == 200
    assert [(kept.state, kept.kind) for kept in settled(now)] == [("held", "to-operator")]
