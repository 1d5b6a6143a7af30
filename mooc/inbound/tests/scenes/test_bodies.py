"""What mail programs write besides plain text, and what arrives of it."""

import pytest

from .village import PASS

HEAD = (
    b"From: Bob Miller <bob@example.net>\r\nTo: brass-lantern@mooc.localhost\r\nSubject: Bodies\r\n"
    b"Message-ID: <body@example.net>\r\nMIME-Version: 1.0\r\n"
)


def mixed(kind, *parts):
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return HEAD + b"Content-Type: " + kind + b'; boundary="b"\r\n\r\n' + body + b"--b--\r\n"


def part(kind, content, *fields):
    return b"\r\n".join([b"Content-Type: " + kind, *fields, b"", content])


TEXT = part(b"text/plain; charset=utf-8", b"Who has tied the bowline?")
BASE64 = b"Content-Transfer-Encoding: base64"


def relayed(village, raw):
    """Bring a mail in and return Ana's copy."""
    mail = village.brings(raw, "Who has tied the bowline?", proof=PASS)
    assert mail.state == "routed", mail.reason
    (copy,) = village.ana.reads()
    assert "Who has tied the bowline?" in copy.words
    return copy


def test_html_alone_arrives_as_words_and_without_its_traps(village):
    html = (
        b"<html><head><style>p{color:red}</style></head><body><p>Who has <b>tied</b> the bowline?</p>"
        b'<script>alert(1)</script><img src="https://track.example/pixel.gif?bob" width="1" height="1">'
        b'<a href="javascript:alert(1)">press</a><p onclick="alert(2)">Nobody?</p><form action="https://evil.example">'
        b'<input name="password"></form></body></html>'
    )
    copy = relayed(village, HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html)
    assert "Nobody?" in copy.words
    for trap in (
        "<script",
        "alert(",
        "track.example",
        "javascript:",
        "onclick",
        "<form",
        "<input",
        "color:red",
    ):
        assert trap not in copy.whole


def test_text_and_html_say_it_once(village):
    html = part(b"text/html; charset=utf-8", b"<p>Who has tied the bowline?</p>")
    copy = relayed(village, mixed(b"multipart/alternative", TEXT, html))
    assert copy.words.count("Who has tied the bowline?") == 1


def test_winmail_dat_does_not_hide_the_words(village):
    tnef = part(b'application/ms-tnef; name="winmail.dat"', b"eJ8+IgAAAAAA", BASE64)
    relayed(village, mixed(b"multipart/mixed", TEXT, tnef))


@pytest.mark.parametrize("content", [b"", b"eJ8+Ig==", b"AAAA" * 500, b"!!!!", b"eJ8+IgD/" + b"////" * 300])
def test_a_broken_winmail_dat_is_only_a_file(village, content):
    tnef = part(b'application/ms-tnef; name="winmail.dat"', content, BASE64)
    relayed(village, mixed(b"multipart/mixed", TEXT, tnef))


def test_an_invitation_to_a_meeting_arrives_with_its_words(village):
    calendar = (
        b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Knots\r\nDTSTART:20261124T180000Z\r\n"
        b"ORGANIZER:mailto:bob@example.net\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    invitation = part(b"text/calendar; method=REQUEST; charset=utf-8", calendar)
    relayed(village, mixed(b"multipart/alternative", TEXT, invitation))


@pytest.mark.parametrize("kind", [b"application/pkcs7-signature", b"application/pgp-signature"])
def test_a_signed_mail_is_posted_and_its_signature_is_no_attachment_to_speak_of(village, kind):
    signature = part(kind + b'; name="signature"', b"MIAGCSqGSIb3DQEHAqCA", BASE64)
    copy = relayed(village, mixed(b'multipart/signed; protocol="%s"; micalg=sha-256' % kind, TEXT, signature))
    assert "MIAGCSqGSIb3" not in copy.whole


def test_pgp_in_the_text_is_posted(village):
    clear = (
        b"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nWho has tied the bowline?\r\n"
        b"-----BEGIN PGP SIGNATURE-----\r\n\r\niQEzBAEBCAAdFiEE\r\n-----END PGP SIGNATURE-----"
    )
    relayed(village, HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + clear)


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CA\r\n",
        mixed(
            b"multipart/encrypted; protocol=application/pgp-encrypted",
            part(b"application/pgp-encrypted", b"Version: 1"),
            part(
                b"application/octet-stream; name=encrypted.asc", b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA"
            ),
        ),
    ],
    ids=["S/MIME", "PGP"],
)
def test_an_encrypted_mail_ends_somewhere_and_shows_no_gibberish(village, raw):
    assert village.brings(raw, proof=PASS).state in ("routed", "held")
    for copy in village.ana.reads():
        assert "MIAGCSqGSIb3" not in copy.words and "hQEMA" not in copy.words


def test_a_file_beside_the_words_does_not_travel_with_them(village):
    photo = part(
        b'image/png; name="bowline.png"', b"iVBORw0KGgo=", BASE64, b"Content-Disposition: attachment"
    )
    copy = relayed(village, mixed(b"multipart/mixed", TEXT, photo))
    assert not list(copy.message.iter_attachments())
    assert "iVBORw0KGgo" not in copy.whole


def test_a_forwarded_mail_is_posted_without_the_headers_of_a_report(village):
    inner = part(b"message/rfc822", b"From: someone@else.example\r\nSubject: Knots\r\n\r\nThe inner words.")
    relayed(village, mixed(b"multipart/mixed", TEXT, inner))


def test_a_forwarded_weekly_message_tells_nobody_the_links_of_who_forwards_it(village):
    from mooc.runs.links import own_links

    own = own_links()(village.bob.enrolment.pk)
    weekly = (
        "Look what we do this week!\n\n---------- Forwarded message ----------\n"
        "From: Gentle Python\nSubject: Week 3\n\n"
        f"This week: knots.\nYour page: {own['home_url']}\nStop: {own['stop_url']}\n{own['stop_address']}\n"
        f"https://checker.example/?url={own['stop_url'].replace(':', '%3A').replace('/', '%2F')}&x=1\n"
    )
    assert village.bob.writes(weekly).state == "routed"
    for copy in (*village.ana.reads(), *village.dora.reads()):
        assert "Look what we do this week!" in copy.words
        token = own["stop_address"].partition("+")[2].partition("@")[0]
        for secret in (own["home_url"], own["stop_url"], own["stop_address"], token):
            assert secret not in copy.whole
    html = "".join(
        f'<p>Again, as HTML: <a href="{own[name]}">here</a></p>' for name in ("home_url", "stop_url")
    )
    raw = (
        HEAD
        + b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Look what we do next week!</p>"
        + html.encode()
    )
    assert village.brings(raw, proof=PASS).state == "routed"
    for copy in (*village.ana.reads(), *village.dora.reads()):
        assert own["home_url"] not in copy.whole and own["stop_url"] not in copy.whole
