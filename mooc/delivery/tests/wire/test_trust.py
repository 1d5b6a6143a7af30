"""Slow start, and when a relay is left alone."""

import pytest

from mooc.delivery.transports.wire.trust import GOOD_PER_LINE, MOST_LOSSES, Trust

pytestmark = pytest.mark.once


def earned(answers, trust=None, *, now=0.0):
    trust = trust or Trust(3)
    for _ in range(answers):
        trust.good(now)
    return trust.allowed


def test_good_answers_earn_lines_up_to_the_limit():
    assert earned(GOOD_PER_LINE - 1) == 1
    assert earned(GOOD_PER_LINE) == 2
    assert earned(GOOD_PER_LINE * 50) == 3


def test_a_relay_that_wants_no_more_is_not_asked_for_a_while():
    trust = Trust(5)
    trust.only(2, until=60.0)
    assert earned(100, trust, now=59.0) == 2
    assert earned(1, trust, now=60.0) == 3


def test_lines_lost_together_are_one_loss():
    trust = Trust(10)
    numbers = [trust.opened() for _ in range(10)]
    assert not any(trust.lost(number) for number in numbers)


def test_lines_lost_one_after_another_are_too_many_in_the_end():
    trust = Trust(10)
    assert [trust.lost(trust.opened()) for _ in range(MOST_LOSSES)] == [False] * (MOST_LOSSES - 1) + [True]
    assert trust.lost(trust.opened()), "until something goes well, one more is too many"
    trust.good(0.0)
    assert not trust.lost(trust.opened())


def test_a_lost_line_halves_the_trust():
    trust = Trust(8)
    earned(100, trust)
    trust.lost(trust.opened())
    assert trust.allowed == 4
