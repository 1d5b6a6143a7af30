"""Mails of all shapes: broken ones, huge ones, ones that cost, ones of other worlds."""

from functools import cache

import pytest

from mooc.inbound import actions
from mooc.inbound.models import InboundMail
from mooc.inbound.reader import asking
from mooc.inbound.tests.costly import of_bytes, of_parts, slow

from .village import PASS

HEAD = b"From: Bob Miller <bob@example.net>\r\nTo: brass-lantern@mooc.localhost\r\nSubject: Shapes\r\n"
PLAIN = HEAD + b"Message-ID: <shape@example.net>\r\nMIME-Version: 1.0\r\n"


@cache
def fifty_megabytes():
    return of_bytes(50_000_000)


def test_a_mail_without_message_id_is_one_post_however_often_it_comes(village):
    raw = HEAD + b"\r\nWho has tied the bowline?\r\n"
    for _ in range(2):
        assert village.brings(raw, proof=PASS).state == "routed"
    mail = village.brings(raw, to="BRASS-lantern@mooc.localhost", proof=PASS)
    assert (mail.state, mail.kind) == ("dropped", "duplicate")
    (copy,) = village.ana.reads()
    assert copy["Message-ID"].endswith("@mooc.localhost>")


def test_headers_in_eight_bits_are_read_and_sent_on_in_seven(village):
    head = "From: Jörg <bob@example.net>\r\nSubject: Größe?\r\nMessage-ID: <8bit@example.net>\r\n\r\nWie groß?\r\n"
    for number, charset in enumerate(("utf-8", "latin-1")):
        raw = head.replace("8bit", f"8bit-{number}").encode(charset)
        assert village.brings(raw, proof=PASS).state == "routed"
        (copy,) = village.ana.reads()
        assert copy["Subject"] == "Größe?"
        assert "Wie groß?" in copy.words
        assert copy.raw.partition(b"\r\n\r\n")[0].isascii()


@pytest.mark.parametrize("charset", ["x-none", "utf-9", "", "hex", '"', "utf-8\0", "idna", "zlib"])
def test_an_unknown_charset_loses_no_words(village, charset):
    raw = PLAIN + f"Content-Type: text/plain; charset={charset}\r\n\r\nWie groß ist er?\r\n".encode()
    assert village.brings(raw, proof=PASS).state == "routed"
    (copy,) = village.ana.reads()
    assert "Wie groß ist er?" in copy.words


def test_ten_thousand_parts_are_not_read_one_by_one(village):
    mail = village.brings(of_parts(10_000), proof=PASS)
    assert mail.state in ("routed", "held")
    village.bob.writes("And this comes right behind it.")
    assert "And this comes right behind it." in village.ana.reads()[-1].words


@pytest.mark.once
def test_fifty_megabytes_are_held_and_not_in_the_way(village):
    mail = village.brings(fifty_megabytes(), proof=PASS)
    assert mail.state == "held"
    assert village.bob.writes("And this comes right behind it.").state == "routed"
    (copy,) = village.ana.reads()
    assert "And this comes right behind it." in copy.words


def test_a_mail_that_takes_seconds_to_read_is_held_and_the_others_are_posted(village, monkeypatch):
    monkeypatch.setattr(asking, "SECONDS", 0.25)
    mail = village.brings(slow(), proof=PASS)
    assert (mail.state, mail.kind) == ("held", "unreadable")
    assert "longer than 0.25 seconds" in mail.reason
    assert village.bob.writes("And this comes right behind it.").state == "routed"
    assert len(village.ana.reads()) == 1
    assert village.bob.reads() == []


def test_many_mails_that_take_seconds_leave_the_worker_time_for_other_things(village, monkeypatch):
    monkeypatch.setattr(asking, "SECONDS", 0.1)
    monkeypatch.setattr(actions, "MOST_SECONDS_A_BATCH", 0.05)
    with village.at_once():
        for number in range(3):
            village.brings(slow() + b"." * number, proof=PASS)
        village.bob.writes("And this comes right behind them.")
    assert InboundMail.objects.filter(state="kept").count() == 3
    assert village.ana.reads() == []
    for _ in range(3):
        village.works()
    assert len(village.ana.reads()) == 1


