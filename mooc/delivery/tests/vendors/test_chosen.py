import pytest

from mooc.delivery.errors import WrongEmailUrl
from mooc.delivery.transports.vendors import insist_on_good_urls, service_of_webhooks, way_out

pytestmark = pytest.mark.once


def test_the_way_out_is_told_without_a_key(settings):
    said = []
    for settings.EMAIL_URL in (
        "",
        "smtp://user:Hush@relay.example:2525",
        "resend://Hush?webhook_secret=whsec_Hush",
        "mailgun://Hush@mooc.example",
    ):
        said.append(way_out())
    assert said == [
        "the built-in mailbox",
        "the relay relay.example:2525",
        "the mail service Resend",
        "the mail service Mailgun (mooc.example)",
    ]


def test_webhooks_are_those_of_the_relay_unless_another_is_named(settings):
    settings.EMAIL_URL = "resend://key"
    assert service_of_webhooks().kind.scheme == "resend"
    settings.MOOC_MAIL_SERVICE = "postmark://token"
    assert service_of_webhooks().kind.scheme == "postmark"
    settings.MOOC_MAIL_SERVICE, settings.EMAIL_URL = "", "smtp://relay.example"
    assert service_of_webhooks() is None


def test_a_wrong_setting_names_itself(settings):
    for settings.MOOC_MAIL_SERVICE in ("smtp://relay.example", "resend://a/Hush", "Hush"):
        with pytest.raises(WrongEmailUrl, match=r"^MOOC_MAIL_SERVICE") as caught:
            insist_on_good_urls()
        assert "Hush" not in str(caught.value)
