"""A signature of Mailgun says who and when, not what: it lets one set of words in, from who also knows the password."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from mooc.inbound.actions import KEEP_SEALS, forget_old_raw
from mooc.inbound.models import InboundMail, UsedSeal
from mooc.inbound.tests.stage import written
from mooc.mailin.webhooks import proofs

from .vendors import KEY, MAILGUN, SERVICES, basic, mailgun_event, mailgun_mail, post_json, settled, signed

pytestmark = pytest.mark.django_db
MAIL = "/mail-service/mailgun/inbound_mime/"


def test_who_has_seen_a_signature_cannot_say_other_words_with_it(using, copy):
    client, seal = using("mailgun"), signed()
    assert post_json(client, MAILGUN, mailgun_event(copy, "opened", seal=seal)).status_code == 200
    assert post_json(client, MAILGUN, mailgun_event(copy, "complained", seal=seal)).status_code == 403
    assert not InboundMail.objects.exists()


def test_who_sends_the_same_again_is_answered_and_changes_nothing(using, copy, now):
    client, event = using("mailgun"), mailgun_event(copy)
    assert [post_json(client, MAILGUN, event).status_code for _ in range(3)] == [200] * 3
    assert len(settled(now)) == 1


def test_a_mail_that_is_posted_again_with_its_parts_divided_anew_is_the_same(using, stage, now):
    client, mail = using("mailgun"), mailgun_mail(written(1))
    for boundary in ("one", "two"):
        fields = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in mail.items()
        )
        kind = f"multipart/form-data; boundary={boundary}"
        assert client.post(MAIL, f"{fields}--{boundary}--\r\n", content_type=kind).status_code == 200
    other = mail | {"body-mime": written(2).decode()}
    assert client.post(MAIL, other).status_code == 403
    assert len(settled(now)) == 1


def test_words_that_could_not_be_kept_may_come_again(using, copy, now, monkeypatch):
    def fail(**_):
        raise OperationalError("disk full")

    client, event = using("mailgun"), mailgun_event(copy)
    with monkeypatch.context() as patched:
        patched.setattr("mooc.mailin.webhooks.reports.ingest", fail)
        assert post_json(client, MAILGUN, event).status_code == 503
    assert not UsedSeal.objects.exists()
    assert post_json(client, MAILGUN, event).status_code == 200
    assert len(settled(now)) == 1


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, 200), (8 * 3600, 200), (25 * 3600, 403), (-60, 200), (-3600, 403)]
)
def test_a_signature_is_let_in_for_a_day(seconds, status, using, copy):
    seal = signed(moment=str(int(time.time()) - seconds))
    assert post_json(using("mailgun"), MAILGUN, mailgun_event(copy, seal=seal)).status_code == status


def test_signatures_are_forgotten_when_they_are_too_old_to_be_let_in(using, copy, now):
    post_json(using("mailgun"), MAILGUN, mailgun_event(copy))
    assert KEEP_SEALS > proofs.MOST_AGE + proofs.MOST_AHEAD
    at = UsedSeal.objects.get().at
    forget_old_raw(now=at + KEEP_SEALS)
    assert UsedSeal.objects.exists()
    forget_old_raw(now=at + KEEP_SEALS + timedelta(seconds=1))
    assert not UsedSeal.objects.exists()


def test_a_signature_without_the_password_is_refused(using, copy):
    using("mailgun")
    answers = [
        post_json(Client(), MAILGUN, mailgun_event(copy)),
        post_json(Client(), MAILGUN, mailgun_event(copy), **basic("mailgun:another-password")),
    ]
    assert [answer.status_code for answer in answers] == [401, 403]
    assert not InboundMail.objects.exists()


def test_without_a_password_of_ours_mailgun_is_not_let_in(settings, client, copy):
    settings.EMAIL_URL = f"mailgun://api-key@mooc.example?webhook_secret={KEY}"
    answer = post_json(client, MAILGUN, mailgun_event(copy), **basic("x:anything-at-all"))
    assert answer.status_code == 403
    assert "webhook_password" in answer.content.decode()
    assert SERVICES["mailgun"].startswith(settings.EMAIL_URL)
