"""What a report says stays the same however it is wrapped, encoded, translated, signed or quoted around."""

import base64
import email.mime.text
import quopri
import random
import re
import textwrap
from html import escape

import pytest

from mooc.pure.mailkit.bounces import read_bounce

from .shapes import ANSWERS, OWN_WORDS, REMOTE

pytestmark = pytest.mark.once

RETURNED = """Return-Path: <list@relay.example.org>
Message-ID: <copy-1.abcdefghijklmnop@relay.example.org>
From: Mechanical MOOC <list@relay.example.org>
To: bob
Subject: Week 2

Read chapter two: mailbox full, user unknown, carol@example.org.
"""
BANNER = """** This e-mail came from outside. Do not open attachments from people you do not know. **

"""
FOOTER = """
--
This message may be confidential. If you are not the intended recipient, delete it.
Example Inc., 1 Spam Lane, policy department
"""


def words_of(shape, said, *, addr="bob@example.net", host="mx1.example.net"):
    return shape.body.replace("SAID", said).replace("ADDR", addr).replace("HOST", host)


def mail(
    shape,
    words,
    *,
    addr="bob@example.net",
    subject=None,
    charset="utf-8",
    encoding="8bit",
    kind="text/plain",
    returned="\n--- Below this line is a copy of the message.\n\n" + RETURNED,
):
    content = (words + returned).encode(charset, "replace")
    if encoding == "base64":
        content = base64.encodebytes(content)
    if encoding == "quoted-printable":
        content = quopri.encodestring(content)
    title = shape.subject if subject is None else subject
    extra = shape.extra.replace("ADDR", addr)
    head = (
        f"From: {shape.sender}\nTo: list@relay.example.org\nSubject: {title}\n{extra}"
        f"Message-ID: <report@relay.example.org>\nMIME-Version: 1.0\n"
        f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    )
    return head.encode() + content


def standard(
    shape, words, said, *, addr="bob@example.net", status_type="message/delivery-status", encoding="7bit"
):
    """A report by RFC 3464 whose words for humans are those of a shape."""
    code = next(iter(re.findall(r"[245]\.\d\.\d+", said)), "5.0.0" if said[0] == "5" else "4.0.0")
    fields = (
        f"Reporting-MTA: dns; relay.example.org\nArrival-Date: Mon, 2 Mar 2026 10:00:00 +0000\n\n"
        f"Original-Recipient: rfc822;{addr}\nFinal-Recipient: rfc822; {addr}\nAction: failed\nStatus:"
        f" {code}\n"
        f"Remote-MTA: dns; mx1.example.net\nDiagnostic-Code: smtp; {said}\n"
    ).encode()
    if encoding == "base64":
        fields = base64.encodebytes(fields)
    if encoding == "quoted-printable":
        fields = quopri.encodestring(fields)
    return (
        (
            f"From: {shape.sender}\nTo: list@relay.example.org\nSubject: {shape.subject}\nMIME-Version: 1.0\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
            f"--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{words}\n"
            f"--b\nContent-Type: {status_type}\nContent-Transfer-Encoding: {encoding}\n\n"
        ).encode()
        + fields
        + f"\n--b\nContent-Type: message/rfc822\n\n{RETURNED}\n--b--\n".encode()
    )


def is_dead(shape, dead):
    return dead == "yes" or (dead == "rcpt" and shape.proves)


def check(raw, dead, *, addr="bob@example.net"):
    report = read_bounce(raw)
    assert report.kind == "bounce"
    assert [(one.address, one.hard) for one in report.recipients] == [(addr, dead)]
    return report


each_form = pytest.mark.parametrize("shape", REMOTE, ids=lambda shape: shape.name)
each_own_form = pytest.mark.parametrize(
    ("shape", "dead"), OWN_WORDS, ids=lambda value: getattr(value, "name", value)
)


def answers(shape, *, addr="bob@example.net"):
    """Eight of the answers, other ones for each form and address."""
    some = random.Random(f"{shape.name} {addr}").sample(ANSWERS, 8)
    return [(said.replace("ADDR", addr), is_dead(shape, dead)) for said, dead in some]


@each_form
def test_it_reads_each_form_with_each_answer(shape):
    for answer, dead in ANSWERS:
        said = answer.replace("ADDR", "bob@example.net")
        report = check(mail(shape, words_of(shape, said)), is_dead(shape, dead))
        assert report.about == "<copy-1.abcdefghijklmnop@relay.example.org>"


