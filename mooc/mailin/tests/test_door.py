"""The door, knocked at over real sockets."""

import asyncio
import gc
import smtplib
import socket
import threading
import time

import pytest
from django.db import OperationalError

from mooc.inbound.models import InboundMail
from mooc.inbound.tests.stage import GROUP_ADDRESS, RUN_ADDRESS, letter, written
from mooc.mailin import porter, receiving
from mooc.mailin.door import Door
from mooc.mailin.errors import BadPlace, DoorError, PlaceTaken

from .doors import UNKNOWN, answers, open_doors, talk

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_accepted_is_kept_byte_for_byte_and_not_yet_looked_at(smtp):
    raw = letter("post")
    assert smtp.sendmail("bob@example.net", [GROUP_ADDRESS], raw) == {}
    mail = InboundMail.objects.select_related("raw").get()
    assert bytes(mail.raw.content) == raw
    assert (mail.state, mail.source, mail.mail_from, mail.rcpt_to) == (
        "kept",
        "smtp",
        "bob@example.net",
        GROUP_ADDRESS,
    )


def test_lmtp_answers_once_per_recipient(lmtp):
    assert talk(lmtp, "MAIL FROM:<bob@example.net>").startswith("250 2.")
    assert talk(lmtp, f"RCPT TO:<{GROUP_ADDRESS}>").startswith("250 2.1.5")
    assert talk(lmtp, f"RCPT TO:<{UNKNOWN}>").startswith("550 5.1.1")
    assert talk(lmtp, f"RCPT TO:<{RUN_ADDRESS}>").startswith("250 2.1.5")
    assert answers(lmtp, letter("post"), 2) == ["250 2.0.0 Kept", "250 2.0.0 Kept"]
    assert talk(lmtp, "NOOP").startswith("250 2.0.0")
    assert set(InboundMail.objects.filter(state="kept").values_list("rcpt_to", "source")) == {
        (GROUP_ADDRESS, "lmtp"),
        (RUN_ADDRESS, "lmtp"),
    }


def test_lmtp_says_too_big_once_per_recipient_and_smtp_once(lmtp, smtp):
    for door in (lmtp, smtp):
        door.ehlo()
        talk(door, "MAIL FROM:<bob@example.net>")
        talk(door, f"RCPT TO:<{GROUP_ADDRESS}>")
        talk(door, f"RCPT TO:<{RUN_ADDRESS}>")
    big = b"Subject: big\r\n\r\n" + (b"x" * 70 + b"\r\n") * 15_000
    with_limit(1024 * 1024)
    assert [answer[:9] for answer in answers(lmtp, big, 2)] == ["552 5.3.4"] * 2
    assert [answer[:9] for answer in answers(smtp, big, 1)] == ["552 5.3.4"]
    for door in (lmtp, smtp):
        assert talk(door, "NOOP").startswith("250")
    assert not InboundMail.objects.filter(state="kept").exists()
    assert InboundMail.objects.filter(state="refused", reason__startswith="552 5.3.4").count() == 2


def test_who_sends_without_end_is_cut_off(smtp):
    smtp.ehlo()
    talk(smtp, "MAIL FROM:<bob@example.net>")
    talk(smtp, f"RCPT TO:<{GROUP_ADDRESS}>")
    assert talk(smtp, "DATA").startswith("354")
    with_limit(1024 * 1024)
    with pytest.raises(OSError):
        for _ in range(64):
            smtp.sock.sendall(b"x" * 1024 * 1024)
    assert not InboundMail.objects.filter(state="kept").exists()


def with_limit(limit):
    """The guests are in already: their own limit is what changes."""
    for guest in [found for found in gc.get_objects() if issubclass(type(found), Door)]:
        guest.data_size_limit = limit


def test_a_size_announced_too_big_is_refused_at_once(smtp):
    smtp.ehlo()
    assert smtp.esmtp_features["size"] == str(25 * 1024 * 1024)
    assert talk(smtp, "MAIL FROM:<bob@example.net> SIZE=99999999").startswith("552 5.3.4")
    assert talk(smtp, "MAIL FROM:<bob@example.net> SIZE=1000").startswith("250")


def test_it_is_no_relay(smtp):
    smtp.ehlo()
    talk(smtp, "MAIL FROM:<bob@example.net>")
    assert talk(smtp, "RCPT TO:<ana@example.org>").startswith("550 5.7.1")
    assert talk(smtp, "RCPT TO:<brass-lantern%example.org@mooc.localhost>").startswith("550 5.1.1")
    assert talk(smtp, "RCPT TO:<@mooc.localhost:ana@example.org>").startswith("550 5.7.1")
    assert talk(smtp, "DATA").startswith("503")
    assert InboundMail.objects.filter(state="refused").count() == 2


