"""Greeting, EHLO, STARTTLS and AUTH: what is said, and what is refused."""

import base64
import ssl
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.delivery import tests
from mooc.delivery.tests.server import served
from mooc.delivery.transports.base import Verdict
from mooc.delivery.transports.relay import Relay, Tls
from mooc.delivery.transports.wire import opening, tls
from mooc.delivery.transports.wire.opening import Opening, Refused, Step

from .carrying import carrying
from .fakes import copy
from .scripted import HELLO, scripted

pytestmark = [pytest.mark.once, pytest.mark.filterwarnings("ignore:Requiring AUTH")]

# A certificate that nobody vouches for, and its key; worth nothing outside these tests.
UNPROVEN = Path(tests.__file__).parent / "localhost.pem"


@pytest.fixture
def certified():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(UNPROVEN)
    return context


@pytest.fixture
def vouched(monkeypatch):
    """Somebody vouches for the certificate after all."""
    real = ssl.create_default_context

    def trusting(**options):
        context = real(**options)
        context.load_verify_locations(UNPROVEN)
        return context

    monkeypatch.setattr(tls.ssl, "create_default_context", trusting)


def carried(url, **more):
    """Carry one copy; return its verdict and text."""
    with carrying(url, **more) as work:
        work.offer(copy(1))
        return work.wait(1)[1], work.text(1)


def opened(*replies, user="", password="", mode=Tls.OFFERED, host="127.0.0.1"):
    """Play the replies; return what was said, and the opening."""
    begun = Opening(Relay(host, 25, mode, user, password), "mooc.localhost")
    said = []
    for reply in replies:
        answer = begun.receive(reply.encode())
        said.append(answer)
        if answer is Step.ENCRYPT:
            said.append(begun.encrypted())
    return said, begun


def test_a_server_without_esmtp_is_greeted_the_old_way_and_gets_one_command_at_a_time():
    def old(peer):
        peer.say("220 mx.example")
        peer.until("EHLO")
        peer.say("502 what?")
        peer.until("HELO")
        peer.say("250 mx.example")
        for number in (1, 2):
            peer.until("MAIL")
            assert not peer._buffer, "it did not wait for an answer"
            peer.say("250 fine")
            peer.until("RCPT")
            assert not peer._buffer, "it did not wait for an answer"
            peer.say("250 fine")
            peer.until("DATA")
            peer.say("354 go on")
            peer.message()
            assert not peer._buffer, "it did not wait for an answer"
            peer.say(f"250 taken {number}")

    with scripted(old) as server, carrying(server.url) as work:
        work.offer(copy(1), copy(2))
        assert work.wait(2) == {1: Verdict.ACCEPTED, 2: Verdict.ACCEPTED}
    assert "MAIL FROM:<bounce-1@mooc.localhost>" in server.heard()


@given(st.lists(st.integers(0, 200), max_size=10))
def test_replies_may_come_in_any_pieces(cuts):
    begun = Opening(Relay("127.0.0.1", 25, Tls.OFFERED, "u", "p"), "mooc.localhost")
    said = []
    for reply in (
        "220-mx\r\n220 mx\r\n",
        "250-mx\r\n250-PIPELINING\r\n250 AUTH LOGIN\r\n",
        "334 x\r\n",
        "334 y\r\n",
    ):
        places = sorted({cut % (len(reply) + 1) for cut in cuts} | {0, len(reply)})
        for start, end in pairwise(places):
            said.append(begun.receive(reply[start:end].encode()))
    assert [word for word in said if word] == [
        b"EHLO mooc.localhost\r\n",
        b"AUTH LOGIN\r\n",
        base64.b64encode(b"u") + b"\r\n",
        base64.b64encode(b"p") + b"\r\n",
    ]
    begun.receive(b"235 welcome\r\n")
    assert begun.features.pipelining


def test_it_signs_in_by_plain_where_that_is_offered():
    said, _ = opened("220 mx\r\n", "250-mx\r\n250 AUTH LOGIN PLAIN\r\n", user="josé", password="p:w")
    assert said[1] == b"AUTH PLAIN " + base64.b64encode("\0josé\0p:w".encode()) + b"\r\n"


def test_it_says_so_when_there_is_no_way_to_sign_in():
    with pytest.raises(Refused, match="CRAM-MD5"):
        opened("220 mx\r\n", "250-mx\r\n250 AUTH CRAM-MD5\r\n", user="u", password="p")
    with pytest.raises(Refused, match="no way at all"):
        opened("220 mx\r\n", "250 mx\r\n", user="u", password="p")


def test_a_wrong_password_is_our_fault_and_is_not_repeated_to_anyone():
    with served(user="mooc", password="right") as post:
        verdict, text = carried(post.url, user="mooc:wrong")
    assert verdict is Verdict.OUR_FAULT
    assert "535" in text
    assert "wrong" not in text


def test_it_signs_in_with_the_name_and_password_of_email_url():
    with served(user="mooc@example.org", password="r:ght/") as post:
        assert carried(post.url, user="mooc%40example.org:r%3Aght%2F")[0] is Verdict.ACCEPTED


