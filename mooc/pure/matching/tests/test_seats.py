"""The best open seat, against trying them all."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.pure.matching import Judge, Rules
from mooc.pure.matching.seats import Newcomer, Seats

from .populations import WEEK, people

pytestmark = pytest.mark.once
ZONES = ("Europe/Berlin", "Europe/London", "Asia/Kathmandu")
MEET, WRITE = Rules.defaults("meet", WEEK), Rules.defaults("write", WEEK)


def worth(judge, members):
    return len(members) * judge.score(judge.parts(members))


def tried(judge, groups, newcomer, apart):
    """Return every row that may take the newcomer with its gain."""
    found = {}
    for row, group in enumerate(groups):
        broken = set(judge.broken([*group, newcomer])) - {"size"}
        if row not in apart and len(group) < judge.rules.size.maximum and not broken:
            found[row] = worth(judge, [*group, newcomer]) - worth(judge, group)
    return found


def friends_of_hours(judge, learners):
    """Put people in line into groups that have an hour in common, of sizes that differ."""
    groups, most = [], [3, 5, 6, 7]
    for learner in learners:
        wished = most[len(groups) % 4]
        fits = groups and len(groups[-1]) < wished and not judge.rules.hours
        fits = fits or (groups and len(groups[-1]) < wished and judge.hours([*groups[-1], learner]) >= 2)
        if fits:
            groups[-1].append(learner)
        else:
            groups.append([learner])
    return groups


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([MEET, WRITE]), st.sets(st.integers(0, 5)))
def test_the_best_seat_is_the_best_of_all_that_the_rules_allow(seed, rules, apart):
    learners = people(60, seed, zones=ZONES)
    judge = Judge(learners, rules)
    groups = friends_of_hours(judge, learners[10:])
    seats = Seats.of(judge, ("en",), groups)
    for learner in learners[:10]:
        newcomer = Newcomer.of(judge, learner)
        rows = {row for row in apart if row < len(groups)}
        allowed = tried(judge, groups, learner, rows)
        seat = seats.best_seat(newcomer, apart=rows)
        if not allowed:
            assert seat is None
            continue
        assert seat.gain == pytest.approx(max(allowed.values()))
        assert seat.gain == pytest.approx(allowed[seat.group])
        groups[seat.group].append(learner)
        seats.take(seat.group, newcomer)


def test_of_seats_as_good_the_one_in_the_smallest_group_is_taken_then_the_first():
    learners = [replace(one, availability=None, traits={}, flags=()) for one in people(20)]
    judge = Judge(learners, replace(WRITE, size=replace(WRITE.size, weight=0.0)))
    seats = Seats.of(judge, ("en",), [learners[:6], learners[6:9], learners[9:12]])
    assert seats.best_seat(Newcomer.of(judge, learners[19])).group == 1


def test_another_language_has_no_seat_here():
    learners = people(8)
    judge = Judge(learners, WRITE)
    stranger = Newcomer.of(judge, replace(learners[7], language="es"))
    assert Seats.of(judge, ("en",), [learners[:6]]).best_seat(stranger) is None