@each_own_form
def test_it_reads_each_system_s_own_words(shape, dead):
    check(mail(shape, words_of(shape, "")), dead == "yes")


@each_form
@pytest.mark.parametrize(
    "host", ["spam-filter.policy.example.net", "blocklist.example.com", "[192.0.2.7]", "a.b.c.d.example"]
)
def test_the_name_of_a_host_says_nothing(shape, host):
    for said, dead in answers(shape):
        check(mail(shape, words_of(shape, said, host=host)), dead)


@each_form
@pytest.mark.parametrize(
    "addr",
    [
        "bob.o'neil+week2@sub.example.net",
        "spam@quota.example.net",
        "x@example.museum",
        "bob=40home@example.net",
        "jürgen@bücher.example",
        "4711@example.co.jp",
    ],
)
def test_nor_does_the_address(shape, addr):
    for said, dead in answers(shape, addr=addr):
        check(mail(shape, words_of(shape, said, addr=addr), addr=addr), dead, addr=addr)


@each_form
@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "base64"), ("utf-8", "quoted-printable"), ("utf-16", "base64"), ("x-unknown", "8bit")],
)
def test_nor_does_its_encoding(shape, charset, encoding):
    for said, dead in answers(shape):
        if charset == "x-unknown":
            raw = mail(shape, words_of(shape, said)).replace(b"charset=utf-8", b"charset=x-unknown")
        else:
            raw = mail(shape, words_of(shape, said), charset=charset, encoding=encoding)
        check(raw, dead)
        check(raw.replace(b"\n", b"\r\n"), dead)


@each_form
def test_nor_do_banner_and_footer(shape):
    for said, dead in answers(shape):
        check(mail(shape, BANNER + words_of(shape, said)), dead)
        check(mail(shape, words_of(shape, said), returned=FOOTER), dead)


@each_form
@pytest.mark.parametrize("width", [60, 72])
def test_nor_where_lines_are_broken(shape, width):
    for said, dead in answers(shape):
        wrapped = "\n".join(
            textwrap.fill(
                line, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
            )
            for line in words_of(shape, said).split("\n")
        )
        check(mail(shape, wrapped), dead)


@each_form
@pytest.mark.parametrize(
    "line", ["----- Original message -----", "------ This is a copy of your message. ------", ""]
)
def test_nor_how_the_mail_is_returned(shape, line):
    for said, dead in answers(shape):
        check(mail(shape, words_of(shape, said), returned=f"\n{line}\n\n{RETURNED}"), dead)


@each_form
def test_nor_whether_it_is_html_alone(shape):
    for said, dead in answers(shape):
        lines = "<br>\n".join(escape(line) for line in words_of(shape, said).split("\n"))
        html = f"<html><head><title>x</title></head><body><div>{lines}</div></body></html>"
        check(mail(shape, html, kind="text/html", returned=""), dead)


@each_form
@pytest.mark.parametrize(
    ("status_type", "encoding"),
    [
        ("message/delivery-status", "7bit"),
        ("message/delivery-status", "base64"),
        ("message/delivery-status", "quoted-printable"),
        ("message/global-delivery-status", "8bit"),
        ("text/plain; name=details.txt", "base64"),
        ("application/octet-stream", "quoted-printable"),
    ],
)
def test_beside_fields_for_machines_it_is_read_once(shape, status_type, encoding):
    for answer, dead in ANSWERS:
        if "https:" in answer and encoding == "quoted-printable":
            continue  # the parser takes the colon at the end of an encoded line for that of a field
        said = answer.replace("ADDR", "bob@example.net")
        raw = standard(shape, words_of(shape, said), said, status_type=status_type, encoding=encoding)
        check(raw, is_dead(shape, dead))


