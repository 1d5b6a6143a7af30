"""Servers that break the rules, or break down."""

import time
from dataclasses import replace

import pytest

from mooc.delivery.transports.base import Verdict

from .carrying import SOON, carrying
from .fakes import copy
from .scripted import scripted

pytestmark = pytest.mark.once
GOOD = Verdict.ACCEPTED


def first_only(play):
    """The first connection is played so, later ones well."""

    def choose(peer):
        peer.greet()
        if peer.number == 1:
            play(peer)
        peer.serve()

    return choose


def carried(play, count=3, **more):
    """Carry copies to such a server; return their verdicts and the work."""
    with scripted(play) as server, carrying(server.url, **more) as work:
        work.offer(*(copy(number) for number in range(1, count + 1)))
        work.wait(count)
    return work.verdicts(), work


def test_a_connection_closed_after_data_defers_that_copy():
    def play(peer):
        peer.until("DATA")
        peer.close()

    found, work = carried(first_only(play))
    assert found == {1: Verdict.DEFERRED, 2: GOOD, 3: GOOD}
    assert work.watch.handed == [2, 3]


def test_a_connection_closed_at_the_dot_leaves_that_copy_in_doubt():
    def play(peer):
        peer.envelope()
        peer.message()
        peer.close()

    found, _ = carried(first_only(play))
    assert found == {1: Verdict.UNCERTAIN, 2: GOOD, 3: GOOD}


def test_a_connection_closed_within_the_next_envelope_costs_that_copy_nothing():
    def play(peer):
        peer.serve(1)
        peer.close()

    found, _ = carried(first_only(play))
    assert set(found.values()) == {GOOD}


def test_a_server_that_stalls_at_the_dot_leaves_that_copy_in_doubt():
    def play(peer):
        peer.envelope()
        peer.message()
        time.sleep(1)

    found, work = carried(first_only(play), times=replace(SOON, final_dot=0.1))
    assert found == {1: Verdict.UNCERTAIN, 2: GOOD, 3: GOOD}
    assert "took too long" in work.text(1)


def test_a_server_that_stalls_before_data_defers_that_copy():
    def play(peer):
        peer.until("DATA")
        time.sleep(1)

    found, work = carried(first_only(play), times=replace(SOON, command=0.1))
    assert found == {1: Verdict.DEFERRED, 2: GOOD, 3: GOOD}
    assert work.watch.handed == [2, 3]


def test_a_server_that_stops_reading_is_given_up():
    def play(peer):
        peer.envelope()
        time.sleep(1.5)

    with scripted(first_only(play)) as server, carrying(server.url, times=replace(SOON, block=0.2)) as work:
        work.offer(copy(1, raw=b"x" * 50_000_000), copy(2))
        found = work.wait(1)
        assert found[1] is Verdict.REJECTED, "over the size that it names"
    big = "250-mx\r\n250 PIPELINING"

    def choose(peer):
        peer.greet(big)
        if peer.number == 1:
            play(peer)
        peer.serve()

    with scripted(choose) as server, carrying(server.url, times=replace(SOON, block=0.2)) as work:
        work.offer(copy(1, raw=b"x" * 50_000_000), copy(2))
        assert work.wait(2) == {1: Verdict.DEFERRED, 2: GOOD}, "its dot never left"


def test_354_after_a_refused_recipient_sends_no_message():
    def play(peer):
        peer.until("DATA")
        peer.say("250 fine", "550 5.1.1 nobody", "354 go on")
        assert peer.message() == []
        peer.say("250 taken all the same")

    found, work = carried(first_only(play))
    assert found == {1: Verdict.REJECTED, 2: GOOD, 3: GOOD}
    assert work.text(1) == "550 5.1.1 nobody"
    assert work.watch.handed == [2, 3]


def test_421_within_a_pipeline_defers_that_copy():
    def play(peer):
        peer.until("DATA")
        peer.say("250 fine", "421 4.3.2 shutting down")
        peer.close()

    found, work = carried(first_only(play))
    assert found == {1: Verdict.DEFERRED, 2: GOOD, 3: GOOD}
    assert work.text(1) == "421 4.3.2 shutting down"


