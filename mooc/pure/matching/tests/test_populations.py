"""Whole populations: hard rules hold in all of them, and what should not matter does not."""

import random
from dataclasses import replace
from datetime import date

import pytest

from bench.populations import POPULATIONS, nobody_overlaps, one_zone, planted, world
from mooc.pure.matching import Judge, Learner, Rules, form_groups

from .checker import complaints
from .populations import WEEK

MEET, WRITE = Rules.defaults("meet", WEEK), Rules.defaults("write", WEEK)


@pytest.mark.parametrize("kind", POPULATIONS)
@pytest.mark.parametrize("rules", [MEET, WRITE], ids=["meet", "write"])
def test_every_rule_holds_in_every_population(kind, rules):
    learners = POPULATIONS[kind](120, 1)
    result = form_groups(learners, rules, 1, effort=0.1)
    assert complaints(learners, rules, result) == []
    assert result.report.violations == {}
    assert result.report.objective <= result.report.bound + 1e-9


def test_the_checker_finds_what_is_wrong():
    learners = [
        *(Learner(number, "en", "UTC", {"mon": ["18:00-20:00"]}) for number in range(4)),
        Learner(4, "es", "UTC", {"mon": ["18:15-21:00"]}, keep_with=(5,), keep_apart=(0,)),
        Learner(5, "en", "UTC", {}),
        Learner(6, "en", "UTC", {}, wants_group=False),
    ]
    good = form_groups(
        [replace(one, language="en", keep_apart=(), keep_with=()) for one in learners[:5]], WRITE, 1
    )
    bad = replace(good, unplaced=())
    said = " ".join(complaints(learners, replace(MEET, size=replace(MEET.size, minimum=6)), bad))
    for text in (
        "5 people",
        "two languages",
        "4 and 5 are parted",
        "4 are together",
        "105 minutes",
        "5 is not answered",
    ):
        assert text in said


def test_identical_people_are_all_placed_and_those_who_never_overlap_not_at_all():
    assert form_groups(POPULATIONS["identical"](1_000, 1), MEET, 1, effort=0.1).report.placed == 1_000
    result = form_groups(nobody_overlaps(84, 1), MEET, 1, effort=0.1)
    alone = [item for item in result.unplaced if item.rule == "hours"]
    assert result.report.placed <= 7  # who said no hours has his evenings
    assert len(alone) >= 77


def test_planted_groups_are_mostly_found():
    assert form_groups(planted(120, 1), MEET, 1).report.objective > 0.9


def shuffled(learners):
    return random.Random(5).sample(learners, len(learners))


def renamed(learners):
    """Levels by other names; what is ordered keeps its order."""
    names = {"none": "zero", "hello": "alpha", "app": "kilo", "a": "z", "b": "y", "c": "x"}
    return [
        replace(one, traits={trait: names.get(level, level) for trait, level in one.traits.items()})
        for one in learners
    ]


def shifted(learners):
    """Everybody seven hours further east, and his week with him."""
    return [replace(one, zone="Asia/Tashkent") for one in learners]


@pytest.mark.parametrize("change", [shuffled, renamed, shifted])
@pytest.mark.parametrize("rules", [MEET, WRITE], ids=["meet", "write"])
def test_what_should_not_matter_changes_little(change, rules):
    learners = [replace(one, zone="Africa/Accra") for one in one_zone(300, 2)]
    before, after = (form_groups(crowd, rules, 1).report for crowd in (learners, change(learners)))
    assert after.objective == pytest.approx(before.objective, abs=0.01)
    assert after.bound == pytest.approx(before.bound)


@pytest.mark.parametrize("change", [shuffled, renamed, shifted])
def test_what_should_not_matter_changes_no_best_answer(change):
    learners = [replace(one, zone="Africa/Accra") for one in one_zone(20, 2)]
    before, after = (form_groups(crowd, MEET, 1, exact=True).report for crowd in (learners, change(learners)))
    assert before.exact
    assert after.objective == pytest.approx(before.objective)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_search_comes_near_the_best_of_a_small_world(seed):
    learners = world(50, seed)
    found = form_groups(learners, MEET, 1).report
    best = form_groups(learners, MEET, 1, exact=True).report
    assert best.exact
    assert best.objective - 0.05 <= found.objective <= best.objective + 1e-9


def test_clocks_that_change_move_the_hours_of_one_zone_against_the_other():
    paris = Learner(1, "en", "Europe/Paris", {"wed": ["18:00-21:00"]})
    york = Learner(2, "en", "America/New_York", {"wed": ["12:00-15:00"]})
    hours = {
        week: Judge([paris, york], replace(MEET, week_of=week)).hours([paris, york])
        for week in (date(2026, 2, 2), date(2026, 3, 16), date(2026, 6, 1))
    }
    assert list(hours.values()) == [3, 2, 3]
