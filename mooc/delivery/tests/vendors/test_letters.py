import email.policy
from dataclasses import replace
from email import message_from_bytes

import pytest

from mooc.delivery.addresses import delivery_of_bounce_address
from mooc.delivery.transports.vendors.address import service_from_url
from mooc.delivery.transports.vendors.letters import letter, repeat_key

from .copies import copy

pytestmark = pytest.mark.once
MAILGUN = service_from_url("mailgun://key@mooc.example")


def test_sender_reader_and_subject_are_the_same_words():
    made = letter(copy(7), MAILGUN)
    assert made.from_email == '"Ana Sóuza via Group 12" <group-12@mooc.example>'
    assert made.to == ['"Miller, Bob" <reader-7@example.org>']
    assert made.reply_to == ['"Group 12" <group-12@mooc.example>']
    assert made.subject == "Grüße to all"


def test_the_reader_is_the_one_of_the_envelope():
    outgoing = copy(7, to="bob@xn--bcher-kva.example")
    assert letter(outgoing, MAILGUN).to == ['"Miller, Bob" <bob@xn--bcher-kva.example>']


def test_every_other_header_goes_along_on_one_line():
    headers = letter(copy(7), MAILGUN).extra_headers
    assert headers == {
        "Message-ID": copy(7).message_id,
        "In-Reply-To": "<one@letters.example>",
        "References": "<zero@letters.example> <one@letters.example>",
        "List-Id": "=?utf-8?q?Gr=C3=BCn?= <group-12.mooc.example>",
        "List-Unsubscribe": "<https://mooc.example/stop/t/>, <mailto:stop+t@mooc.example?subject=stop>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Feedback-ID": "1:post:mooc:mooc-example",
        "Auto-Submitted": "auto-generated",
    }


def test_a_signature_over_our_bytes_stays_here():
    outgoing = copy(7)
    signed = replace(outgoing, raw=b"DKIM-Signature: v=1; a=ed25519-sha256;\r\n b=AAAA\r\n" + outgoing.raw)
    assert "DKIM-Signature" not in letter(signed, MAILGUN).extra_headers


def test_both_parts_say_the_same_as_before():
    made = letter(copy(7), MAILGUN)
    assert made.body == "Grüße.\nWeek \n"
    assert [tuple(part) for part in made.alternatives] == [("<p>Grüße.</p>", "text/html")]
    assert not made.attachments


def test_nothing_is_tracked_where_a_message_can_say_so():
    made = letter(copy(7), MAILGUN)
    assert made.track_opens is False
    assert made.track_clicks is False


def test_events_can_name_the_copy():
    value = letter(copy(7), MAILGUN).metadata["mooc-copy"]
    assert delivery_of_bounce_address(f"bounces+{value}@x") == 7
    tags = letter(copy(7), service_from_url("mailersend://token")).tags
    assert tags == [f"mooc-copy-{value}"]


def test_the_mark_fits_what_services_allow():
    (value,) = letter(copy(10**17), MAILGUN).metadata.values()
    assert len(value) <= 80  # of Postmark


def test_the_key_is_the_same_in_each_attempt_and_of_no_other_copy():
    post = "<words@letters.example>"
    assert repeat_key(copy(7, author_id=post)) == repeat_key(copy(7, author_id=post))
    assert repeat_key(copy(7, author_id=post)) != repeat_key(copy(8, author_id=post))


def test_our_envelope_sender_goes_along_where_it_is_asked_for():
    asked = service_from_url("sparkpost://key?envelope=1")
    assert letter(copy(7), asked).envelope_sender == copy(7).mail_from
    assert not isinstance(letter(copy(7), service_from_url("sparkpost://key")).envelope_sender, str)


def test_brevo_gets_headers_in_ascii_and_the_key_among_them():
    headers = letter(copy(7), service_from_url("brevo://key")).extra_headers
    assert headers["List-Id"] == "<group-12.mooc.example>"
    assert headers["idempotencyKey"] == repeat_key(copy(7))


def test_it_makes_the_same_mail_again():
    """What Django would write from it has the words of the copy."""
    again = message_from_bytes(letter(copy(7), MAILGUN).message().as_bytes(), policy=email.policy.default)
    ours = message_from_bytes(copy(7).raw, policy=email.policy.default)
    for name in ("From", "To", "Reply-To", "Subject", "Message-ID", "List-Unsubscribe", "References"):
        assert str(again[name]) == str(ours[name])
    for kind in ("plain", "html"):
        parts = [one.get_body((kind,)).get_content().split() for one in (again, ours)]
        assert parts[0] == parts[1]