def test_postmaster_and_abuse_are_there_for_everybody_bounces_included(smtp):
    smtp.ehlo()
    assert talk(smtp, "MAIL FROM:<>").startswith("250")
    for address in ("postmaster@mooc.localhost", "Abuse@mooc.localhost", "postmaster"):
        assert talk(smtp, f"RCPT TO:<{address}>").startswith("250")
    assert answers(smtp, letter("to-postmaster"), 1) == ["250 2.0.0 Kept"]
    assert set(InboundMail.objects.values_list("mail_from", flat=True)) == {""}


def test_letters_beyond_ascii_come_in_whole(smtp):
    smtp.ehlo()
    assert "smtputf8" in smtp.esmtp_features
    smtp.command_encoding = "utf-8"
    assert talk(smtp, "MAIL FROM:<größe@münchen.example> SMTPUTF8").startswith("250")
    assert talk(smtp, "RCPT TO:<größe@mooc.localhost>").startswith("550 5.1.1")
    assert talk(smtp, f"RCPT TO:<{GROUP_ADDRESS}>").startswith("250")
    raw = "Subject: Größe 🐢\r\nFrom: größe@münchen.example\r\n\r\nمرحبا\r\n".encode()
    assert answers(smtp, raw, 1) == ["250 2.0.0 Kept"]
    mail = InboundMail.objects.select_related("raw").get(state="kept")
    assert bytes(mail.raw.content) == raw
    assert mail.mail_from == "größe@münchen.example"


@pytest.mark.parametrize(
    "line",
    [
        b"RCPT TO:<\xff\xfe@mooc.localhost>",
        b"RCPT TO:<>",
        b"RCPT TO:garbage<<>>",
        b'RCPT TO:<"a@b',
        b"RCPT TO:<" + b"x" * 400 + b"@mooc.localhost>",
        b"RCPT TO:<a@[>",
        b"RCPT TO:<(@mooc.localhost>",
        b"RCPT TO:<brass-lantern@mooc.localhost> NOTIFY=NEVER",
    ],
)
def test_an_address_that_is_none_is_refused_and_the_door_stays_open(line, smtp):
    smtp.ehlo()
    talk(smtp, "MAIL FROM:<bob@example.net>")
    smtp.send(line + b"\r\n")
    code, text = smtp.getreply()
    assert 500 <= code <= 559, text
    assert text[:2] == b"5."
    assert talk(smtp, f"RCPT TO:<{GROUP_ADDRESS}>").startswith("250")


def test_a_database_in_trouble_lets_the_sender_come_again(smtp, monkeypatch):
    def fail(*arguments, **named):
        raise OperationalError("disk I/O error")

    smtp.ehlo()
    talk(smtp, "MAIL FROM:<bob@example.net>")
    with monkeypatch.context() as broken:
        broken.setattr(porter, "verdicts", fail)
        assert talk(smtp, f"RCPT TO:<{GROUP_ADDRESS}>").startswith("451 4.3.0")
    assert talk(smtp, f"RCPT TO:<{GROUP_ADDRESS}>").startswith("250")
    monkeypatch.setattr(porter, "ingest_all", fail)
    assert answers(smtp, letter("post"), 1)[0].startswith("451 4.3.0")
    assert not InboundMail.objects.exists()


def test_lmtp_in_trouble_says_so_once_per_recipient(lmtp, monkeypatch):
    monkeypatch.setattr(porter, "ingest_all", lambda messages, **named: 1 / 0)
    talk(lmtp, "MAIL FROM:<bob@example.net>")
    talk(lmtp, f"RCPT TO:<{GROUP_ADDRESS}>")
    talk(lmtp, f"RCPT TO:<{RUN_ADDRESS}>")
    assert [answer[:9] for answer in answers(lmtp, letter("post"), 2)] == ["451 4.3.0"] * 2


def test_lmtp_speaks_no_smtp_and_announces_what_rfc_2033_asks_for(lmtp):
    assert talk(lmtp, "EHLO me").startswith("500 5.5.1")
    assert talk(lmtp, "HELO me").startswith("500 5.5.1")
    assert {"size", "8bitmime", "smtputf8", "pipelining", "enhancedstatuscodes"} <= set(lmtp.esmtp_features)


