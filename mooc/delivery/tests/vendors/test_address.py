import pytest

from mooc.delivery.errors import WrongEmailUrl
from mooc.delivery.transports.vendors import service_from_url
from mooc.delivery.transports.vendors.catalogue import KINDS
from mooc.delivery.transports.vendors.opening import made_backend

pytestmark = pytest.mark.once


def test_other_addresses_are_not_its_business():
    assert service_from_url("smtp://user:secret@host:587") is None
    assert service_from_url("") is None


def test_key_domain_and_region_are_read():
    found = service_from_url("mailgun://key-12%3A3@mooc.example.org?region=eu&connections=2")
    assert found.parameters == {
        "api_key": "key-12:3",
        "sender_domain": "mooc.example.org",
        "api_url": "https://api.eu.mailgun.net/v3",
    }
    assert found.connections == 2
    assert str(found) == "Mailgun (mooc.example.org)"


def test_capitals_in_a_key_are_kept():
    assert service_from_url("resend://re_AbC").parameters == {"api_key": "re_AbC"}
    assert service_from_url("mailjet://Key:SeCret").parameters == {"api_key": "Key", "secret_key": "SeCret"}


def test_the_inbound_secret_is_the_webhook_secret_unless_it_has_its_own():
    one = service_from_url("resend://k?webhook_secret=whsec_a")
    assert (one.webhook_secret, one.inbound_secret) == ("whsec_a", "whsec_a")
    two = service_from_url("resend://k?webhook_secret=whsec_a&inbound_secret=whsec_b")
    assert (two.webhook_secret, two.inbound_secret) == ("whsec_a", "whsec_b")


@pytest.mark.parametrize("scheme", [name for name, kind in KINDS.items() if not kind.package])
def test_each_form_of_the_table_leads_to_a_backend(scheme):
    kind = KINDS[scheme]
    assert made_backend(service_from_url(kind.form)).esp_name == kind.title


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr("mooc.delivery.transports.vendors.address.find_spec", lambda name: None)
    with pytest.raises(WrongEmailUrl, match="pip install boto3"):
        service_from_url("amazon-ses://a:b@eu-west-1")


def test_keys_of_amazon_may_be_left_to_its_own_package(monkeypatch):
    monkeypatch.setattr("mooc.delivery.transports.vendors.address.find_spec", lambda name: object())
    assert service_from_url("amazon-ses://eu-west-1").parameters == {"region": "eu-west-1"}


def test_sendgrid_is_refused_with_a_way_out():
    with pytest.raises(WrongEmailUrl, match=r"does not support.*smtp\.sendgrid\.net"):
        service_from_url("sendgrid://SG.Hush")


@pytest.mark.parametrize(
    "url",
    [
        "mailgun://Hush",
        "mailgun://Hush@",
        "mailgun://@mooc.example",
        "mailjet://Hush",
        "mailjet://a:b:Hush",
        "postmark://",
        "postmark://Hush@elsewhere",
        "mailgun://Hush@mooc.example?webhook_password=mooc:short",
        "resend://Hush?webhook_password=mooc:a-long-password",
        "resend://a/Hush",
        "resend://a#Hush",
        "resend://a?Hush=1",
        "resend://Hush?connections=0",
        "resend://Hush?connections=many",
        "mailgun://Hush@x.example?region=moon",
        "resend://Hush?api_url=http://elsewhere.example/",
        "resend://Hush?api_url=file:///etc/passwd",
        "resend://Hush?api_url=http://[half",
        "resend://Hush?envelope=1",
        "sparkpost://Hush?envelope=perhaps",
        "postmark://token?webhook_secret=Hush-without-a-name",
        "postmark://token?webhook_secret=name:Hush",
        "resend://token?webhook_secret=Hush%C3%BC",
        "sendgrid://Hush",
        "amazon-ses://a:Hush@eu-west-1",
    ],
)
def test_a_wrong_one_is_refused_in_words_that_hold_no_key(url):
    with pytest.raises(WrongEmailUrl) as caught:
        service_from_url(url)
    assert "Hush" not in str(caught.value)
    assert "EMAIL_URL" in str(caught.value)


def test_a_plus_in_a_secret_is_a_plus():
    assert service_from_url("resend://k?webhook_secret=whsec_a+b/c==").webhook_secret == "whsec_a+b/c=="


def test_it_shows_no_key():
    found = service_from_url(
        "mailgun://Hush@x.example?webhook_secret=Silence&inbound_secret=Quiet&webhook_password=me:Not-a-single-word"
    )
    assert not [word for word in ("Hush", "Silence", "Quiet", "Not-a-") if word in f"{found!r} {found}"]
    assert found.scrubbed("Bearer Hush,\n Silence Quiet me:Not-a-single-word") == "Bearer ***, *** *** ***"
