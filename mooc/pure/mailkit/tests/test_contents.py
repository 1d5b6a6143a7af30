"""What a message holds besides its words: files, signatures, invitations, Outlook's wrapping."""

import base64
import os
import struct
from email.message import EmailMessage

import pytest

from mooc.pure.mailkit import bulk, read_letter
from mooc.pure.mailkit.invitations import invitation_words
from mooc.pure.mailkit.tnef import open_tnef

INVITATION = """BEGIN:VCALENDAR\r
METHOD:REQUEST\r
BEGIN:VEVENT\r
SUMMARY:Study hour\\, week 2\r
DTSTART;TZID=Europe/Vienna:20261129T180000\r
LOCATION:The\r
  library\r
END:VEVENT\r
END:VCALENDAR\r
"""


def mail(text="Hello.", html=None, files=()):
    made = EmailMessage()
    made["From"], made["Subject"] = "bob@example.net", "Hello"
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    for name, kind, content in files:
        main, sub = kind.split("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made


def tnef(*attributes):
    packed = b"".join(
        struct.pack("<BII", 2, kind, len(value)) + value + b"\0\0" for kind, value in attributes
    )
    return b"\x78\x9f\x3e\x22\x01\x00" + packed


def test_files_come_with_their_bytes():
    letter = read_letter(mail(files=[("plan.pdf", "application/pdf", b"%PDF")]).as_bytes())
    (file,) = letter.files
    assert (file.name, file.content_type, file.content, file.size) == (
        "plan.pdf",
        "application/pdf",
        b"%PDF",
        4,
    )
    assert letter.attachments == ("plan.pdf",)


def test_the_html_comes_as_it_was():
    letter = read_letter(mail(html="<p>Hello <b>all</b>.</p>").as_bytes())
    assert (letter.text.strip(), letter.html.strip()) == ("Hello.", "<p>Hello <b>all</b>.</p>")
    assert letter.files == ()


@pytest.mark.parametrize("kind", ["application/pgp-signature", "application/pkcs7-signature"])
def test_a_signature_is_neither_words_nor_a_file(kind):
    raw = (
        f'From: bob@example.net\nContent-Type: multipart/signed; boundary=q; protocol="{kind}"\n\n'
        "--q\nContent-Type: multipart/mixed; boundary=r\n\n--r\nContent-Type: text/plain\n\nSigned words.\n--r--\n"
        f'--q\nContent-Type: {kind}; name="smime.p7s"\nContent-Disposition: attachment\n\nMIIB\n--q--\n'
    )
    letter = read_letter(raw.encode())
    assert (letter.text.strip(), letter.files, letter.attachments) == ("Signed words.", (), ())


def test_an_invitation_without_words_says_what_and_when():
    raw = f"From: a@x.example\nContent-Type: text/calendar; method=REQUEST\n\n{INVITATION}"
    letter = read_letter(raw.encode())
    assert (
        letter.text
        == "Invitation: Study hour, week 2\nWhen: 2026-11-29 18:00 Europe/Vienna\nWhere: The library"
    )
    assert letter.attachments == ("invitation.ics",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", ""),
        ("BEGIN:VEVENT\nEND:VEVENT", ""),
        ("METHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:Tea", "Cancelled: Tea"),
        ("BEGIN:VEVENT\nDTSTART:20261129T180000Z", "Invitation: an event\nWhen: 2026-11-29 18:00 UTC"),
        ("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261129", "Invitation: an event\nWhen: 2026-11-29"),
        ("BEGIN:VEVENT\nDTSTART:soon", "Invitation: an event\nWhen: soon"),
    ],
)
def test_invitations_of_all_kinds(given, said):
    assert invitation_words(given) == said


def test_a_winmail_is_opened():
    wrapped = tnef(
        (0x0002800C, b"Words of Outlook\r\n\0"),
        (0x00069002, b"\0" * 14),
        (0x00018010, b"plan.doc\0"),
        (0x0006800F, b"its bytes"),
        (0x00069002, b"\0" * 14),
        (0x0006800F, b"no name"),
    )
    raw = mail(text=" ", files=[("winmail.dat", "application/ms-tnef", wrapped)]).as_bytes()
    letter = read_letter(raw)
    assert letter.text.strip() == "Words of Outlook"
    assert [(file.name, file.content) for file in letter.files] == [
        ("plan.doc", b"its bytes"),
        ("unnamed", b"no name"),
    ]


@pytest.mark.parametrize("content", [b"", b"\x78\x9f\x3e\x22", b"nothing", tnef((1, b"x"))[:12]])
def test_what_is_no_winmail_stays_a_file(content):
    assert open_tnef(content) == ("", [])
    raw = mail(files=[("winmail.dat", "application/ms-tnef", content)]).as_bytes()
    assert read_letter(raw).attachments == ("winmail.dat",)


def test_long_files_are_lifted_out_and_put_back():
    content = os.urandom(300_000)
    raw = mail(files=[("a.bin", "application/x-big", content), ("b.bin", "application/x-big", content[::-1])])
    short, lifted = bulk.lift(raw.as_bytes())
    assert len(short) < 3_000
    assert len(lifted) == 2
    assert [file.content for file in read_letter(raw.as_bytes()).files] == [content, content[::-1]]


def test_long_words_in_base64_are_read():
    words = "Many words. " * 5_000
    encoded = base64.encodebytes(words.encode()).decode()
    raw = f"From: a@x.example\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{encoded}"
    assert read_letter(raw.encode()).text == words


def test_a_mail_that_speaks_of_what_was_lifted_out_is_left_as_it_is():
    raw = mail(text="=lifted-out-0=", files=[("a", "application/x-big", os.urandom(100_000))]).as_bytes()
    assert bulk.lift(raw) == (raw, [])
    assert read_letter(raw).text.strip() == "=lifted-out-0="


def test_an_attached_mail_is_a_file():
    made = mail()
    made.add_attachment(mail(text="Inner words."))
    (file,) = read_letter(made.as_bytes()).files
    assert (file.name, file.content_type) == ("message.eml", "message/rfc822")
    assert b"Inner words." in file.content


def test_a_picture_tells_by_which_name_the_html_shows_it():
    made = mail(html='<img src="cid:dot">')
    made.get_payload()[1].add_related(
        b"GIF", maintype="image", subtype="gif", cid="<dot>", disposition="inline"
    )
    (file,) = read_letter(made.as_bytes()).files
    assert (file.name, file.content_id) == ("image/gif", "dot")