def test_nuls_are_left_out(village):
    raw = PLAIN.replace(b"Shapes", b"Sha\0pes") + b"\r\nWho has \0tied the\0 bowline?\0\0\r\n"
    assert village.brings(raw, proof=PASS).state == "routed"
    (copy,) = village.ana.reads()
    assert b"\0" not in copy.raw
    assert "Who has tied the bowline?" in copy.words


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_bare_line_ends_are_made_whole(village, end):
    raw = (PLAIN + b"\r\nWho has tied the bowline?\r\n.\r\nQUIT\r\n").replace(b"\r\n", end)
    assert village.brings(raw, proof=PASS).state == "routed"
    (copy,) = village.ana.reads()
    assert b"\n" not in copy.raw.replace(b"\r\n", b"") and b"\r" not in copy.raw.replace(b"\r\n", b"")
    assert "Who has tied the bowline?" in copy.words and "QUIT" in copy.words


@pytest.mark.parametrize(
    "body", [b"", b"\r\n", b"   \r\n\t\r\n", b"On Monday Ana wrote:\r\n> quoted\r\n", b"-- \r\nBob\r\n"]
)
def test_an_empty_body_is_held_and_its_writer_told_once(village, body):
    mail = village.brings(PLAIN + b"\r\n" + body, proof=PASS)
    assert (mail.state, mail.kind) == ("held", "empty")
    assert [copy.kind for copy in village.bob.reads()] == ["answer-waits"]
    assert village.ana.reads() == []


def test_no_bytes_at_all_are_held(village):
    for raw in (b"", b"\r\n", b"\r\n\r\n", b"\0", b"just words, no mail"):
        assert village.brings(raw).state == "held"
    assert village.copies() == []


def test_a_line_of_a_megabyte_is_folded_on_its_way_out(village):
    assert village.brings(PLAIN + b"\r\n" + b"bowline " * 130_000 + b"\r\n", proof=PASS).state == "routed"
    (copy,) = village.ana.reads()
    assert max(map(len, copy.raw.split(b"\r\n"))) <= 998


def test_a_header_of_ten_thousand_lines_hides_nobody(village):
    raw = PLAIN + b"X-Pad: x\r\n" * 10_000 + b"From: ana@example.org\r\n\r\nWho of us two is it?\r\n"
    assert village.brings(raw, proof=PASS).state in ("held", "routed")
    assert all(copy["From"].startswith("Bob via") for copy in village.dora.reads())


def test_a_header_that_is_slipped_into_a_field_stays_words(village):
    subject = b"=?utf-8?q?Hello=0D=0ABcc:_eve@evil.example=0D=0A=0D=0Ainjected?="
    assert (
        village.brings(PLAIN.replace(b"Shapes", subject) + b"\r\nHello all.\r\n", proof=PASS).state
        == "routed"
    )
    (copy,) = village.ana.reads()
    assert copy["Bcc"] is None
    assert copy.raw.count(b"\r\nSubject:") == 1


def test_twenty_shapes_in_one_batch_do_not_disturb_each_other(village):
    raws = [
        PLAIN.replace(b"<shape", b"<%d" % n) + b"\r\nPost number %d of a batch.\r\n" % n for n in range(10)
    ]
    hostile = [
        of_parts(10_000),
        b"",
        b"\0" * 500,
        b"From: x\r\n" * 3_000,
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n--",
    ]
    with village.at_once():
        for good, bad in zip(raws, hostile * 2, strict=True):
            village.brings(good, proof=PASS)
            village.brings(bad, proof=PASS)
    assert InboundMail.objects.filter(state="routed").count() >= 10
    assert len(village.ana.reads()) >= 10
