"""Forming groups: hard rules hold whatever comes, everybody gets an answer, the same input the same one."""

import itertools
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.pure.matching import BadLearner, Criterion, Judge, Learner, Rules, Size, form_groups, score_groups

from .populations import EVENINGS, WEEK, crowds, people

MEET, WRITE = Rules.defaults("meet", WEEK), Rules.defaults("write", WEEK)
SMALL = replace(MEET, size=Size(2, 3, 4))


def sizes(result):
    return sorted(len(group.members) for group in result.groups)


def rules_against(result):
    return Counter(item.rule for item in result.unplaced)


@settings(max_examples=60, deadline=None)
@given(crowds(), st.sampled_from([MEET, WRITE, SMALL]), st.integers(0, 5))
def test_hard_rules_hold_and_everybody_gets_one_answer(learners, rules, seed):
    result = form_groups(learners, rules, seed, effort=0.05)
    judged, report = score_groups(
        Judge(learners, rules),
        [group.members for group in result.groups],
        [item.id for item in result.unplaced],
    )
    assert report == result.report
    assert report.violations == {}
    assert [group.score for group in judged] == [group.score for group in result.groups]
    answers = [member for group in result.groups for member in group.members]
    answers += [item.id for item in result.unplaced]
    assert sorted(answers) == [learner.id for learner in learners if learner.wants_group]
    assert all(item.reason and item.help for item in result.unplaced)
    assert all(group.why.endswith(".") for group in result.groups)
    assert report.objective <= report.bound + 1e-9


@settings(max_examples=15, deadline=None)
@given(crowds(), st.integers(-(2**40), 2**70))
def test_the_same_input_and_seed_give_the_same_answer(learners, seed):
    assert form_groups(learners, SMALL, seed, effort=0.05) == form_groups(learners, SMALL, seed, effort=0.05)


def test_another_seed_gives_another_choice():
    learners = people(120)
    found = {form_groups(learners, MEET, seed, effort=0.1).groups[0].members for seed in range(4)}
    assert len(found) > 1


@pytest.mark.parametrize("rules", [MEET, WRITE])
def test_nobody_and_one_and_those_who_want_none_crash_nothing(rules):
    assert form_groups([], rules, 1).report.wanted == 0
    alone = form_groups(people(1), rules, 1)
    assert (alone.groups, alone.unplaced[0].rule) == ((), "pool")
    assert "nobody else" in alone.unplaced[0].reason
    unwilling = [replace(learner, wants_group=False) for learner in people(30)]
    result = form_groups(unwilling, rules, 1)
    assert (result.groups, result.unplaced, result.report.objective) == ((), (), 0)


def test_a_thousand_identical_learners_are_dealt_out_to_the_last():
    learners = [Learner(number, "en", "UTC", EVENINGS, {"expertise": "none"}) for number in range(1_000)]
    result = form_groups(learners, WRITE, 1, effort=0.1)
    assert result.report.placed == 1_000
    assert result.report.objective > 0.99
    met = form_groups(learners, MEET, 1, effort=0.1)
    assert met.report.placed == 1_000
    assert min(sizes(met)) >= 5


@pytest.mark.parametrize("count", [3, 4, 5, 6, 9, 10, 11, 12, 13, 17, 23, 31, 40, 59])
def test_nobody_who_writes_is_left_out_whatever_their_number(count):
    result = form_groups(people(count, count), WRITE, 1, effort=0.1)
    assert not result.unplaced
    low, high = WRITE.size.bounds(count)
    assert low <= min(sizes(result)) <= max(sizes(result)) <= high