FIELDS = {
    "Status alone": ("Final-Recipient: rfc822; bob@example.net\nStatus: 5.1.1\n", True),
    "no Status": (
        "Final-Recipient: rfc822;bob@example.net\nAction: failed\nDiagnostic-Code: smtp; 550 5.1.1 no\n",
        True,
    ),
    "Status says otherwise": (
        "Final-Recipient: rfc822;bob@example.net\nAction: failed\nStatus: 4.0.0\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n",
        True,
    ),
    "the answer was for now": (
        "Final-Recipient: rfc822;bob@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp;"
        " 450 not now\n",
        False,
    ),
    "angle brackets, odd case, folded": (
        "FINAL-RECIPIENT: RFC822;\n <bob@example.net>\nACTION: Failed\nstatus: 5.1.1 (bad destination)\n"
        "diagnostic-code: SMTP;\n 550 5.1.1\n  no such\n user\n",
        True,
    ),
    "no address type": ("Final-Recipient: bob@example.net\nAction: failed\nStatus: 5.1.1\n", True),
    "original only": ("Original-Recipient: rfc822;bob@example.net\nAction: failed\nStatus: 5.1.1\n", True),
    "other than original": (
        "Original-Recipient: rfc822;list@example.org\nFinal-Recipient: rfc822;bob@example.net\nAction:"
        " failed\n"
        "Status: 5.1.1\n",
        True,
    ),
    "order of fields": ("Status: 5.1.1\nAction: failed\nFinal-Recipient: rfc822;bob@example.net\n", True),
    "delayed": ("Final-Recipient: rfc822;bob@example.net\nAction: delayed\nStatus: 5.1.1\n", False),
}


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("form", ["part", "no boundary", "text", "octets"])
def test_fields_are_read_wherever_they_stand(name, form):
    fields, dead = FIELDS[name]
    head = "From: MAILER-DAEMON@relay.example.org\nSubject: Undelivered mail\nMIME-Version: 1.0\n"
    top = "Reporting-MTA: dns; relay.example.org\n\n"
    report = 'multipart/report; report-type=delivery-status; boundary="b"'
    part = f"--b\nContent-Type: message/delivery-status\n\n{top}{fields}\n--b--\n"
    octets = f"--b\n\nSorry.\n--b\nContent-Type: application/octet-stream\n\n{top}{fields}\n--b--\n"
    raw = {
        "part": f"{head}Content-Type: {report}\n\n{part}",
        "no boundary": f"{head}Content-Type: multipart/report\n\n{part}",
        "text": f"{head}\nThis mail could not be delivered.\n\n{top}{fields}\n",
        "octets": f"{head}Content-Type: {report}\n\n{octets}",
    }[form]
    check(raw.encode(), dead)


def test_recipients_come_in_the_order_of_the_report():
    chance = random.Random(3)
    names = [f"{name}@example.net" for name in ("zoe", "ana", "bob", "mia", "carl")]
    for _ in range(20):
        chance.shuffle(names)
        fields = "\n".join(
            f"Final-Recipient: rfc822; {name}\nAction: failed\nStatus: 5.1.1\n" for name in names
        )
        head = "From: MAILER-DAEMON@relay.example.org\nSubject: x\nContent-Type: "
        part = f"--b\nContent-Type: message/delivery-status\n\n{fields}\n--b--\n"
        raw = f'{head}multipart/report; boundary="b"\n\n{part}'
        assert [one.address for one in read_bounce(raw.encode()).recipients] == names
        text = "".join(
            f"  {name}\n    SMTP error after RCPT TO:<{name}>:\n    550 no such user\n" for name in names
        )
        raw = f"X-Failed-Recipients: {', '.join(sorted(names))}\n{head}text/plain\n\nThese failed:\n\n{text}"
        assert [one.address for one in read_bounce(raw.encode()).recipients] == names


def test_an_address_in_utf_8_is_read_as_rfc_6533_writes_it():
    for written in ("utf-8; jürgen@bücher.example", "utf-8; j\\x{FC}rgen@b\\x{FC}cher.example"):
        raw = standard(
            REMOTE[0], "", "550 5.1.1 no", status_type="message/global-delivery-status", encoding="8bit"
        )
        raw = raw.replace(b"Final-Recipient: rfc822; bob@example.net", f"Final-Recipient: {written}".encode())
        check(raw, True, addr="jürgen@bücher.example")


@each_form
def test_the_mail_may_be_quoted_before_the_report(shape):
    for said, dead in answers(shape):
        before = f"----- Original message -----\nSubject: Week 2\n\nRead chapter two.\n\n{'-' * 30}\n\n"
        check(mail(shape, before + words_of(shape, said), returned=""), dead)


@each_form
def test_what_a_person_writes_about_a_report_is_a_post(shape):
    for said, _ in answers(shape):
        quoted = "\n".join(f"> {line}" for line in words_of(shape, said).split("\n"))
        reply = email.mime.text.MIMEText(f"Hi all,\n\nlook what I got:\n\n{quoted}\n\nAna\n")
        reply["From"], reply["Subject"] = "Ana <ana@example.org>", f"Fwd: {shape.subject}"
        reply["In-Reply-To"] = reply["References"] = "<report@relay.example.org>"
        report = read_bounce(reply.as_bytes())
        assert (report.kind, report.recipients) == ("post", ())
