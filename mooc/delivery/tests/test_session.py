import ssl
from pathlib import Path

import pytest

from mooc.delivery.transports import session
from mooc.delivery.transports.base import Frame, Outgoing, Verdict
from mooc.delivery.transports.relay import read_email_url
from mooc.delivery.transports.session import Session, Unreachable

from .server import served

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")

# A certificate that nobody vouches for, and its key; worth nothing outside these tests.
UNPROVEN = Path(__file__).parent / "localhost.pem"
COPY = Outgoing(
    1, "a@mooc.localhost", "b@example.org", b"Subject: x\r\n\r\nx\r\n", "x", "weekly", "", 1, Frame("", b"")
)


class Watch:
    def is_wanted(self, outgoing):
        return True

    def handing(self, outgoing):
        pass

    def answered(self, answer):
        pass


@pytest.fixture
def tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(UNPROVEN)
    return context


@pytest.fixture
def vouched(monkeypatch):
    """Somebody vouches for the certificate after all."""
    real = ssl.create_default_context

    def trusting(**options):
        context = real(**options)
        context.load_verify_locations(UNPROVEN)
        return context

    monkeypatch.setattr(session.ssl, "create_default_context", trusting)


def carried(url):
    opened = Session(read_email_url(url), "mooc.localhost")
    try:
        return opened.carry(COPY, Watch()).verdict, type(opened._smtp.sock).__name__
    finally:
        opened.close()


def test_it_encrypts_where_the_relay_offers_it_even_unproven(tls):
    with served(tls_context=tls) as post:
        assert carried(post.url) == (Verdict.ACCEPTED, "SSLSocket")


def test_a_relay_that_must_prove_its_name_and_cannot_is_not_used(tls):
    with served(tls_context=tls) as post, pytest.raises(Unreachable, match="certificate"):
        carried(post.url + "?starttls=1")


def test_no_password_goes_to_a_relay_that_cannot_prove_its_name(tls):
    with served(tls_context=tls) as post, pytest.raises(Unreachable, match="certificate"):
        carried(post.url.replace("smtp://", "smtp://u:p@"))


def test_a_proven_relay_gets_mail_and_password(tls, vouched):
    with served(tls_context=tls, user="u", password="p") as post:
        assert carried(post.url.replace("smtp://", "smtp+tls://u:p@")) == (Verdict.ACCEPTED, "SSLSocket")


def test_a_relay_may_encrypt_from_the_first_byte(tls, vouched):
    with served(ssl_context=tls) as post:
        assert carried(post.url.replace("smtp://", "smtps://")) == (Verdict.ACCEPTED, "SSLSocket")


def test_a_relay_that_must_encrypt_and_does_not_is_not_used():
    with served() as post, pytest.raises(Unreachable, match="STARTTLS"):
        carried(post.url + "?starttls=1")


def test_no_password_goes_in_the_clear_to_another_machine(monkeypatch):
    monkeypatch.setattr(session, "_is_this_machine", lambda host: False)
    with served() as post, pytest.raises(Unreachable, match="passwords in the clear"):
        carried(post.url.replace("smtp://", "smtp://u:p@"))


def test_encryption_can_be_done_without_where_that_is_said(tls):
    with served(tls_context=tls) as post:
        assert carried(post.url + "?starttls=0") == (Verdict.ACCEPTED, "socket")