def test_421_in_the_answers_to_a_message_and_its_next_envelope():
    def play(peer):
        peer.envelope()
        peer.message()
        peer.say("250 taken", "421 4.7.0 that was enough")
        peer.close()

    found, _ = carried(first_only(play))
    assert set(found.values()) == {GOOD}


def test_garbage_defers_that_copy():
    def play(peer):
        peer.until("DATA")
        peer.connection.sendall(b"\x16\x03\x01 hello?\n" * 20)

    found, work = carried(first_only(play))
    assert found == {1: Verdict.DEFERRED, 2: GOOD, 3: GOOD}
    assert "no SMTP reply" in work.text(1)


def test_a_server_that_is_no_smtp_server_at_all_is_unreachable():
    with scripted(lambda peer: peer.say("HTTP/1.1 400 Bad Request")) as server, carrying(server.url) as work:
        work.offer(copy(1), copy(2))
        assert work.wait(1) == {1: Verdict.UNREACHABLE}
        assert "no SMTP reply" in work.text(1)


def test_a_server_that_says_nothing_is_unreachable():
    with (
        scripted(lambda peer: time.sleep(1)) as server,
        carrying(server.url, times=replace(SOON, greeting=0.1)) as work,
    ):
        work.offer(copy(1), copy(2))
        assert work.wait(1) == {1: Verdict.UNREACHABLE}
        assert "took too long" in work.text(1)


def test_single_bytes_are_replies_in_the_end():
    def slowly(peer):
        whole = peer.say

        def say(*lines):
            for byte in "".join(f"{line}\r\n" for line in lines).encode():
                peer.connection.sendall(bytes([byte]))

        peer.say = say
        peer.greet()
        peer.serve()
        peer.say = whole

    found, _ = carried(slowly, 5)
    assert set(found.values()) == {GOOD}


def test_a_relay_that_grants_one_connection_gets_all_its_mail_over_that_one():
    def grudging(peer):
        if peer.number > 1:
            peer.say("421 4.7.0 too many connections")
            peer.close()
        peer.greet()
        peer.serve()

    found, _ = carried(grudging, 60, connections=5)
    assert set(found.values()) == {GOOD}


def test_a_refusal_as_soon_as_the_message_is_too_long_is_heard():
    def play(peer):
        peer.until("DATA")
        peer.say("250 fine", "250 fine", "354 go on")
        peer.connection.recv(100_000)
        peer.say("552 5.3.4 that is enough")
        time.sleep(0.3)
        peer.close()

    def choose(peer):
        peer.greet("250-mx\r\n250 PIPELINING")
        if peer.number == 1:
            play(peer)
        peer.serve()

    with scripted(choose) as server, carrying(server.url) as work:
        work.offer(copy(1, raw=b"x" * 50_000_000), copy(2))
        assert work.wait(2) == {1: Verdict.REJECTED, 2: GOOD}
        assert work.text(1) == "552 5.3.4 that is enough"


def test_many_dying_connections_count_as_one_loss():
    def dying(peer):
        peer.greet()
        if peer.number > 6:
            peer.serve()
        peer.serve(8)
        peer.envelope()
        peer.close()

    found, _ = carried(dying, 200, connections=6)
    assert Verdict.UNREACHABLE not in found.values()


def test_recall_ends_an_envelope_whose_message_has_not_left():
    def play(peer):
        peer.until("DATA")
        time.sleep(0.3)
        peer.say("250 fine", "250 fine", "354 go on")
        peer.message()

    with scripted(first_only(play)) as server, carrying(server.url) as work:
        work.offer(copy(1), copy(2))
        until = time.monotonic() + 5
        while "DATA" not in server.heard() and time.monotonic() < until:
            work.turn()
        assert work.wire.recall() == [1, 2]
        work.offer(copy(3))
        assert work.wait(1) == {3: GOOD}
    assert work.watch.handed == [3]


def test_closing_does_not_wait_for_a_server_that_stalls():
    def play(peer):
        peer.envelope()
        peer.message()
        time.sleep(3)

    with scripted(first_only(play)) as server, carrying(server.url) as work:
        work.offer(copy(1))
        until = time.monotonic() + 5
        while not work.watch.handed and time.monotonic() < until:
            work.turn()
        started = time.monotonic()
        work.wire.close()
        assert time.monotonic() - started < 1
        assert work.answers == []
