"""Raw mails as organisers open them: whatever a stranger sends must not become an error page."""

import pytest

from mooc.web.letters import MOST_READ, open_letter

FROM = b"From: Charlie <charlie@example.com>\r\n"
NESTED = b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (depth, depth)
    for depth in range(1_500)
)


def test_it_shows_headers_as_a_person_reads_them():
    raw = (
        b"Message-ID: <1@example.com>\r\nSubject: =?utf-8?q?H=C3=A9?=\r\n llo\r\n"
        + FROM
        + b"Content-Type: text/html; charset=latin-1\r\n\r\n<p>\xe9</p>\r\n"
    )
    letter = open_letter(raw)
    assert letter.envelope == [("From", "Charlie <charlie@example.com>"), ("Subject", "Hé llo")]
    assert ("Message-ID", "<1@example.com>") in letter.headers
    assert (letter.text, letter.html) == ("", "<p>é</p>\n")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        FROM + b"Subject: =?utf-8?b?abcde?=\r\n\r\nHi.",
        FROM + b'Content-Type: text/plain; charset="utf-8\0"\r\n\r\nHi.',
        FROM + b"Content-Type: text/plain; charset=idna\r\n\r\nH\xffi.",
        FROM + b"Content-Type: text/plain; charset=undefined\r\n\r\nH\xffi.",
        FROM + NESTED + b"Hi.",
        FROM + b"Content-Type: message/rfc822\r\n\r\n" * 1_500 + b"Hi.",
    ],
)
def test_a_hostile_mail_opens(raw):
    open_letter(raw)


def test_of_a_mail_without_end_the_beginning_is_read():
    letter = open_letter(b"Subject: x\n\nbegin\n" + b"\n" * MOST_READ + b"end\n")
    assert "begin" in letter.text and "end" not in letter.text
