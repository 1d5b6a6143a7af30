import subprocess
import sys

import pytest

from mooc.delivery.errors import WrongEmailUrl
from mooc.delivery.transports.relay import Tls, read_email_url


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "user", "password"),
    [
        ("smtp://mx.example.org", "mx.example.org", 25, Tls.OFFERED, "", ""),
        ("smtp://u:p@mx.example.org", "mx.example.org", 587, Tls.OFFERED, "u", "p"),
        ("smtp://u%40x.org:p%3A%2F%23@127.0.0.1:2525/", "127.0.0.1", 2525, Tls.OFFERED, "u@x.org", "p:/#"),
        ("smtp+tls://mx.example.org", "mx.example.org", 587, Tls.STARTTLS, "", ""),
        ("smtps://mx.example.org", "mx.example.org", 465, Tls.AT_ONCE, "", ""),
        ("smtp+ssl://mx.example.org", "mx.example.org", 465, Tls.AT_ONCE, "", ""),
        ("smtp://mx.example.org:26?starttls=1", "mx.example.org", 26, Tls.STARTTLS, "", ""),
        ("smtp://mx.example.org?starttls=0", "mx.example.org", 25, Tls.NEVER, "", ""),
        ("smtp://[::1]:1025", "::1", 1025, Tls.OFFERED, "", ""),
    ],
)
def test_it_reads_where_the_relay_is(url, host, port, tls, user, password):
    relay = read_email_url(url)
    assert (relay.host, relay.port, relay.tls) == (host, port, tls)
    assert (relay.user, relay.password) == (user, password)
    assert "p:/#" not in repr(relay)


def test_it_reads_how_many_connections_to_open():
    assert read_email_url("smtp://mx.example.org?connections=12").connections == 12


@pytest.mark.parametrize(
    "url",
    [
        "mx.example.org",
        "http://mx.example.org",
        "smtp://",
        "smtp://mx.example.org:99999",
        "smtp://mx.example.org:port",
        "smtp://mx.example.org/queue",
        "smtp://mx.example.org?tls=1",
        "smtp://mx.example.org?starttls=maybe",
        "smtps://mx.example.org?starttls=0",
        "smtp://mx.example.org?connections=0",
        "smtp://mx.example.org?connections=many",
        "smtp://[::1",
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(url):
    with pytest.raises(WrongEmailUrl, match="EMAIL_URL"):
        read_email_url(url)


@pytest.mark.parametrize("password", ["hun/ter", "hun#ter", "hun?ter", "25/ter", "25#ter", "25?ter"])
def test_a_password_with_signs_of_addresses_is_not_shown(password):
    with pytest.raises(WrongEmailUrl, match="%2F") as told:
        read_email_url(f"smtp://u:{password}@mx.example.org:587")
    assert "hun" not in str(told.value) and "ter@" not in str(told.value)


def test_a_wrong_email_url_stops_the_start_and_hides_the_password(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smpt://u:hunter2@mx.example.org")
    code = "import django; django.setup()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "EMAIL_URL" in done.stderr.splitlines()[-1]
    assert "hunter2" not in done.stderr