def test_a_greeting_that_refuses_us_for_good_is_our_fault():
    with scripted(lambda peer: peer.say("554 5.7.1 go away")) as server:
        verdict, text = carried(server.url)
    assert verdict is Verdict.OUR_FAULT
    assert text.endswith("554 5.7.1 go away")


def test_a_greeting_that_refuses_us_for_now_is_no_relay_to_speak_to():
    with scripted(lambda peer: peer.say("421 4.3.2 too busy")) as server:
        verdict, text = carried(server.url)
    assert verdict is Verdict.UNREACHABLE
    assert text == f"{server.url[7:]}: 421 4.3.2 too busy"


def test_it_encrypts_where_the_relay_offers_it_even_unproven(certified):
    with served(tls_context=certified, require_starttls=True) as post:
        assert carried(post.url)[0] is Verdict.ACCEPTED


def test_a_relay_that_must_prove_its_name_and_cannot_is_not_used(certified):
    with served(tls_context=certified) as post:
        verdict, text = carried(post.url + "?starttls=1")
    assert verdict is Verdict.UNREACHABLE
    assert "certificate" in text


def test_no_password_goes_to_a_relay_that_cannot_prove_its_name(certified):
    with served(tls_context=certified) as post:
        verdict, text = carried(post.url, user="u:p")
    assert verdict is Verdict.UNREACHABLE
    assert "certificate" in text


@pytest.mark.usefixtures("vouched")
def test_a_proven_relay_gets_mail_and_password(certified):
    with served(tls_context=certified, user="u", password="p", require_starttls=True) as post:
        url = post.url.replace("smtp://", "smtp+tls://")
        with carrying(url, user="u:p", connections=3) as work:
            work.offer(*(copy(number, raw=b"%07d\r\n" % number * 10_000) for number in range(1, 31)))
            assert set(work.wait(30).values()) == {Verdict.ACCEPTED}
    assert {content for _, _, content in post.arrived} == {b"%07d\r\n" % n * 10_000 for n in range(1, 31)}


@pytest.mark.usefixtures("vouched")
def test_a_relay_may_encrypt_from_the_first_byte(certified):
    with served(ssl_context=certified) as post:
        assert carried(post.url.replace("smtp://", "smtps://"))[0] is Verdict.ACCEPTED


def test_a_relay_that_must_encrypt_and_does_not_offer_it_is_not_used():
    # This is also what somebody in the middle does who wants to read along: he leaves STARTTLS out.
    with served() as post:
        verdict, text = carried(post.url + "?starttls=1")
    assert verdict is Verdict.UNREACHABLE
    assert "STARTTLS" in text


def test_no_password_goes_in_the_clear_to_another_machine(monkeypatch):
    monkeypatch.setattr(opening, "is_this_machine", lambda host: False)
    with scripted(lambda peer: peer.greet("250-mx\r\n250 AUTH PLAIN")) as server:
        verdict, text = carried(server.url, user="u:p")
        assert verdict is Verdict.UNREACHABLE
        assert "passwords in the clear" in text
        assert not [line for line in server.heard() if line.startswith("AUTH")]


def test_encryption_can_be_done_without_where_that_is_said(certified):
    with served(tls_context=certified) as post:
        assert carried(post.url + "?starttls=0")[0] is Verdict.ACCEPTED


def test_what_was_slipped_in_before_encryption_is_forgotten(certified):
    def slipping(peer):
        peer.greet(HELLO.replace("250 8BITMIME", "250-STARTTLS\r\n250 8BITMIME"))
        peer.until("STARTTLS")
        peer.say("220 go on", "250-mx.example", "250 AUTH PLAIN SMTPUTF8")
        peer.encrypt(certified)
        peer.until("EHLO")
        peer.say("250-mx.example", "250 SIZE 5")
        peer.serve()

    with scripted(slipping) as server:
        verdict, text = carried(server.url)
    # What counts is what was said under encryption: five bytes at most.
    assert (verdict, text[:9]) == (Verdict.REJECTED, "552 5.3.4")


def test_a_part_of_a_reply_slipped_in_before_encryption_is_forgotten_too():
    said, begun = opened("220 mx\r\n", "250-mx\r\n250 STARTTLS\r\n", "220 go\r\n250-evil")
    assert said[2:] == [Step.ENCRYPT, b"EHLO mooc.localhost\r\n"]
    begun.receive(b"250 mx\r\n")
    assert begun.features is not None


def test_a_refused_starttls_is_told():
    with pytest.raises(Refused, match=r"454 4\.7\.0 TLS"):
        opened("220 mx\r\n", "250-mx\r\n250 STARTTLS\r\n", "454 4.7.0 TLS not available\r\n")


def test_a_server_that_speaks_before_it_is_asked_is_left():
    with pytest.raises(Refused, match="spoke before"):
        opened("220 mx\r\n250 mx\r\n")
    with pytest.raises(Refused, match="spoke before"):
        opened("220 mx\r\n250 m")
