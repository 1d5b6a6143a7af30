import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import send_mail

import mooc
from mooc.delivery.errors import MailLeavesElsewhere

_SENDS = re.compile(r"^\s*(?:from|import)\s+(?:django\.core\.mail|smtplib|aiosmtplib)\b", re.MULTILINE)


def test_nothing_but_delivery_sends_mail():
    house = Path(mooc.__file__).parent
    files = [
        path for path in house.rglob("*.py") if "tests" not in path.parts and "delivery" not in path.parts
    ]
    assert len(files) > 10
    assert [path.name for path in files if _SENDS.search(path.read_text(encoding="utf-8"))] == []


def test_mail_sent_past_delivery_is_refused_by_its_subject():
    from mooc.delivery.backend import RefuseMail

    with pytest.raises(MailLeavesElsewhere, match="'Hello'"):
        send_mail("Hello", "text", "a@example.org", ["b@example.org"], connection=RefuseMail())
    assert settings.EMAIL_BACKEND
