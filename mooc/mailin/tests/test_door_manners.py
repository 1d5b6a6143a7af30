"""Guests that search for addresses, talk without end or say too much."""

import contextlib
import smtplib
import socket

import pytest
from django.db import OperationalError

from mooc.inbound.models import InboundMail
from mooc.inbound.tests.stage import GROUP_ADDRESS, written
from mooc.mailin import porter

from .doors import UNKNOWN, answers, talk

pytestmark = pytest.mark.django_db(transaction=True)


def is_gone(client):
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.docmd("NOOP")
    return True


def test_who_tries_one_name_after_the_other_is_hung_up_on(lmtp):
    talk(lmtp, "MAIL FROM:<bob@example.net>")
    told = [talk(lmtp, f"RCPT TO:<name-{number}@mooc.localhost>") for number in range(21)]
    assert {one[:9] for one in told[:20]} == {"550 5.1.1"}
    assert told[20].startswith("421 4.7.0 Too many recipients in a row")
    assert is_gone(lmtp)


def test_refusals_with_a_welcome_between_are_no_search(smtp):
    talk(smtp, "EHLO there")
    talk(smtp, "MAIL FROM:<bob@example.net>")
    for number in range(30):
        assert talk(smtp, f"RCPT TO:<name-{number}@mooc.localhost>").startswith("550 5.1.1")
        if number % 10 == 9:
            assert talk(smtp, f"RCPT TO:<{GROUP_ADDRESS}>").startswith("250")
    assert answers(smtp, written(1), 1)[0].startswith("250")


def test_a_search_over_many_messages_is_a_search(smtp):
    talk(smtp, "EHLO there")
    for number in range(20):
        talk(smtp, "MAIL FROM:<bob@example.net>")
        assert talk(smtp, f"RCPT TO:<name-{number}@mooc.localhost>").startswith("550")
        talk(smtp, "RSET")
    talk(smtp, "MAIL FROM:<bob@example.net>")
    assert talk(smtp, f"RCPT TO:<{UNKNOWN}>").startswith("421")


def test_trouble_of_ours_is_not_counted_against_who_comes(smtp, monkeypatch):
    monkeypatch.setattr("mooc.mailin.door.MOST_REFUSED", 1)
    monkeypatch.setattr(porter, "verdicts", _fail)
    talk(smtp, "EHLO there")
    talk(smtp, "MAIL FROM:<bob@example.net>")
    assert [talk(smtp, f"RCPT TO:<{UNKNOWN}>")[:3] for _ in range(4)] == ["451"] * 4


def _fail(*_, **__):
    raise OperationalError("locked")


@pytest.mark.parametrize("line", ["NOOP", "", "HELLO", "RSET", "MAIL FROM:<>", "NOOP " + "x" * 600])
def test_who_talks_without_bringing_a_message_is_hung_up_on(line, smtp, monkeypatch):
    monkeypatch.setattr("mooc.mailin.door.MOST_REPLIES", 4)
    talk(smtp, "NOOP")
    told = [talk(smtp, line) for _ in range(3)]
    assert [one[:3] for one in told] == [*[told[0][:3]] * 2, "421"]
    assert is_gone(smtp)


def test_who_brings_messages_may_stay(smtp, monkeypatch):
    monkeypatch.setattr("mooc.mailin.door.MOST_REPLIES", 20)
    for number in range(8):
        assert smtp.sendmail("bob@example.net", [GROUP_ADDRESS], written(number)) == {}
    assert InboundMail.objects.count() == 8


def test_a_command_that_is_too_long_is_refused_and_the_door_stays_open(smtp):
    assert talk(smtp, "NOOP " + "x" * 600).startswith("500 5.0.0")
    assert talk(smtp, "NOOP " + "x" * 400_000).startswith("500 5.0.0")
    assert talk(smtp, "NOOP").startswith("250")


def test_a_command_without_an_end_is_cut_off(smtp):
    with contextlib.suppress(OSError):
        for _ in range(60):
            smtp.sock.sendall(b"x" * 100_000)
    with contextlib.suppress(OSError, smtplib.SMTPServerDisconnected):
        assert smtp.getreply()[0] == 421
    assert is_gone(smtp)


def test_what_comes_in_one_packet_behind_a_hang_up_is_not_heard(ports, stage):
    line = f"RCPT TO:<{UNKNOWN}>\r\n"
    rest = f"RCPT TO:<{GROUP_ADDRESS}>\r\nDATA\r\nHello\r\n.\r\n"
    with socket.create_connection(("127.0.0.1", ports[1]), timeout=20) as client:
        client.sendall(f"EHLO there\r\nMAIL FROM:<bob@example.net>\r\n{line * 21}{rest}".encode())
        said = b"".join(iter(lambda: client.recv(65_536), b"")).decode()
    assert said.count("550 5.1.1") == 20
    assert said.splitlines()[-1].startswith("421 4.7.0")
    assert not InboundMail.objects.exclude(state=InboundMail.State.REFUSED).exists()
