"""The search's fast arithmetic, against the judge."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.pure.matching import Criterion, Judge, Rules
from mooc.pure.matching.board import NEVER, ONE, SHARE, board_of, leaning
from mooc.pure.matching.population import populate
from mooc.pure.matching.rounds import exchange_values

from .populations import WEEK, people

ZONES = ("Europe/Berlin", "Europe/London", "Asia/Kolkata", "Asia/Kathmandu")
SPREAD = Criterion("style", "spread", 0.1)


def worth_of(judge, population, units):
    """What two groups are worth by the judge: people times score, nothing for hours too few."""
    members = [learner for unit in units if unit != population.empty for learner in population.units[unit]]
    hours = judge.rules.hours
    if not members:
        return 0.0
    if len(members) > population.bounds[1] or (hours and judge.hours(members) < hours.minimum):
        return None
    fill = min(1.0, len(members) / population.bounds[0])
    return len(members) * fill * judge.score(judge.parts(members))


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000), st.sampled_from(["meet", "write"]), st.sampled_from([ZONES[:2], ZONES[:3], ZONES])
)
def test_every_exchange_is_worth_what_the_judge_says(seed, mode, zones):
    learners = people(14, seed, zones=zones)
    rules = Rules.defaults(mode, WEEK)
    rules = replace(rules, criteria=(*rules.criteria[:1], SPREAD, *rules.criteria[2:]))
    judge = Judge(learners, rules)
    units = [tuple(learners[:2]), *((learner,) for learner in learners[2:])]
    population = populate(judge, units, rules.size.bounds(14))
    seats, empty = population.bounds[1], population.empty
    rows = [[*range(0, 5)], [*range(5, 10)]]
    a, b = (np.array([sorted(row) + [empty] * (seats + 1 - len(row))]) for row in rows)
    board = board_of(rules, population)
    values = exchange_values(board, a, b, leaning(board, 1.0)[0])[0]
    for i in range(seats + 1):
        for j in range(seats + 1):
            mine, theirs = a[0].tolist(), b[0].tolist()
            mine[i], theirs[j] = theirs[j], mine[i]
            expected = [worth_of(judge, population, group) for group in (mine, theirs)]
            if None in expected:
                assert values[i, j] == NEVER
            else:
                assert values[i, j] / ONE / SHARE == pytest.approx(sum(expected), abs=1e-3)


@pytest.mark.parametrize(
    ("zones", "quarters"), [(ZONES[:2], 4), (ZONES[:3], 2), (ZONES, 1)], ids=["hours", "halves", "quarters"]
)
def test_a_slot_is_as_long_as_loses_nothing(zones, quarters):
    learners = people(40, zones=zones)
    judge = Judge(learners, Rules.defaults("meet", WEEK))
    population = populate(judge, [(learner,) for learner in learners], (5, 7))
    assert population.quarters == quarters
    counted = np.bitwise_count(population.words[:, :-1]).sum(axis=0) * quarters / 4
    assert counted.tolist() == [judge.hours([learner]) for learner in learners]


def test_more_levels_than_a_table_holds_share_a_digit():
    learners = [replace(item, traits={"town": f"t{number}"}) for number, item in enumerate(people(40))]
    rules = replace(Rules.defaults("meet", WEEK), criteria=(Criterion("town", "spread", 1),))
    population = populate(Judge(learners, rules), [(learner,) for learner in learners], (5, 7))
    assert len(population.lookups[0].scores) <= 1 << 18
