import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

import mooc.delivery.tests
from mooc.cli.doctor.finding import State
from mooc.cli.doctor.relay import judged, relay
from mooc.delivery.probing import Certificate
from mooc.delivery.tests.server import served

from .around import NOW, around, found, states

pytestmark = [pytest.mark.once, pytest.mark.filterwarnings("ignore:Requiring AUTH")]
UNPROVEN = Path(mooc.delivery.tests.__file__).parent / "localhost.pem"


@pytest.fixture
def tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(UNPROVEN)
    return context


def test_a_relay_that_takes_us_is_well_and_gets_no_mail(settings):
    with served(user="u", password="p") as post:
        settings.EMAIL_URL = post.url.replace("//", "//u:p@")
        findings = found(relay)
    assert findings["relay"].state == "ok"
    assert "may sign in" in findings["relay"].says
    assert not post.arrived


def test_a_relay_that_does_not_know_our_password_is_a_problem_without_telling_it(settings):
    with served(user="u", password="right-password") as post:
        settings.EMAIL_URL = post.url.replace("//", "//u:wrong-password@")
        finding = found(relay)["relay"]
    assert finding.state == "problem"
    assert "535" in finding.says
    assert "wrong-password" not in finding.says + finding.do


def test_a_relay_that_is_not_there_is_a_problem(settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    assert "cannot be reached" in found(relay)["relay"].says


def test_a_certificate_that_nobody_vouches_for_is_seen_for_what_it_is(settings, tls):
    with served(tls_context=tls) as post:
        settings.EMAIL_URL = post.url
        assert found(relay, around(now=timezone.now()))["relay"].state == "ok"
        assert "relay certificate" in found(relay)
        settings.EMAIL_URL = post.url + "?starttls=1"
        assert "nobody vouches" in found(relay)["relay"].says


@pytest.mark.parametrize("url", ["", "mailgun://key@mooc.test"])
def test_without_a_relay_there_is_nothing_to_ask(settings, url):
    settings.EMAIL_URL = url
    assert states(relay) == {"relay": "skipped"}


@pytest.mark.parametrize(
    ("days", "doubt", "state"),
    [(90, "", State.OK), (5, "", State.WARNING), (-1, "", State.PROBLEM), (90, "self-signed", State.WARNING)],
)
def test_a_certificate_is_judged_by_its_days_and_its_voucher(days, doubt, state):
    assert (
        judged("x", "relay", Certificate(NOW + timedelta(days=days, hours=1), doubt), now=NOW).state is state
    )
