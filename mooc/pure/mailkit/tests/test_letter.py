import random
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mooc.pure.mailkit import letter as reading
from mooc.pure.mailkit import read_letter
from mooc.pure.mailkit.contents import MAX_TEXT

POST = b"""Received: from a by b\r
Received: from c by d\r
From: =?utf-8?q?Zo=C3=AB?= <zoe@example.org>\r
To: group-12@mooc.example\r
Subject: =?utf-8?b?8J+QjQ==?= my\r
 Nim\r
Message-ID: <one@example.org>\r
In-Reply-To: <copy-1@mooc.example>\r
References: <copy-0@mooc.example>\r
 <copy-1@mooc.example>\r
Auto-Submitted: No\r
Content-Type: text/plain; charset=utf-8\r
\r
It always wins, \xc3\xa9h?\r
"""
REPORT = b"""From: MAILER-DAEMON@mx.example.org
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; bob@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such
 user
--b
Content-Type: message/rfc822

Message-ID: <copy-7.abc@mooc.example>
Subject: Week 3

text
--b--
"""


def mixed(*parts):
    body = b"".join(b"--b\n" + one + b"\n" for one in parts)
    return b'Content-Type: multipart/mixed; boundary="b"\n\n' + body + b"--b--\n"


def test_it_reads_what_a_member_wrote():
    letter = read_letter(POST)
    assert (letter.from_name, letter.from_addr) == ("Zoë", "zoe@example.org")
    assert letter.subject == "🐍 my Nim"
    assert letter.text.strip() == "It always wins, éh?"
    assert letter.message_id == "<one@example.org>"
    assert letter.in_reply_to == "<copy-1@mooc.example>"
    assert letter.references == ("<copy-0@mooc.example>", "<copy-1@mooc.example>")
    assert (letter.auto_submitted, letter.received_count, letter.defects) == ("no", 2, ())
    assert letter.header("To") == "group-12@mooc.example"


def test_it_reads_a_delivery_report():
    letter = read_letter(REPORT)
    assert letter.is_delivery_report
    (reported,) = letter.reported
    assert (reported.address, reported.status, reported.action) == ("bob@example.org", "5.1.1", "failed")
    assert reported.diagnostic == "550 5.1.1 no such user"
    assert letter.reported_message_id == "<copy-7.abc@mooc.example>"


def test_html_alone_becomes_words():
    html = (
        b"Content-Type: text/html\n\n<style>p{}</style><p>Hello&nbsp;all</p><div>fine &amp; well<br>bye</div>"
    )
    assert read_letter(html).text == "Hello all\nfine & well\nbye"


def test_attachments_are_named_and_left_out():
    letter = read_letter(
        mixed(
            b"Content-Type: text/plain\n\nsee attached",
            b'Content-Type: image/png; name="nim.png"\nContent-Disposition: attachment; filename="nim.png"\n\nxx',
            b"Content-Type: application/pdf\n\nxx",
        )
    )
    assert letter.text == "see attached"
    assert letter.attachments == ("nim.png", "application/pdf")


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        ("x-unknown", "é".encode(), "é"),
        ("utf-8", b"\xe9", "é"),
        ("iso-8859-15", b"\xa4", "€"),
        ("idna", b"plain", "plain"),
        ("hex", b"zz", "zz"),
        ("unicode_escape", b"\\x41", "\\x41"),
        ("utf-8\0evil", "é".encode(), "é"),
    ],
)
def test_an_unknown_or_lying_charset_loses_no_words(charset, content, text):
    assert read_letter(f"Content-Type: text/plain; charset={charset}\n\n".encode() + content).text == text


@given(st.binary(max_size=2000))
@example(b"")
@example(b"\0" * 100)
@example(b"Content-Type: multipart/mixed; boundary=\n\n--\n--\n")
@example(b"Subject: =?utf-8?b?////?= =?x?q??=\n\n")
@example(b"Content-Type: text/plain; charset*0*=utf-8'en\n\nx")
@example(b"Content-Type: text/plain; name*=x''%ff; charset=\"=?utf-8?q?a?=\"\n\nx")
@example(b"Content-Transfer-Encoding: x-uuencode\n\nbegin 666 x\n\xff\n")
@example(b"From: <<<<@@>>>>,,,\nFrom: second\nMessage-ID: none\n\n")
def test_no_bytes_make_it_raise(raw):
    read_letter(raw)


