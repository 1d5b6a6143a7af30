"""Rules: what is allowed, how sizes give way, what organisers may write."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.pure.matching import BadRules, Criterion, Hours, Rules, Size, read_rules, rules_of_row, rules_row

from .populations import WEEK

WRITE = Rules.defaults("write", WEEK)


def test_weights_are_shares_of_one():
    assert sum(WRITE.shares.values()) == pytest.approx(1)
    assert Rules.defaults("meet", WEEK).shares["availability"] == pytest.approx(0.3)


@pytest.mark.parametrize("people", [*range(6, 11), *range(12, 60)])
def test_bounds_stay_where_everybody_can_be_dealt_out(people):
    assert WRITE.size.bounds(people) == (6, 10)


@pytest.mark.parametrize(
    ("people", "bounds"), [(3, (3, 10)), (5, (5, 10)), (11, (6, 11)), (2, (6, 10)), (0, (6, 10))]
)
def test_bounds_give_way_as_little_as_needed_and_never_below_three(people, bounds):
    assert WRITE.size.bounds(people) == bounds


@given(st.integers(3, 200), st.integers(2, 12), st.integers(0, 4), st.integers(0, 4))
def test_whatever_the_bounds_three_people_or_more_can_be_dealt_out(people, minimum, more, most):
    low, high = Size(minimum, minimum + more, minimum + more + most, stretch=True).bounds(people)
    assert -(-people // high) <= people // low


def test_groups_that_meet_never_stretch():
    assert Rules.defaults("meet", WEEK).size.bounds(8) == (5, 7)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Rules(WEEK, Size(7, 6, 8)),
        lambda: Rules(WEEK, Size(1, 6, 8)),
        lambda: Rules(WEEK, Size(5, 6, 99)),
        lambda: Rules(date(2026, 12, 8), Size(5, 6, 7)),
        lambda: Rules(WEEK, Size(5, 6, 7), Hours(6, 2)),
        lambda: Rules(WEEK, Size(5, 6, 7, weight=0)),
        lambda: Rules(WEEK, Size(5, 6, 7, weight=float("nan"))),
        lambda: Rules(WEEK, Size(5, 6, 7), criteria=(Criterion("size", "mix", 1),)),
        lambda: Rules(WEEK, Size(5, 6, 7), criteria=(Criterion("a", "blend", 1),)),
        lambda: Rules.defaults("dance", WEEK),
    ],
)
def test_it_refuses_rules_that_nobody_can_obey(make):
    with pytest.raises(BadRules):
        make()


def test_organisers_change_what_they_name_and_one_mode_alone_if_they_say_so():
    text = """
    [size]
    weight = 0.2
    [write.size]
    minimum = 4
    [criteria.style]
    weight = 0
    [criteria.region]
    kind = "spread"
    weight = 0.3
    levels = ["north", "south"]
    """
    write = read_rules(text, WRITE, "write")
    meet = read_rules(text, Rules.defaults("meet", WEEK), "meet")
    assert (write.size.minimum, meet.size.minimum, meet.size.weight) == (4, 5, 0.2)
    assert write.weights["style"] == 0
    assert write.criteria[-1] == Criterion("region", "spread", 0.3, ("north", "south"))
    assert Rules.from_toml(text, "write", WEEK) == write


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[size", "not TOML"),
        ("groups = 3", "'groups' is no key"),
        ("[write]\nseats = 1", "write.seats"),
        ('[size]\nminimum = "5"', "wrong kind"),
        ("[size]\nminimum = 5.5", "whole number"),
        ("[size]\nminimum = 9", "do not rise"),
        ("[hours]\nminimum = true", "wrong kind"),
        ("[criteria]\nstyle = 3", "must be a table"),
        ("criteria = 3", "wrong kind"),
        ('[criteria.style]\nkind = "blend"', "kind of criterion"),
        ("[criteria.style]\nlevels = [[1]]", "whole numbers"),
        ("[criteria.style]\nweight = -1", "negative"),
        ('same = "language"', "list of names"),
    ],
)
def test_it_says_what_is_wrong_with_written_rules(text, says):
    with pytest.raises(BadRules, match=says):
        Rules.from_toml(text)


def test_a_mistake_in_either_mode_is_told_whichever_is_asked():
    with pytest.raises(BadRules):
        Rules.from_toml("[write.size]\nminimum = 99", "meet")


def test_the_documentation_shows_every_key_with_its_default():
    page = (Path(__file__).parents[4] / "docs" / "matching.md").read_text(encoding="utf-8")
    text = page.split("```toml")[1].split("```")[0]
    for mode in ("meet", "write"):
        assert Rules.from_toml(text, mode, WEEK) == Rules.defaults(mode, WEEK)


@pytest.mark.parametrize("mode", ["meet", "write"])
def test_a_proposal_keeps_rules_as_json_and_reads_them_back(mode):
    rules = Rules.defaults(mode, WEEK)
    assert rules_of_row(rules_row(rules)) == rules
