"""The first partition of many: groups grown around hours."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from mooc.pure.matching import Judge, Rules
from mooc.pure.matching.board import board_of
from mooc.pure.matching.growth import grown, most_groups
from mooc.pure.matching.population import populate

from .populations import EVENINGS, WEEK, people

pytestmark = pytest.mark.once


def test_friends_fill_more_groups_than_so_many_single_people_would():
    rules = Rules.defaults("meet", WEEK)
    learners = [replace(one, availability=EVENINGS) for one in people(120, zones=("Europe/Berlin",))]
    pairs = list(zip(learners[::2], learners[1::2], strict=True))
    judge = Judge(learners, rules)
    population = populate(judge, pairs, rules.size.bounds(120))
    board, units = board_of(rules, population), np.arange(60)
    with ThreadPoolExecutor(1) as threads:
        groups, left = grown(board, units, 2.0, [1], 1, lambda: 1.0, threads)
    assert len(units) // board.low + 1 < len(groups) <= most_groups(board, units)
    seated = groups[groups != board.empty]
    assert sorted([*seated.tolist(), *left.tolist()]) == units.tolist()
