"""Amazon SES, whose package may not be here: a stand-in that takes what boto3 would, and fails as it does."""

import sys
from email import message_from_bytes, policy
from types import ModuleType

import pytest

from mooc.delivery.transports.base import Verdict
from mooc.delivery.transports.vendors import service_from_url

from .copies import Notes, carried, copy

pytestmark = pytest.mark.once


class BotoCoreError(Exception):
    pass


class ReadTimeoutError(BotoCoreError):
    pass


class EndpointConnectionError(BotoCoreError):
    pass


class ClientError(Exception):
    def __init__(self, code, status, words=""):
        super().__init__(f"{code}: {words}")
        self.response = {
            "Error": {"Code": code, "Message": words},
            "ResponseMetadata": {"HTTPStatusCode": status},
        }


class Config:
    def __init__(self, **given):
        self.given = given

    def merge(self, other):
        return Config(**self.given, **other.given)


class Amazon:
    """What is asked of it, and what it answers: a dictionary, or an error to raise."""

    def __init__(self):
        self.asked = []
        self.clients = []
        self.answer = {"MessageId": "0102-01"}

    def Session(self, **_):
        return self

    def client(self, name, **given):
        self.clients.append(given)
        return self

    def send_email(self, **asked):
        self.asked.append(asked)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def close(self):
        pass


@pytest.fixture
def amazon(monkeypatch):
    made = Amazon()
    modules = {
        name: ModuleType(name) for name in ("boto3", "botocore", "botocore.client", "botocore.exceptions")
    }
    modules["boto3"].session = made
    modules["botocore.client"].Config = Config
    for error in (BotoCoreError, ClientError):
        setattr(modules["botocore.exceptions"], error.__name__, error)
    modules["botocore.exceptions"].ConnectionError = BotoCoreError
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.delitem(sys.modules, "anymail.backends.amazon_ses", raising=False)
    monkeypatch.setattr("mooc.delivery.transports.vendors.address.find_spec", lambda name: object())
    yield made
    sys.modules.pop("anymail.backends.amazon_ses", None)


def sent(watch=None):
    address = service_from_url("amazon-ses://AKIA:Hush@eu-west-1?connections=1")
    return carried(address, [copy(7)], watch or Notes())[7]


def test_it_gets_the_mail_as_it_is(amazon):
    watch = Notes()
    answer = sent(watch)
    raw = amazon.asked[0]["Content"]["Raw"]["Data"]
    mail = message_from_bytes(raw, policy=policy.default)
    assert (answer.verdict, answer.text) == (Verdict.ACCEPTED, "250 2.0.0 Amazon SES has taken it as 0102-01")
    assert watch.handed == [7]
    assert amazon.asked[0]["Destination"] == {"ToAddresses": ["reader-7@example.org"]}
    assert mail["Message-ID"] == copy(7).message_id
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["X-Metadata"].startswith('{"mooc-copy": "7-')
    assert mail.get_body(("plain",)).get_content().startswith("Grüße.")


def test_its_package_repeats_nothing_by_itself(amazon):
    sent()
    (client,) = amazon.clients
    assert client["region_name"] == "eu-west-1"
    assert (client["aws_access_key_id"], client["aws_secret_access_key"]) == ("AKIA", "Hush")
    assert client["config"].given["retries"] == {"total_max_attempts": 1}


@pytest.mark.parametrize(
    ("error", "verdict", "begins"),
    [
        (
            ClientError("TooManyRequestsException", 400, "Maximum sending rate exceeded."),
            "DEFERRED",
            "421 4.7.0",
        ),
        (
            ClientError("TooManyRequestsException", 429, "Daily message quota exceeded."),
            "OUR_FAULT",
            "452 4.3.1",
        ),
        (ClientError("MessageRejected", 400, "Email address is not verified."), "OUR_FAULT", "530 5.7.0"),
        (
            ClientError("UnrecognizedClientException", 403, "The key Hush is invalid."),
            "OUR_FAULT",
            "530 5.7.0",
        ),
        (ClientError("InternalFailure", 500), "DEFERRED", "451 4.3.0"),
        (ReadTimeoutError("Read timeout"), "UNCERTAIN", "Amazon SES: no answer"),
        (EndpointConnectionError("Could not connect"), "UNREACHABLE", "Amazon SES (eu-west-1)"),
    ],
)
def test_each_fault_is_somebodys(amazon, error, verdict, begins):
    amazon.answer = error
    answer = sent()
    assert answer.verdict is Verdict[verdict]
    assert answer.text.startswith(begins)
    assert "Hush" not in answer.text