def test_a_whole_conversation_may_come_in_one_packet(ports):
    lines = (
        f"LHLO me\r\nMAIL FROM:<bob@example.net>\r\nRCPT TO:<{GROUP_ADDRESS}>\r\nRCPT TO:<{UNKNOWN}>\r\nDATA\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", ports[0]), timeout=20) as line:
        line.sendall(lines + letter("post") + b".\r\nQUIT\r\n")
        said = b"".join(iter(lambda: line.recv(4096), b"")).decode()
    assert said.count("250 2.0.0 Kept") == 1
    assert said.rstrip().splitlines()[-1].startswith("221 2.0.0")


def test_only_a_dot_between_whole_line_ends_is_the_end(smtp):
    smtp.ehlo()
    talk(smtp, "MAIL FROM:<bob@example.net>")
    talk(smtp, f"RCPT TO:<{GROUP_ADDRESS}>")
    talk(smtp, "DATA")
    smtp.send(b"Subject: smuggling\r\n\r\nbefore\n.\nMAIL FROM:<evil@example.net>\r\n.\r\n")
    assert smtp.getreply()[0] == 250
    mail = InboundMail.objects.select_related("raw").get()
    assert b"evil@example.net" in bytes(mail.raw.content)


def test_lines_of_any_length_are_kept(smtp):
    raw = b"Subject: long\r\n\r\n" + b"x" * 200_000 + b"\r\n"
    smtp.sendmail("bob@example.net", [GROUP_ADDRESS], raw)
    assert bytes(InboundMail.objects.select_related("raw").get().raw.content) == raw


def test_recipients_have_a_limit_and_the_rest_may_come_again(smtp, monkeypatch):
    monkeypatch.setattr("mooc.mailin.door.MOST_RECIPIENTS", 2)
    smtp.ehlo()
    talk(smtp, "MAIL FROM:<bob@example.net>")
    for address in (GROUP_ADDRESS, RUN_ADDRESS):
        assert talk(smtp, f"RCPT TO:<{address}>").startswith("250")
    assert talk(smtp, "RCPT TO:<postmaster@mooc.localhost>").startswith("452 4.5.3")


def test_many_guests_at_once_are_all_heard(ports):
    def knock(number):
        with smtplib.SMTP("127.0.0.1", ports[1], timeout=30) as client:
            client.sendmail("bob@example.net", [GROUP_ADDRESS], written(number))

    threads = [threading.Thread(target=knock, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert InboundMail.objects.filter(state="kept").count() == 12


def test_a_full_house_sends_guests_away_for_now(ports, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_GUESTS", 0)
    with pytest.raises(smtplib.SMTPConnectError) as refusal:
        smtplib.SMTP("127.0.0.1", ports[1], timeout=20)
    assert refusal.value.smtp_code == 421


def test_who_says_nothing_is_sent_away(stage):
    with (
        open_doors(idle_seconds=0.2) as ports,
        socket.create_connection(("127.0.0.1", ports[1]), timeout=20) as line,
    ):
        said = b"".join(iter(lambda: line.recv(4096), b"")).decode()
    assert said.splitlines()[-1].startswith("421 4.4.2")


def test_closing_lets_a_message_finish(stage):
    with open_doors() as ports:
        client = smtplib.SMTP("127.0.0.1", ports[1], timeout=20)
        client.ehlo()
        talk(client, "MAIL FROM:<bob@example.net>")
        talk(client, f"RCPT TO:<{GROUP_ADDRESS}>")
        talk(client, "DATA")
        rest = threading.Timer(0.3, client.send, [letter("post") + b".\r\n"])
        rest.start()
    rest.join()
    assert client.getreply()[0] == 250
    assert InboundMail.objects.filter(state="kept").count() == 1
    client.close()


def test_a_taken_place_is_told(ports):
    doors = receiving.receiver(lmtp=f"127.0.0.1:{ports[0]}", smtp="")
    with pytest.raises(PlaceTaken, match=rf"LMTP cannot listen at 127.0.0.1:{ports[0]}.*--lmtp"):
        asyncio.run(doors.open())


@pytest.mark.parametrize("text", ["here", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:smtp"])
def test_a_place_that_is_none_is_told(text):
    with pytest.raises(BadPlace, match="MOOC_LMTP"):
        receiving.receiver(lmtp=text, smtp="")


def test_no_door_at_all_is_told():
    with pytest.raises(DoorError, match="MOOC_SMTP"):
        receiving.receiver(lmtp="", smtp=" ")


def test_the_answer_comes_after_the_commit(smtp):
    """Another connection sees the row as soon as 250 is read."""
    smtp.sendmail("bob@example.net", [GROUP_ADDRESS], letter("post"))
    deadline = time.monotonic()
    assert InboundMail.objects.filter(state="kept").exists()
    assert time.monotonic() - deadline < 30
