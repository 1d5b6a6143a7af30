"""What mail services post, with the signatures that they would make."""

import base64
import hashlib
import hmac
import json
import time
from secrets import token_hex
from urllib.parse import urlencode

from django.utils import timezone

from mooc.delivery.addresses import bounce_address
from mooc.inbound import actions
from mooc.inbound.models import InboundMail
from mooc.inbound.tests.stage import GROUP_ADDRESS

KEY = "signing-key-of-mailgun"
WHSEC = "whsec_" + base64.b64encode(b"sixteen bytes it").decode()
PASSWORD = "postmark:a-long-password"
SERVICES = {
    "mailgun": f"mailgun://api-key@mooc.example?webhook_secret={KEY}&webhook_password=mailgun:a-long-password",
    "postmark": f"postmark://token?webhook_secret={PASSWORD}",
    "resend": f"resend://re_key?webhook_secret={WHSEC}",
    "mailersend": "mailersend://token?webhook_secret=ms-signing-secret",
    "mandrill": "mandrill://key?webhook_secret=md-webhook-key",
    "sparkpost": "sparkpost://key?webhook_secret=spark:a-long-password",
    "brevo": "brevo://key?webhook_secret=brevo:a-long-password",
}
MAILGUN = "/mail-service/mailgun/tracking/"
POSTMARK = "/mail-service/postmark/tracking/"
RESEND = "/mail-service/resend/tracking/"


def mark_of(copy):
    return bounce_address(copy.pk).partition("@")[0].removeprefix("bounces+")


def settled(now):
    """Route what was kept; return all inbound mail."""
    actions.route_kept(now=now)
    return list(InboundMail.objects.order_by("id"))


def signed(token="", key=KEY, moment=""):
    token, moment = token or token_hex(25), moment or str(int(time.time()))
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


MAILGUN_KNOCKS = {"Authorization": "Basic " + base64.b64encode(b"mailgun:a-long-password").decode()}


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


def mailgun_mail(raw, *, to=GROUP_ADDRESS, sender="bob@example.net"):
    return {"body-mime": raw.decode(), "recipient": to, "sender": sender} | signed()


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
