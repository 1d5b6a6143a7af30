import re
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_curve_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from dkim.canonicalization import Relaxed
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.pure.mailkit import Address, Source, compile, slot  # noqa: A004  (a mail is compiled)
from mooc.pure.mailkit.dkim import Key, relaxed_body, relaxed_field, sign
from mooc.pure.mailkit.dkim_keys import BadDkimKey, publishes, read_keys, record_of
from tests.dkim_oracle import verdicts

from .test_compiled import ANY, PLAIN, SOURCE

FULL = Source(
    headers=(
        *SOURCE.headers,
        ("Date", "Mon, 23 Nov 2026 12:00:00 +0000"),
        ("Reply-To", slot("reply_to")),
        ("List-Id", f"{slot('name')} <group-12.mooc.example>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Feedback-ID", "7:weekly:mooc:mooc-example"),
        ("References", "<a@example.org> <b@example.org>"),
    ),
    text=SOURCE.text,
    html=SOURCE.html,
)


@cache
def keys():
    rsa = generate_private_key(public_exponent=65537, key_size=2048)
    return (
        Key("mooc.example", "m-ed25519", Ed25519PrivateKey.generate()),
        Key("mooc.example", "m-rsa", rsa),
    )


def records():
    return {f"{key.selector}._domainkey.{key.domain}": record_of(key.private) for key in keys()}


def filled(**values):
    return compile(FULL).fill(PLAIN | {"reply_to": "group-12@mooc.example"} | values)


def pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def signed_names(raw):
    head = raw.split(b"\r\n\r\n")[0].replace(b"\r\n ", b"")
    return re.search(rb"; ?h=([^;]+);", head)[1].split(b":")


@given(name=ANY, words=ANY, text=ANY)
@settings(max_examples=60)
def test_every_message_that_we_can_fill_verifies(name, words, text):
    source = Source(FULL.headers, FULL.text + text, FULL.html + text)
    raw = compile(source).fill(
        PLAIN
        | {"name": name, "words": words, "from_name": name, "reply_to": "g@mooc.example"}
        | {"to": Address(name, "bob@example.org"), "stop": f"https://mooc.example/stop/{words}"}
    )
    signed = sign(raw, keys())
    assert signed.endswith(raw)
    assert verdicts(signed, records()) == [True, True]


SIGNS = [b" ", b"\t", b"\r\n", b"a", b"=", b"\0", b"\xff"]


@given(st.lists(st.sampled_from(SIGNS), max_size=30).map(b"".join))
def test_any_body_is_put_into_the_form_that_others_expect(body):
    on_the_wire = body if body.endswith(b"\r\n") or not body else body + b"\r\n"
    expected = Relaxed.canonicalize_body(on_the_wire)
    assert relaxed_body(body) == (expected if expected != b"\r\n" else b"")


def test_a_field_is_put_into_the_form_of_the_rfc():
    assert relaxed_field(b"b", b" Y\t\r\n\tZ  ") == b"b:Y Z\r\n"  # RFC 6376, 3.4.5


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"group-12@mooc", b"group-13@mooc"),
        (b"https://mooc.example/stop", b"https://eve.example/stop"),
        (b"One-Click", b"Two-Clicks"),
        (b"7:weekly", b"8:weekly"),
        (b"hello", b"hellp"),
        (b"Date: Mon", b"Date: Tue"),
    ],
)
def test_what_was_changed_on_the_way_does_not_verify(old, new):
    signed = sign(filled(), keys())
    assert old in signed
    assert verdicts(signed.replace(old, new), records()) == [False, False]


@pytest.mark.parametrize("name", ["From", "Subject", "Reply-To", "To", "Date", "Content-Type"])
def test_no_second_field_can_be_added_on_the_way(name):
    added = sign(filled(), keys()).replace(b"From:", name.encode() + b": eve@example.org\r\nFrom:", 1)
    assert verdicts(added, records()) == [False, False]


def test_it_signs_what_mail_programs_act_on():
    names = signed_names(sign(filled(), keys()))
    assert names.count(b"from") == 2
    assert {
        *(
            b"list-unsubscribe",
            b"list-unsubscribe-post",
            b"date",
            b"message-id",
            b"subject",
            b"to",
            b"reply-to",
        ),
        *(b"list-id", b"content-type", b"mime-version", b"feedback-id", b"references"),
    } <= set(names)


def test_a_field_that_is_not_there_is_not_claimed_unless_it_must_never_be():
    names = signed_names(sign(compile(SOURCE).fill(PLAIN), keys()))
    assert b"list-id" not in names
    assert b"reply-to" in names


def test_a_mailing_list_on_the_way_may_add_its_own_fields():
    signed = sign(filled(), keys()).replace(b"From:", b"Sender: list@example.org\r\nX-List: y\r\nFrom:", 1)
    assert verdicts(signed, records()) == [True, True]


def test_the_same_copy_has_the_same_signature_in_every_attempt():
    assert sign(filled(), keys()) == sign(filled(), keys())


def test_its_lines_stay_short():
    head = sign(filled(), keys()).split(b"From:")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78


def test_keys_are_read_one_after_the_other_even_from_one_line():
    text = "".join(pem(key.private) for key in keys())
    for given_text in (text, text.replace("\n", "\\n")):
        assert [record_of(key) for key in read_keys(given_text)] == list(records().values())


def test_a_key_is_found_in_its_record_however_that_is_written():
    ed25519, rsa = keys()
    written = record_of(rsa.private).replace("; ", ";").replace("k=rsa;", "")
    assert publishes(written[:80] + " " + written[80:], rsa.private)
    assert publishes("v=DKIM1; t=s; " + record_of(ed25519.private)[9:], ed25519.private)
    assert not publishes(record_of(rsa.private), ed25519.private)
    assert not publishes("v=DKIM1; k=rsa; p=", rsa.private)
    assert not publishes("v=DKIM1; p=&&&", rsa.private)


@pytest.mark.parametrize(
    "key",
    [
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n",
        pem(generate_curve_key(SECP256R1())),
    ],
    ids=["broken", "another kind"],
)
def test_what_cannot_sign_is_refused_without_showing_it(key):
    with pytest.raises(BadDkimKey) as error:
        read_keys(key)
    assert "c2VjcmV0" not in str(error.value)
    assert error.value.__suppress_context__ or error.value.__context__ is None
