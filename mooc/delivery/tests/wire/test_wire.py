"""The carrier against a real SMTP server."""

import socket
import time
from dataclasses import replace

import pytest

from mooc.delivery.tests.server import CLOSE, served
from mooc.delivery.transports.base import Verdict

from .carrying import SOON, carrying
from .fakes import copy

pytestmark = [pytest.mark.once, pytest.mark.filterwarnings("ignore:Requiring AUTH")]


def copies(*numbers):
    return [copy(number) for number in numbers]


def reader(number, answer):
    return lambda address: answer if address == f"reader-{number}@example.org" else None


def one_time_only(answer, number):
    asked = []

    def say(address):
        if address == f"reader-{number}@example.org" and not asked:
            asked.append(address)
            return answer
        return None

    return say


def test_it_carries_each_copy_once_in_its_own_envelope():
    with served() as post, carrying(post.url, connections=3) as work:
        work.offer(*copies(*range(1, 51)))
        assert set(work.wait(50).values()) == {Verdict.ACCEPTED}
    assert sorted(post.arrived) == sorted(
        (one.mail_from, one.rcpt_to, one.raw) for one in copies(*range(1, 51))
    )
    assert post.connections <= 3
    assert sorted(work.watch.handed) == sorted(work.watch.asked) == list(range(1, 51))
    assert work.watch.noted == work.answers
    assert work.text(1).startswith("250 2.0.0 queued as")


def test_it_begins_with_one_connection_and_earns_more():
    with served() as post, carrying(post.url, connections=3) as work:
        work.offer(*copies(1, 2, 3))
        work.wait(3)
        assert post.connections == 1
        post.delay = 0.01
        work.offer(*copies(*range(4, 60)))
        work.wait(59)
    assert post.connections == 3


def test_it_keeps_a_connection_from_one_offer_to_the_next():
    with served() as post, carrying(post.url) as work:
        for number in range(1, 6):
            work.offer(copy(number))
            work.wait(number)
    assert post.connections == 1


def test_refusals_concern_the_copy_they_are_about():
    with served() as post, carrying(post.url) as work:
        post.script = {
            "RCPT": reader(2, "550 5.1.1 no such user"),
            "MESSAGE": reader(4, "554 5.6.0 no"),
            "DATA": reader(5, "451 4.3.0 later"),
        }
        work.offer(*copies(*range(1, 8)))
        found = work.wait(7)
    assert found.pop(2) is found.pop(4) is Verdict.REJECTED
    assert found.pop(5) is Verdict.DEFERRED
    assert set(found.values()) == {Verdict.ACCEPTED}
    assert post.connections == 1
    assert not {2, 5} & set(work.watch.handed)


def test_after_a_refusal_of_us_it_hands_over_nothing_until_offered_again():
    with served() as post, carrying(post.url, connections=2) as work:
        post.script = {"MAIL": lambda _: "550 5.7.1 you are blocked"}
        work.offer(*copies(*range(1, 11)))
        assert work.wait(1) == {1: Verdict.OUR_FAULT}
        assert work.text(1) == "550 5.7.1 you are blocked"
        post.script = {}
        assert work.wire.answers(0.1) == []
        assert sorted(work.wire.recall()) == list(range(2, 11))
        work.offer(*copies(2, 3))
        assert work.wait(3) == {1: Verdict.OUR_FAULT, 2: Verdict.ACCEPTED, 3: Verdict.ACCEPTED}
    assert not {1, 4, 5, 6, 7, 8, 9, 10} & set(work.watch.handed)


def test_nobody_there_is_told_with_one_copy():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with carrying(f"smtp://127.0.0.1:{nobody.getsockname()[1]}") as work:
            work.offer(*copies(1, 2, 3))
            assert work.wait(1) == {1: Verdict.UNREACHABLE}
            assert "refused" in work.text(1)
            assert work.wire.recall() == [2, 3]
            work.offer(copy(2))
            assert work.wait(2)[2] is Verdict.UNREACHABLE
    assert not work.watch.handed


def test_a_421_defers_one_copy_and_opens_another_connection():
    with served() as post, carrying(post.url) as work:
        post.script = {"RCPT": one_time_only("421 4.3.2 shutting down", 5)}
        work.offer(*copies(*range(1, 11)))
        found = work.wait(10)
    assert found.pop(5) is Verdict.DEFERRED
    assert set(found.values()) == {Verdict.ACCEPTED}
    assert post.connections == 2


def test_a_relay_that_counts_messages_is_asked_again_and_costs_nothing():
    with served() as post, carrying(post.url) as work:
        tried = []

        def counting(address):
            tried.append(address)
            return "421 4.7.0 too many messages" if len(tried) % 4 == 0 else None

        post.script = {"MAIL": counting}
        work.offer(*copies(*range(1, 11)))
        assert set(work.wait(10).values()) == {Verdict.ACCEPTED}
    assert post.connections == 4


def test_a_connection_closed_after_the_dot_leaves_one_doubt():
    with served() as post, carrying(post.url) as work:
        post.script = {"ANSWER": one_time_only(CLOSE, 2)}
        work.offer(*copies(*range(1, 6)))
        found = work.wait(5)
    assert found.pop(2) is Verdict.UNCERTAIN
    assert "it may have arrived" in work.text(2)
    assert set(found.values()) == {Verdict.ACCEPTED}