@pytest.mark.parametrize("count", [5, 6, 11, 13])
def test_sizes_that_do_not_stretch_hold_whatever_their_number(count):
    rules = Rules(WEEK, Size(4, 4, 4), None, MEET.criteria)
    result = form_groups(people(count), rules, 1)
    assert [len(group.members) for group in result.groups] == [4] * (count // 4)
    assert {item.rule for item in result.unplaced} <= {"size"}
    assert not result.report.violations


def test_those_of_one_home_stay_together_and_meet_nobody_of_another():
    homes = {0: "a", 1: "a", 7: "a", 2: "b", 3: "b", 30: "c", 31: 4}
    learners = [replace(one, home=homes.get(number)) for number, one in enumerate(people(36))]
    for rules in (MEET, WRITE):
        result = form_groups(learners, rules, 1, effort=0.2)
        found = {
            group.members: {homes[n] for n in homes if f"p{n}" in group.members} for group in result.groups
        }
        assert max(map(len, found.values())) == 1
        assert not result.report.violations


def test_who_is_tied_to_two_homes_by_friends_is_told_so():
    learners = [replace(one, home=number // 3) for number, one in enumerate(people(6))]
    learners[0] = replace(learners[0], keep_with=("p5",))
    result = form_groups(learners, MEET, 1)
    assert {item.rule for item in result.unplaced} == {"keep_apart"}


def test_time_that_runs_out_ends_the_search_with_every_rule_kept():
    learners, asked = people(80), itertools.count(0.0, 0.05)
    late = form_groups(learners, MEET, 1, effort=20, gone=lambda: next(asked))
    assert next(asked) < 2
    assert not late.report.violations
    assert form_groups(learners, MEET, 1, effort=0.2, gone=lambda: 0.0) == form_groups(
        learners, MEET, 1, effort=0.2
    )
    assert form_groups(learners, MEET, 1, gone=lambda: 1.0).report.placed > 0


def test_forty_people_from_all_over_the_world_all_write():
    zones = ("Pacific/Honolulu", "America/St_Johns", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Chatham")
    result = form_groups(people(40, 3, zones=zones), WRITE, 1)
    assert (len(result.groups), result.report.placed) == (5, 40)
    assert result.report.objective > 0.85


def test_too_few_of_a_language_are_told_so_and_what_would_help():
    learners = [*people(20), *(replace(item, id=f"q{item.id}", language="pl") for item in people(2))]
    result = form_groups(learners, WRITE, 1, effort=0.1)
    assert [item.id for item in result.unplaced] == ["qp0", "qp1"]
    assert "one other person with language pl" in result.unplaced[0].reason
    assert "language" in result.unplaced[0].help


def test_friends_stay_together_and_foes_apart():
    learners = people(60)
    learners[0] = replace(learners[0], keep_with=("p7",), keep_apart=("p9", "p11"))
    learners[7] = replace(learners[7], keep_with=("p20", "nobody-here"))
    for rules in (MEET, WRITE):
        groups = {
            m: group.members
            for group in form_groups(learners, rules, 1, effort=0.3).groups
            for m in group.members
        }
        if "p0" in groups:
            assert groups["p0"] == groups["p7"] == groups["p20"]
            assert not {"p9", "p11"} & set(groups["p0"])


def test_friends_who_want_no_group_or_are_elsewhere_do_not_count():
    learners = people(12)
    learners[0] = replace(learners[0], keep_with=("p1", "gone"))
    learners[1] = replace(learners[1], wants_group=False)
    assert form_groups(learners, WRITE, 1, effort=0.1).report.placed == 11


def test_a_chain_of_friends_longer_than_a_group_is_told_so():
    learners = [replace(item, keep_with=(f"p{number + 1}",)) for number, item in enumerate(people(30))]
    result = form_groups(learners, MEET, 1, effort=0.1)
    assert rules_against(result) == {"keep_with": 30}
    assert "30 people" in result.unplaced[0].reason


def test_friends_with_different_languages_are_told_so():
    learners = people(20)
    learners[0] = replace(learners[0], keep_with=("p1",))
    learners[1] = replace(learners[1], language="es")
    result = form_groups(learners, WRITE, 1, effort=0.1)
    assert rules_against(result) == {"same": 2}


def test_friends_who_are_kept_apart_are_told_so():
    learners = people(20)
    learners[0] = replace(learners[0], keep_with=("p1",), keep_apart=("p1",))
    assert rules_against(form_groups(learners, WRITE, 1, effort=0.1)) == {"keep_apart": 2}


def test_a_clique_that_nobody_may_join_crashes_nothing():
    everybody = tuple(f"p{number}" for number in range(40))
    learners = [replace(item, keep_apart=everybody) for item in people(40)]
    result = form_groups(learners, WRITE, 1, effort=0.1)
    assert not result.groups
    assert all(item.reason for item in result.unplaced)


def test_a_few_who_may_not_meet_are_dealt_to_different_groups():
    five = tuple(f"p{number}" for number in range(5))
    learners = [replace(item, keep_apart=five) if item.id in five else item for item in people(40)]
    result = form_groups(learners, WRITE, 1, effort=0.2)
    assert result.report.placed == 40


def test_too_few_hours_are_said_with_their_number():
    learners = people(20)
    learners[0] = replace(learners[0], availability={"mon": ["18:00-19:30"]})
    learners[1] = replace(learners[1], availability={})
    reasons = {item.id: item.reason for item in form_groups(learners, MEET, 1, effort=0.1).unplaced}
    assert "1.5 hours" in reasons["p0"]
    assert "0 hours" in reasons["p1"]


def test_who_shares_hours_with_too_few_is_told_how_many():
    learners = [
        *people(20),
        replace(people(1)[0], id="far", zone="Pacific/Honolulu", availability={"tue": ["02:00-05:00"]}),
    ]
    reason = next(item for item in form_groups(learners, MEET, 1, effort=0.1).unplaced if item.id == "far")
    assert reason.rule == "hours"
    assert "share 2 hours a week with you" in reason.reason


def test_groups_may_have_to_agree_in_more_than_the_language():
    rules = replace(WRITE, same=("language", "expertise"))
    result = form_groups(people(80), rules, 1, effort=0.1)
    levels = {learner.id: learner.traits["expertise"] for learner in people(80)}
    assert all(len({levels[member] for member in group.members}) == 1 for group in result.groups)
    assert result.report.violations == {}


def test_traits_of_many_kinds_of_levels_are_no_trouble():
    mixed = [3, "three", 0, "zero"]
    learners = [
        replace(item, traits={"odd": mixed[n % 4], "town": f"t{n}"}) for n, item in enumerate(people(40))
    ]
    rules = replace(
        MEET,
        criteria=(Criterion("odd", "alike", 1), Criterion("town", "mix", 1), Criterion("void", "mix", 1)),
    )
    assert form_groups(learners, rules, 1, effort=0.1).report.violations == {}


def test_ids_that_come_twice_are_refused():
    with pytest.raises(BadLearner, match="1 ids"):
        form_groups([*people(3), people(1)[0]], MEET, 1)


def test_false_in_quotes_is_refused_and_not_taken_for_true():
    row = {"id": "p1", "language": "en", "wants_group": "false"}
    with pytest.raises(BadLearner, match="without quotes"):
        Learner.from_row(row)
    assert not Learner.from_row(row | {"wants_group": False}).wants_group
    with pytest.raises(BadLearner):
        Learner.from_row({"language": "en"})


def test_a_planted_answer_is_found():
    learners = []
    for group in range(10):
        for seat in range(6):
            traits = {
                "expertise": ["none", "none", "none", "hello", "hello", "app"][seat],
                "style": ["try", "think", "discuss"][seat % 3],
                "commitment": group % 4,
            }
            week = {day: [f"{7 + group:02d}:00-{10 + group:02d}:00"] for day in ("mon", "thu")}
            learners.append(Learner(f"{seat}-{group}", "en", "UTC", week, traits))
    assert form_groups(learners, MEET, 1).report.objective == pytest.approx(1)


def test_it_tells_how_far_it_is():
    told = []
    form_groups(people(60, languages=("en", "es")), MEET, 1, effort=0.1, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)


def test_seconds_buy_the_same_steps_on_every_machine():
    once, again = (form_groups(people(60), MEET, 1, seconds=0.05) for _ in range(2))
    assert once == again


@pytest.mark.parametrize(
    ("groups", "expected"), [((2, 2, 2, 2), [8]), ((2, 3, 2, 3), [10]), ((3, 3, 3), [9]), ((3,) * 4, [6, 6])]
)
def test_who_is_left_of_small_groups_finds_together_though_it_counts_to_stay(groups, expected):
    """Of each of them the first to go would leave the others."""
    places = [number for number, count in enumerate(groups) for _ in range(count)]
    learners = [replace(one, group=place) for one, place in zip(people(sum(groups)), places, strict=True)]
    assert sizes(form_groups(learners, WRITE, 1)) == expected
