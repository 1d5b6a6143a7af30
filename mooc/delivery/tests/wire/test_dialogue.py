"""The dialogue, without a network: whatever the server says, in whatever pieces, each copy ends once and rightly."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.delivery.transports.base import Verdict

from .fakes import FakeDesk, FakeServer, copy, dialogue, talk

pytestmark = pytest.mark.once

FINE = b"250 2.1.0 fine\r\n"
ENVELOPE_IS_FINE = FINE + FINE + b"354 go on\r\n"
REFUSALS = {
    ("MAIL", b"450 4.1.8 later\r\n"): Verdict.DEFERRED,
    ("MAIL", b"550 5.1.0 not you\r\n"): Verdict.OUR_FAULT,
    ("RCPT", b"450 4.2.0 later\r\n"): Verdict.DEFERRED,
    ("RCPT", b"550-5.1.1 no\r\n550 5.1.1 such user\r\n"): Verdict.REJECTED,
    ("DATA", b"451 4.3.0 later\r\n"): Verdict.DEFERRED,
    ("DATA", b"554 5.3.0 no\r\n"): Verdict.REJECTED,
    ("DOT", b"452 4.3.1 full\r\n"): Verdict.DEFERRED,
    ("DOT", b"554 5.6.0 no\r\n"): Verdict.REJECTED,
    ("DOT", b"250-2.0.0 queued\r\n250 as 7\r\n"): Verdict.ACCEPTED,
}
fates = st.lists(st.one_of(st.none(), st.sampled_from(sorted(REFUSALS))), min_size=1, max_size=6)


def scripted(fates):
    script = {
        (fate[0], str(number)): fate[1] for number, fate in enumerate(fates, start=1) if fate is not None
    }
    expected = {
        number: REFUSALS[fate] if fate else Verdict.ACCEPTED for number, fate in enumerate(fates, start=1)
    }
    return script, expected


def pieces(draw_cuts):
    """Return a function that cuts bytes where Hypothesis wants them cut."""

    def cut(data):
        places = sorted({place % (len(data) + 1) for place in draw_cuts} | {0, len(data)})
        return [data[start:end] for start, end in pairwise(places)]

    return cut


@given(fates, st.lists(st.integers(0, 500), max_size=12), st.booleans(), st.booleans())
def test_each_copy_ends_as_the_server_said_however_its_replies_are_cut(fates, cuts, pipelining, is_lax):
    script, expected = scripted(fates)
    desk = FakeDesk(copy(number) for number in expected)
    server = FakeServer(script, is_lax=is_lax)
    talking = talk(desk, server, cuts=pieces(cuts), pipelining=pipelining)
    assert desk.verdicts() == expected
    assert not talking.ended
    assert talking.is_idle
    accepted = [number for number, verdict in expected.items() if verdict is Verdict.ACCEPTED]
    assert server.accepted == [copy(number).raw for number in accepted]


@given(fates, st.integers(0, 900), st.booleans(), st.booleans())
def test_a_connection_that_ends_anywhere_leaves_each_copy_in_one_state(fates, stop_after, pipelining, is_lax):
    script, expected = scripted(fates)
    desk = FakeDesk(copy(number) for number in expected)
    server = FakeServer(script, is_lax=is_lax)
    talking = talk(desk, server, pipelining=pipelining, stop_after=stop_after)
    talking.lost("it closed the connection")
    found = desk.verdicts()
    untouched = {one.delivery_id for one in desk.copies}
    assert set(found) | untouched == set(expected)
    told = {answer.delivery_id for answer in desk.answers}
    for number, verdict in found.items():
        if number in told:
            assert verdict is expected[number]
        elif verdict is Verdict.UNCERTAIN:
            assert number in desk.handed
        else:
            assert number not in desk.handed
            assert verdict in (Verdict.DEFERRED, "returned")
    assert len(desk.lost) <= 1
    # What the server took is what it said it took, or in doubt.
    for message in server.accepted:
        number = int(message.split(b"X-Copy: ")[1].split(b"\r\n")[0])
        assert found[number] in (Verdict.ACCEPTED, Verdict.UNCERTAIN)


@given(st.binary(max_size=300), st.integers(0, 3))
def test_garbage_ends_the_connection_and_accepts_nothing(garbage, rounds):
    desk = FakeDesk(copy(number) for number in range(1, 6))
    talking = dialogue(desk)
    talking.begin()
    for _ in range(rounds):
        talking.receive((FINE if desk.handed else b"") + ENVELOPE_IS_FINE)
    accepted = len(desk.answers)
    talking.receive(b"\0" + garbage + b"\n")
    assert talking.ended
    assert len(desk.answers) == accepted
    assert all(answer.verdict is not Verdict.ACCEPTED for answer in desk.lost)


def test_a_copy_costs_one_round_trip():
    desk = FakeDesk([copy(1), copy(2), copy(3)])
    talking = dialogue(desk)
    assert talking.begin().endswith(b"DATA\r\n")
    said = talking.receive(ENVELOPE_IS_FINE)
    assert said.startswith(b"Subject: x")
    assert b"\r\n.\r\nMAIL FROM:<bounce-2@" in said
    assert said.endswith(b"DATA\r\n")
    assert b"MAIL FROM:<bounce-3@" in talking.receive(FINE + ENVELOPE_IS_FINE)
    assert talking.receive(FINE + ENVELOPE_IS_FINE).endswith(b"\r\n.\r\n")
    assert talking.receive(FINE) == b""
    assert list(desk.verdicts().values()) == [Verdict.ACCEPTED] * 3


def test_the_usual_answer_is_read_as_the_unusual_is():
    desk = FakeDesk(copy(number) for number in range(1, 30))
    talking = dialogue(desk)
    talking.begin()
    talking.receive(ENVELOPE_IS_FINE)
    for number in range(1, 10):
        talking.receive(b"250 2.0.0 queued as %d\r\n" % number + ENVELOPE_IS_FINE)
    assert [answer.text for answer in desk.answers] == [f"250 2.0.0 queued as {n}" for n in range(1, 10)]
    talking.receive(b"250 2.0.0 queued as 10\r\n")
    assert talking.receive(b"250 2.1.0 fine\r\n550 5.1.1 nobody\r\n554 no\r\n").startswith(b"RSET\r\nMAIL")
    assert desk.answers[-1].verdict is Verdict.REJECTED
    talking.receive(b"250 2.0.0 reset\r\n" + ENVELOPE_IS_FINE)
    talking.receive(b"554-5.6.0 this\r\n554 one not\r\n" + ENVELOPE_IS_FINE)
    assert desk.answers[-1].text == "554 5.6.0 this one not"


def test_a_usual_answer_with_more_behind_it_is_not_usual():
    desk = FakeDesk(copy(number) for number in range(1, 30))
    talking = dialogue(desk)
    talking.begin()
    for _ in range(3):
        talking.receive((FINE if desk.handed else b"") + ENVELOPE_IS_FINE)
    talking.receive(FINE + ENVELOPE_IS_FINE + FINE)
    assert talking.ended.startswith("it spoke before it was asked")
    assert desk.lost[0].verdict is Verdict.DEFERRED


def test_a_server_that_accepts_before_it_has_the_message_is_not_believed():
    desk = FakeDesk([copy(1), copy(2)])
    talking = dialogue(desk)
    talking.begin()
    assert talking.receive(ENVELOPE_IS_FINE + FINE) == b""
    assert talking.ended
    assert desk.verdicts() == {1: Verdict.DEFERRED, 2: "returned"}


def test_an_answer_while_the_message_is_leaving_counts_only_as_a_refusal():
    for reply, verdict in ((FINE, Verdict.DEFERRED), (b"552 5.3.4 too big\r\n", Verdict.REJECTED)):
        desk = FakeDesk([copy(1), copy(2)])
        talking = dialogue(desk)
        talking.begin()
        said = talking.receive(ENVELOPE_IS_FINE)
        talking.receive(reply, unsent=len(said) - 5)
        assert talking.ended
        assert desk.verdicts() == {1: verdict, 2: "returned"}


def test_an_answer_to_the_dot_counts_though_the_next_envelope_is_still_leaving():
    desk = FakeDesk([copy(1), copy(2)])
    talking = dialogue(desk)
    talking.begin()
    talking.receive(ENVELOPE_IS_FINE)
    talking.receive(FINE, unsent=6)
    assert desk.verdicts() == {1: Verdict.ACCEPTED, 2: "returned"}


def test_what_never_left_is_not_in_doubt():
    for unsent, verdict in ((500, Verdict.DEFERRED), (6, Verdict.UNCERTAIN), (0, Verdict.UNCERTAIN)):
        desk = FakeDesk([copy(1), copy(2)])
        talking = dialogue(desk)
        talking.begin()
        talking.receive(ENVELOPE_IS_FINE)
        talking.lost("it closed the connection", unsent)
        assert desk.verdicts() == {1: verdict, 2: "returned"}


def test_421_before_mail_is_answered_costs_a_used_connection_no_attempt():
    desk = FakeDesk([copy(1), copy(2)])
    talking = dialogue(desk)
    talking.begin()
    talking.receive(ENVELOPE_IS_FINE)
    talking.receive(FINE + b"421 4.7.0 too many messages\r\n")
    assert talking.ended
    assert desk.verdicts() == {1: Verdict.ACCEPTED, 2: "returned"}


def test_421_to_mail_on_a_fresh_connection_defers_the_copy():
    desk = FakeDesk([copy(1)])
    talking = dialogue(desk)
    talking.begin()
    talking.receive(b"421 4.3.2 not now\r\n")
    assert desk.lost[0].text == "421 4.3.2 not now"
    assert desk.verdicts() == {1: Verdict.DEFERRED}


def test_421_to_rcpt_or_data_defers_that_copy_alone():
    for before in (FINE, FINE + FINE):
        desk = FakeDesk([copy(1), copy(2)])
        talking = dialogue(desk)
        talking.begin()
        talking.receive(before + b"421 4.3.2 shutting down\r\n")
        assert talking.ended
        assert desk.verdicts() == {1: Verdict.DEFERRED}
        assert len(desk.copies) == 1


def test_421_to_the_dot_defers_the_copy_and_returns_the_next():
    desk = FakeDesk([copy(1), copy(2)])
    talking = dialogue(desk)
    talking.begin()
    talking.receive(ENVELOPE_IS_FINE)
    talking.receive(b"421 4.3.2 shutting down\r\n")
    assert desk.verdicts() == {1: Verdict.DEFERRED, 2: "returned"}


def test_421_while_resting_only_ends_the_connection():
    desk = FakeDesk()
    talking = dialogue(desk)
    talking.begin()
    talking.receive(b"421 4.4.2 idle for too long\r\n")
    assert talking.ended == "421 4.4.2 idle for too long"
    assert not desk.verdicts()


def test_a_refused_rset_ends_the_connection_and_costs_no_copy_an_attempt():
    desk = FakeDesk([copy(1), copy(2)])
    talking = dialogue(desk)
    talking.begin()
    assert talking.receive(FINE + b"550 5.1.1 no\r\n503 no\r\n").startswith(b"RSET\r\n")
    talking.receive(b"502 5.5.1 what?\r\n")
    assert desk.verdicts() == {1: Verdict.REJECTED, 2: "returned"}


def test_a_copy_withdrawn_with_its_envelope_under_way_is_never_handed_over():
    desk = FakeDesk([copy(1), copy(2)])
    talking = dialogue(desk)
    talking.begin()
    talking.receive(ENVELOPE_IS_FINE)
    assert talking.withdraw().delivery_id == 2
    assert not talking.ended
    talking.receive(b"250 2.0.0 queued\r\n" + ENVELOPE_IS_FINE)
    assert talking.ended
    assert desk.handed == [1]
    assert desk.verdicts() == {1: Verdict.ACCEPTED}


def test_a_withdrawal_with_nothing_handed_over_ends_the_connection_at_once():
    desk = FakeDesk([copy(1)])
    talking = dialogue(desk)
    talking.begin()
    assert talking.withdraw().delivery_id == 1
    assert talking.ended
    assert not desk.verdicts()


def test_nothing_is_handed_over_once_everything_has_stopped():
    desk = FakeDesk([copy(1)])
    talking = dialogue(desk)
    talking.begin()
    desk.is_stopped = True
    assert talking.receive(ENVELOPE_IS_FINE) == b""
    assert talking.ended
    assert desk.verdicts() == {1: "returned"}


def test_a_reply_without_end_is_cut_short():
    for piece in (b"250-" + b"x" * 70 + b"\r\n", b"250 " * 250):
        desk = FakeDesk([copy(1)])
        talking = dialogue(desk)
        talking.begin()
        for _ in range(2000):
            talking.receive(piece)
            if talking.ended:
                break
        assert talking.ended == "its reply never ends"
        assert desk.verdicts() == {1: Verdict.DEFERRED}


def test_an_address_beyond_ascii_is_named_as_such_or_refused():
    jose = copy(1, rcpt="josé@example.org")
    said = dialogue(FakeDesk([jose]), smtputf8=True, size=True).begin().decode()
    assert said.startswith(
        f"MAIL FROM:<bounce-1@mooc.localhost> SIZE={len(jose.raw)} BODY=8BITMIME SMTPUTF8\r\n"
    )
    desk = FakeDesk([jose, copy(2)])
    assert b"reader-2" in dialogue(desk).begin()
    assert desk.answers[0].text.startswith("553 5.6.7")
    assert desk.verdicts() == {1: Verdict.REJECTED}


def test_a_copy_over_the_limit_is_refused_without_trying():
    desk = FakeDesk([copy(1, raw=b"x" * 1001), copy(2, raw=b"x" * 1000)])
    assert b"SIZE=1000" in dialogue(desk, size=True, most_bytes=1000).begin()
    assert desk.answers[0].text.startswith("552 5.3.4")


def test_an_address_cannot_bring_a_command_with_it():
    desk = FakeDesk([copy(1, rcpt="x@example.org>\r\nRSET\r\nMAIL FROM:<y@example.org")])
    assert dialogue(desk).begin() == b""
    assert desk.verdicts() == {1: Verdict.REJECTED}


@given(st.lists(st.sampled_from([b".", b"..", b"x", b"", b".x", b"x."]), min_size=1))
def test_dots_arrive_as_they_were_written(lines):
    raw = b"\r\n".join(lines) + b"\r\n"
    server = FakeServer()
    desk = FakeDesk([copy(1, raw=raw)])
    talk(desk, server)
    assert server.accepted == [raw]
    assert desk.verdicts() == {1: Verdict.ACCEPTED}