def test_no_spoilt_mail_makes_it_raise():
    chance = random.Random(7)
    for base in (POST, REPORT):
        for _ in range(300):
            raw = bytearray(base)
            for _ in range(chance.randint(1, 8)):
                position = chance.randrange(len(raw))
                raw[position : position + chance.randint(0, 9)] = chance.randbytes(chance.randint(0, 9))
            read_letter(bytes(raw))


def test_hostile_nesting_and_size_cost_little(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 5_000_000)
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))
    messages = b"Content-Type: message/rfc822\n\n" * 3000
    many = mixed(*[b"Content-Type: text/plain\n\nx"] * 5000)
    huge = b"Subject: x\n\n" + b"word " * (5_000_000 // 4)
    wide = b"X: y\n" * 20_000 + b"\nbody"
    started = time.process_time()
    letters = [read_letter(raw) for raw in (nested, messages, many, huge, wide)]
    assert time.process_time() - started < 8
    assert all(letter.defects for letter in letters)
    assert len(letters[3].text) == MAX_TEXT


@pytest.mark.parametrize(
    "sender",
    [
        "=?utf-8?q?bob@example.org?= <mallory@example.net>",
        "=?utf-8?q?<bob@example.org>,?= <mallory@example.net>",
        "bob@example.org <mallory@example.net>",
        "<bob@example.org> <mallory@example.net>",
        "bob@example.org, mallory@example.net",
        "x:bob@example.org;mallory@example.net",
        "mallory@example.net\r\nFrom: bob@example.org",
        "bob@example.org" + " " * 5_000 + "<mallory@example.net>",
    ],
)
def test_a_mail_that_names_two_writers_names_none(sender):
    assert read_letter(f"From: {sender}\r\nSubject: x\r\n\r\nHi.".encode()).from_addr == ""


@pytest.mark.parametrize(
    ("sender", "read"),
    [
        ("bob@example.org <Bob@example.org>", ("", "bob@example.org")),
        ("=?utf-8?q?J=C3=B6rg=2C_M?= <j@example.org>", ("Jörg, M", "j@example.org")),
        ("=?utf-8?b?Ym9iQGV4YW1wbGUub3Jn?= <j@example.org>", ("bob@example.org", "j@example.org")),
        ('"Straße, B"\r\n <b@example.org>', ("Straße, B", "b@example.org")),
    ],
)
def test_one_writer_is_read_however_he_is_written(sender, read):
    letter = read_letter(f"From: {sender}\r\nSubject: x\r\n\r\nHi.".encode())
    assert (letter.from_name, letter.from_addr) == read


@pytest.mark.parametrize(
    "page",
    [
        "<p>Hi.</p>" + "<div>" * 100_000,
        "Hi.<div " + " ".join(f"a{number}" for number in range(80_000)) + "></div>",
        "<style>p {}</style>Hi." + "<b>" * 5_000 + "<script>no()</script>" + "<a" * 100_000,
    ],
)
def test_a_page_made_to_keep_a_parser_busy_is_read_at_once(page):
    started = time.monotonic()
    letter = read_letter(b"From: a@example.org\r\nContent-Type: text/html\r\n\r\n" + page.encode())
    assert letter.text.startswith("Hi.") and "no()" not in letter.text and "p {}" not in letter.text
    assert time.monotonic() - started < 5


def attached(name, content):
    head = f'Content-Type: text/csv; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n\n'
    return head.encode() + content


def test_a_file_of_many_megabytes_comes_whole_however_it_is_encoded():
    rows = b",".join([b"week 1"] * 120) + b"\n"
    rows *= 6_000_000 // len(rows)
    raw = mixed(b"Content-Type: text/plain\n\nAll I measured.", attached("all.csv", rows))
    (file,) = read_letter(raw).files
    assert len(raw) > 5_500_000
    assert file.content.rstrip() == rows.rstrip()


def test_a_file_that_may_have_lost_its_end_is_only_named(monkeypatch):
    raw = mixed(attached("whole.csv", b"1,2"), attached("cut.csv", b"3,4\n" * 500))
    monkeypatch.setattr(reading, "MAX_BYTES", len(raw) - 900)
    letter = read_letter(raw)
    assert [(file.name, file.content, file.size) for file in letter.files] == [
        ("whole.csv", b"1,2", 3),
        ("cut.csv", b"", 0),
    ]
    assert letter.attachments == ("whole.csv", "cut.csv")
    assert "read only the first" in letter.defects[0]
