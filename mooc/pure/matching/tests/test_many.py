"""Many people are kept as columns: the same groups, scores and reasons as with objects."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.pure.matching import BadLearner, Judge, Rules, form, form_groups, score_groups
from mooc.pure.matching.columns import columns_of
from mooc.pure.matching.free_hours import WORDS, doubled, halved
from mooc.pure.matching.verdict import Verdict

from .populations import WEEK, crowds, people

pytestmark = pytest.mark.once
MEET, WRITE = Rules.defaults("meet", WEEK), Rules.defaults("write", WEEK)
ZONES = ("Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York")


def as_columns(learners, rules, seed=1, **wishes):
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(form, "MANY", -1)
        return form_groups(learners, rules, seed, **wishes)


def alike(one, other):
    """Are these the same answer, but for the last digits and the words for who is left over?"""
    assert [group.members for group in one.groups] == [group.members for group in other.groups]
    assert [group.why for group in one.groups] == [group.why for group in other.groups]
    assert [group.slots for group in one.groups] == [group.slots for group in other.groups]
    assert [group.score for group in one.groups] == pytest.approx([group.score for group in other.groups])
    for group, same in zip(one.groups, other.groups, strict=True):
        assert group.parts == pytest.approx(same.parts)
    assert [(item.id, item.rule) for item in one.unplaced] == [
        (item.id, item.rule) for item in other.unplaced
    ]
    for name in ("learners", "wanted", "placed", "groups", "violations"):
        assert getattr(one.report, name) == getattr(other.report, name)
    for name in ("objective", "p5", "lowest", "parts", "kept"):
        assert getattr(one.report, name) == pytest.approx(getattr(other.report, name))


@settings(max_examples=40, deadline=None)
@given(crowds(), st.sampled_from([MEET, WRITE]))
def test_strange_crowds_get_the_same_answer_as_columns(learners, rules):
    alike(as_columns(learners, rules, effort=0.05), form_groups(learners, rules, 1, effort=0.05))


def test_some_hundreds_with_friends_foes_homes_and_groups_get_the_same_answer_as_columns():
    learners = people(300, zones=ZONES, languages=("en", "en", "es"))
    learners = [
        replace(one, group=number // 6 if number < 200 else None) for number, one in enumerate(learners)
    ]
    learners[5] = replace(learners[5], keep_with=("p6", "p7"), keep_apart=("p8", "p9"))
    for number, home in ((20, "a"), (21, "a"), (22, "b"), (23, "c")):
        learners[number] = replace(learners[number], home=home)
    for rules in (MEET, WRITE):
        alike(as_columns(learners, rules, effort=0.1), form_groups(learners, rules, 1, effort=0.1))


@settings(max_examples=30, deadline=None)
@given(crowds(), st.sampled_from([MEET, WRITE]), st.randoms(use_true_random=False))
def test_bad_groups_are_judged_as_the_reference_judges_them(learners, rules, random):
    order = [learner.id for learner in learners if learner.wants_group]
    random.shuffle(order)
    groups = [order[at : at + 5] for at in range(0, len(order), 5)]
    columns = columns_of(learners, rules)
    verdict = Verdict.of(columns, groups)
    judge = Judge(learners, rules)
    judged, report = score_groups(judge, groups, [])
    assert verdict.scores.tolist() == pytest.approx([group.score for group in judged])
    for number, group in enumerate(judged):
        assert verdict[number].slots == group.slots
    ours = verdict.report([])
    for name in ("placed", "violations"):
        assert getattr(ours, name) == getattr(report, name)
    for name in ("objective", "p5", "lowest", "kept"):
        assert getattr(ours, name) == pytest.approx(getattr(report, name))
    assert ours.bound >= report.objective - 1e-9


def test_ids_that_come_twice_are_refused_as_columns_too():
    with pytest.raises(BadLearner, match="1 ids"):
        as_columns([*people(3), people(1)[0]], MEET)


def test_slots_are_halved_and_doubled_without_loss_where_there_is_none():
    columns = columns_of(people(50, zones=ZONES), MEET)
    exact = columns.quarters(np.arange(50))
    halves, is_losing = halved(exact)
    assert (doubled(halves, WORDS)[~is_losing] == exact[~is_losing]).all()
    assert 0 < is_losing.sum() < 50