def test_a_relay_that_drops_every_connection_is_left_alone():
    with served() as post, carrying(post.url, connections=2) as work:
        post.script = {"RCPT": lambda _: CLOSE}
        work.offer(*copies(*range(1, 31)))
        found = work.wait(4)
        assert sorted(found.values(), key=str) == [Verdict.DEFERRED] * 3 + [Verdict.UNREACHABLE]
        assert len(work.wire.recall()) == 26
        work.offer(copy(31), copy(32))
        work.wait(5)
        assert work.verdicts()[31] is Verdict.UNREACHABLE, "one probe is enough while nothing goes well"


def test_what_is_not_wanted_any_more_is_not_carried():
    with served() as post, carrying(post.url) as work:
        work.watch.unwanted = {2, 3}
        work.offer(*copies(1, 2, 3, 4))
        found = work.wait(4)
    assert found[2] is found[3] is Verdict.STOPPED
    assert len(post.arrived) == 2
    assert work.watch.handed == [1, 4]


def test_no_copy_goes_before_its_moment_and_others_need_not_wait():
    with served() as post, carrying(post.url) as work:
        moment = time.monotonic() + 0.3
        work.offer(copy(1), replace(copy(2), at=moment), replace(copy(3), at=moment + 0.1))
        work.wait(1)
        assert time.monotonic() < moment
        assert len(post.arrived) == 1
        work.wait(2)
        assert time.monotonic() >= moment
        work.wait(3)
        assert time.monotonic() >= moment + 0.1


def test_recall_gives_back_what_was_not_handed_over_and_the_rest_is_answered():
    with served() as post, carrying(post.url, connections=2) as work:
        post.delay = 0.05
        work.offer(*copies(*range(1, 41)))
        work.wait(6)
        recalled = work.wire.recall()
        work.wait(40 - len(recalled))
        time.sleep(0.1)
        work.answers += work.wire.answers(0)
        assert set(recalled) | set(work.verdicts()) == set(range(1, 41))
        assert not set(recalled) & set(work.verdicts())
        assert not set(recalled) & set(work.watch.handed)
        assert len(post.arrived) == 40 - len(recalled)
        post.delay = 0
        work.offer(copy(41))
        work.wait(41 - len(recalled))


def test_recall_of_nothing_is_nothing():
    with served() as post, carrying(post.url) as work:
        assert work.wire.recall() == []
        work.offer(copy(1))
        work.wait(1)
        assert work.wire.recall() == []


def test_an_idle_connection_is_closed_with_a_word(monkeypatch):
    with served() as post, carrying(post.url, times=replace(SOON, idle=0.05)) as work:
        quitted = []

        async def handle_quit(server, session, envelope):
            quitted.append(session)
            return "221 bye"

        post.handle_QUIT = handle_quit
        work.offer(copy(1))
        work.wait(1)
        until = time.monotonic() + 5
        while not quitted and time.monotonic() < until:
            work.turn()
        assert quitted
        work.offer(copy(2))
        work.wait(2)
    assert post.connections == 2


def test_addresses_beyond_ascii_go_where_they_can():
    jose = copy(1, rcpt="josé@example.org")
    with served() as post, carrying(post.url) as work:
        work.offer(jose)
        assert work.wait(1) == {1: Verdict.ACCEPTED}
        assert post.arrived[0][1] == "josé@example.org"
    with served(utf8=False) as post, carrying(post.url) as work:
        work.offer(jose, copy(2))
        assert work.wait(2) == {1: Verdict.REJECTED, 2: Verdict.ACCEPTED}
        assert work.text(1).startswith("553 5.6.7 127.0.0.1 does not offer SMTPUTF8")


def test_a_copy_over_the_limit_of_the_relay_is_not_tried():
    with served(data_size_limit=2000) as post, carrying(post.url) as work:
        work.offer(copy(1, raw=b"x" * 2001), copy(2))
        assert work.wait(2) == {1: Verdict.REJECTED, 2: Verdict.ACCEPTED}
        assert work.text(1).startswith("552 5.3.4")
    assert work.watch.handed == [2]


def test_a_failing_logbook_hands_nothing_over_and_is_told():
    with served() as post, carrying(post.url) as work:

        def full(outgoing):
            raise OSError("no space left on device")

        work.watch.handing = full
        work.offer(*copies(1, 2, 3))
        found = work.wait(2)
        assert found == {1: Verdict.DEFERRED, 2: Verdict.UNREACHABLE}
        assert "no space left" in work.text(2)
        assert work.wire.recall() == [3]
    assert not post.arrived


def test_a_failing_logbook_loses_no_answer():
    with served() as post, carrying(post.url) as work:

        def full(answer):
            raise OSError("no space left on device")

        work.watch.answered = full
        work.offer(*copies(1, 2, 3))
        found = work.wait(2)
        recalled = work.wire.recall()
        time.sleep(0.1)
        work.answers += work.wire.answers(0)
        found = work.verdicts()
        assert found[1] is Verdict.ACCEPTED
        assert Verdict.UNREACHABLE in found.values()
        assert found.keys() | set(recalled) == {1, 2, 3}
        del work.watch.answered
        work.offer(copy(4))
        assert work.wait(len(found) + 1)[4] is Verdict.ACCEPTED


def test_what_cannot_be_asked_about_stays():
    with served() as post, carrying(post.url) as work:

        def unknown(outgoing):
            raise LookupError("the list of stopped addresses is gone")

        work.watch.is_wanted = unknown
        work.offer(*copies(1, 2))
        assert work.wait(1) == {1: Verdict.UNREACHABLE}
        assert work.wire.recall() == [2]
    assert not post.arrived


def test_it_lets_go_though_nothing_was_ever_offered():
    with served() as post, carrying(post.url):
        pass
    assert post.connections == 0
