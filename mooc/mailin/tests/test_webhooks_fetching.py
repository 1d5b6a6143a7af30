"""What a service only tells of, and lies with it until it is fetched."""

import json
import re
import time
from importlib import import_module
from pathlib import Path

import pytest

from mooc.delivery.tests.vendors.fake import fake_service
from mooc.inbound.models import InboundMail
from mooc.inbound.tests.stage import GROUP_ADDRESS, written
from mooc.mailin.webhooks import fetching

from .vendors import SERVICES, post_signed, svix

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", ["what it tells", "the mail"])
@pytest.mark.parametrize("manner", ["silent", "drop by drop", "without end"])
def test_a_service_that_is_slow_with_a_mail_is_asked_again_later(
    part, manner, settings, client, stage, monkeypatch
):
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.6)
    monkeypatch.setattr(fetching, "_SILENT_SECONDS", 0.3)
    settings.MOOC_MAX_INBOUND_BYTES = 1_000
    with fake_service({}) as service:
        service.gives["/raw"] = written(1)
        service.gives["/emails/receiving/77"] = {"raw": {"download_url": service.url + "raw"}}
        service.slow["/raw" if part == "the mail" else "/emails/receiving/77"] = manner
        settings.EMAIL_URL = SERVICES["resend"] + f"&api_url={service.url}"
        body = json.dumps(
            {"type": "email.received", "data": {"email_id": "77", "to": [GROUP_ADDRESS]}}
        ).encode()
        began = time.monotonic()
        answer = post_signed(client, body, svix(body), "/mail-service/resend/inbound/")
    assert answer.status_code == (413 if manner == "without end" else 503)
    assert time.monotonic() - began < 5
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize("name", ["resend", "brevo", "mailtrap"])
def test_whatever_the_library_fetches_by_itself_is_fetched_within_limits(name):
    module = import_module(f"anymail.webhooks.{name}")
    fetching.limit(module)
    assert module.requests is fetching.FETCHING


def test_no_other_module_of_the_library_fetches_without_our_knowing():
    folder = Path(import_module("anymail.webhooks").__file__).parent
    fetching_ones = {path.stem for path in folder.glob("*.py") if "requests." in path.read_text()}
    assert fetching_ones <= {"resend", "brevo", "mailtrap"}
    used = {
        name
        for stem in fetching_ones
        for name in re.findall(r"\brequests\.(\w+)", (folder / f"{stem}.py").read_text())
    }
    assert used == {"get"}
