"""Mail that comes in by a service."""

import base64
import hashlib
import hmac
import json
from urllib.parse import urlencode

import pytest

from mooc.groups.models import Post
from mooc.inbound import actions
from mooc.inbound.models import InboundMail, RawMail
from mooc.inbound.tests.stage import GROUP_ADDRESS, written
from mooc.mailin.webhooks import incoming

from .vendors import SERVICES, basic, mailgun_mail, post_json, post_signed, settled, signed, svix

pytestmark = pytest.mark.django_db


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
