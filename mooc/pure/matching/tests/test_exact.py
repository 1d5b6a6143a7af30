"""Proofs, against every choice of groups there is."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.pure.matching import Criterion, Hours, Judge, Learner, Rules, Size, form_groups, score_groups
from mooc.pure.matching.exact.arrays import small_pool
from mooc.pure.matching.exact.walk import Found, Prices, walk
from mooc.pure.matching.kept import kept_pairs
from mooc.pure.matching.pools import divide

from .populations import WEEK, crowds, people

MEET, WRITE = Rules.defaults("meet", WEEK), Rules.defaults("write", WEEK)
SMALL = replace(MEET, size=Size(2, 3, 4), hours=Hours(1, 4))
KINDS = replace(
    SMALL,
    criteria=(
        Criterion("expertise", "spread", 0.3),
        Criterion("style", "never_alone", 0.2, ("try",)),
        Criterion("commitment", "alike", 0.4),
    ),
)


def worth(judge, members):
    return len(members) * judge.score(judge.parts(members)) + judge.rules.keep * kept_pairs(members)


def best_of_all(judge):
    """The best choice of groups: everybody in turn is left out or in one of all groups that he could be in."""
    wanting, found = judge.wanting, {0: 0.0}
    low, high = judge.rules.size.minimum, judge.rules.size.maximum
    groups = [
        (sum(1 << number for number in chosen), worth(judge, members))
        for size in range(low, high + 1)
        for chosen in combinations(range(len(wanting)), size)
        if not judge.broken(members := [wanting[number] for number in chosen])
    ]
    for number in range(len(wanting)):
        begun = [(mask, value) for mask, value in groups if mask & -mask == 1 << number]
        after = dict(found)
        for used, so_far in found.items():
            for mask, value in begun:
                if not used & mask:
                    after[used | mask] = max(after.get(used | mask, 0.0), so_far + value)
        found = after
    return max(found.values())


@settings(max_examples=25, deadline=None)
@given(crowds(most=11), st.sampled_from([SMALL, KINDS, replace(SMALL, hours=None)]), st.booleans())
def test_what_is_proven_is_the_best_of_all_choices(learners, rules, has_groups):
    if has_groups:
        learners = [replace(learner, group=learner.id % 3) for learner in learners]
    judge = Judge(learners, rules)
    result = form_groups(learners, rules, 1, effort=0.05, exact=True)
    value = sum(worth(judge, [judge.people[member] for member in group.members]) for group in result.groups)
    assert result.report.exact
    assert result.report.violations == {}
    assert value == pytest.approx(best_of_all(judge))
    assert all(item.reason and item.help for item in result.unplaced)


@settings(max_examples=40, deadline=None)
@given(crowds(most=12), st.sampled_from([SMALL, KINDS, MEET, WRITE, replace(SMALL, hours=None)]))
def test_no_bound_is_below_the_best(learners, rules):
    cheap = form_groups(learners, rules, 1, effort=0.05).report
    best = form_groups(learners, replace(rules, keep=0.0), 1, effort=0.05, exact=True).report
    assert best.exact
    assert cheap.objective <= best.objective + 1e-9
    assert best.objective <= cheap.bound + 1e-9
    assert best.bound <= cheap.bound + 1e-9


@pytest.mark.parametrize("rules", [SMALL, KINDS, WRITE])
def test_the_walk_finds_the_groups_that_the_judge_allows_and_values_them_alike(rules):
    learners = people(13, zones=("Europe/Berlin", "Asia/Kathmandu"))
    learners[0] = replace(learners[0], keep_with=("p3",), keep_apart=("p5",), group="a")
    learners[4], learners[6] = (replace(learners[number], group="a") for number in (4, 6))
    judge = Judge(learners, rules)
    (pool,) = divide(judge)
    small = small_pool(judge, pool)
    units = len(small.people)
    found = Found(np.zeros(10_000, np.uint64), np.zeros(10_000), np.zeros(10_000))
    free = Prices(np.zeros(units), np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0))
    number, is_all = walk(small, free, -1.0, found, np.zeros(1, np.int64))
    assert is_all
    ours = {
        frozenset(one.id for unit in range(units) if mask >> unit & 1 for one in pool.units[unit]): value
        for mask, value in zip(found.masks[:number].tolist(), found.values.tolist(), strict=False)
    }
    theirs = {
        frozenset(one.id for one in members): worth(judge, members)
        for size in range(rules.size.minimum, rules.size.maximum + 1)
        for members in combinations(learners, size)
        if not judge.broken(members)
    }
    assert ours == pytest.approx(theirs)


def test_more_hours_never_make_the_best_worse():
    learners = people(16, zones=("Europe/Berlin", "America/New_York", "Asia/Kolkata"))
    freer = [
        replace(item, availability={**item.availability, "sun": ["08:00-22:00"]}) if number % 3 else item
        for number, item in enumerate(learners)
    ]
    before, after = (form_groups(crowd, MEET, 1, exact=True).report for crowd in (learners, freer))
    assert before.exact
    assert after.exact
    assert after.objective >= before.objective - 1e-9


def test_a_proof_that_is_stopped_claims_nothing_and_keeps_what_it_has():
    learners = people(40)
    result = form_groups(learners, MEET, 1, effort=0.1, exact=True, gone=lambda: 1.0)
    assert not result.report.exact
    assert result.report.violations == {}
    assert result.report.objective <= result.report.bound


def test_pools_too_large_to_prove_keep_the_groups_that_were_found():
    learners = people(70)
    learners += [replace(item, id=f"s{item.id}", language="es") for item in people(7)]
    found = form_groups(learners, MEET, 1, effort=0.1)
    tried = form_groups(learners, MEET, 1, effort=0.1, exact=True)
    assert not tried.report.exact
    assert tried.report.objective >= found.report.objective - 1e-9
    assert {item.id for item in tried.unplaced} | {m for g in tried.groups for m in g.members} == {
        learner.id for learner in learners
    }
    assert (
        score_groups(Judge(learners, MEET), [g.members for g in tried.groups], tried.unplaced)[1].violations
        == {}
    )


def test_nobody_is_proven_to_be_nobody():
    assert form_groups([], MEET, 1, exact=True).report.exact
    assert form_groups([Learner("a", "en")], MEET, 1, exact=True).report.exact
