"""The judge, against numbers worked out by hand and against an independent scorer."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mooc.pure.matching import Criterion, Hours, Judge, Learner, Rules, Size, form_groups, score_groups

from .populations import WEEK

MEET = Rules.defaults("meet", WEEK)
MONDAY = {"mon": ["18:00-21:00"]}


def six(**changes):
    """Six people of one kind, three hours in common."""
    return [
        Learner(
            number, "en", "UTC", MONDAY, {"expertise": "none", "style": "try", "commitment": 1}, **changes
        )
        for number in range(6)
    ]


def parts(learners, rules=MEET, of=None):
    judge = Judge(learners, rules)
    return judge.parts([judge.people[number] for number in (of or range(len(learners)))])


def test_people_of_one_kind_lack_nothing_but_hours():
    assert parts(six()) == {
        "availability": 0.5,
        "expertise": 1,
        "style": 1,
        "commitment": 1,
        "never_alone": 1,
        "size": 1,
    }
    assert Judge(six(), MEET).score(parts(six())) == pytest.approx(0.85)


def test_hours_are_counted_in_quarters_across_odd_zones():
    learners = six()
    learners[0] = replace(learners[0], zone="Asia/Kathmandu", availability={"tue": ["00:30-02:00"]})
    assert Judge(learners, MEET).hours(learners) == 1.5


def test_who_did_not_say_has_his_own_evenings():
    learners = [replace(learner, availability=None) for learner in six()]
    assert Judge(learners, MEET).hours(learners) == 28


def test_a_mix_is_full_when_each_level_has_its_share_rounded_either_way():
    levels = ["none", "none", "none", "hello", "hello", "app"]
    learners = [
        replace(learner, traits={"expertise": level}) for learner, level in zip(six(), levels, strict=True)
    ]
    assert parts(learners)["expertise"] == 1
    # Half of the pool is "none": of five, two or three may be, and four are one too many.
    assert parts([*learners, *(replace(item, id=item.id + 10) for item in learners)], of=[0, 1, 2, 10, 3])[
        "expertise"
    ] == pytest.approx(1 - 1 / 5)


def test_unknown_levels_count_for_nothing():
    learners = [*six()[:5], replace(six()[5], traits={"style": "juggle"})]
    rules = MEET.with_criteria(Criterion("style", "mix", 0.1, ("try", "think")))
    assert parts(learners, rules) == parts(six(), rules)


def test_alike_measures_the_range_and_spread_the_variety():
    learners = [
        replace(item, traits={"commitment": item.id % 3, "region": "abc"[item.id % 3]}) for item in six()
    ]
    rules = MEET.with_criteria(Criterion("region", "spread", 0.1, ("a", "b", "c", "d", "e")))
    found = parts(learners, rules)
    assert found["commitment"] == pytest.approx(1 / 3)
    assert found["region"] == pytest.approx(3 / 5)


def test_variety_is_full_when_all_differ_or_every_level_is_there():
    learners = [replace(item, traits={"region": "abcdef"[item.id]}) for item in six()]
    assert parts(learners, MEET.with_criteria(Criterion("region", "spread", 0.1)))["region"] == 1
    learners = [replace(item, traits={"region": "ab"[item.id % 2]}) for item in six()]
    assert parts(learners, MEET.with_criteria(Criterion("region", "spread", 0.1)))["region"] == 1
    assert parts(learners, MEET.with_criteria(Criterion("region", "spread", 0.1, (*"abcd",))))[
        "region"
    ] == pytest.approx(2 / 4)
    assert parts(six(), MEET.with_criteria(Criterion("region", "spread", 0.1)))["region"] == 1


def test_the_report_says_how_many_pairs_stayed_together_of_those_that_could():
    learners = [replace(item, id=number, group=number % 2) for number, item in enumerate([*six(), *six()])]
    _, report = score_groups(Judge(learners, MEET), [[0, 2, 4, 6, 8, 1], [10, 3, 5, 7, 9, 11]], [])
    assert report.kept == pytest.approx((10 + 10) / (15 + 15))
    assert score_groups(Judge(six(), MEET), [range(6)], [])[1].kept == 1


def test_a_group_of_now_that_is_too_big_counts_no_pairs_beyond_the_largest_size():
    learners = [replace(item, id=number, group="all") for number, item in enumerate([*six(), *six()])]
    judge = Judge(learners, MEET)
    assert score_groups(judge, [range(7), range(7, 12)], [])[1].kept == 1
    assert score_groups(judge, [range(6), range(6, 12)], [])[1].kept == pytest.approx(30 / 31)


def test_nobody_should_be_the_only_one_of_a_declared_minority():
    learners = six()
    learners[0] = replace(learners[0], flags=("deaf",))
    assert parts(learners)["never_alone"] == 0
    learners[1] = replace(learners[1], flags=("deaf", "deaf"))
    assert parts(learners)["never_alone"] == 1


def test_a_trait_may_say_of_which_levels_nobody_should_be_alone():
    rules = replace(MEET, criteria=(Criterion("gender", "never_alone", 1, ("woman", "other")),))
    learners = [replace(item, traits={"gender": "man" if item.id else "woman"}) for item in six()]
    assert parts(learners, rules)["gender"] == 0
    learners[0] = replace(learners[0], traits={"gender": "man"})
    assert parts(learners, rules)["gender"] == 1


def test_it_names_each_hard_rule_that_a_group_breaks():
    learners = six()
    learners[1] = replace(learners[1], language="es")
    learners[2] = replace(learners[2], keep_with=(99, 5), keep_apart=(3,))
    learners[3] = replace(learners[3], availability={"tue": ["18:00-21:00"]}, wants_group=False)
    judge = Judge(learners, MEET)
    assert judge.broken(learners[:4]) == ["size", "same", "keep_with", "keep_apart", "hours", "unwanted"]


def test_a_group_that_breaks_a_rule_places_nobody():
    judge = Judge(six(), MEET)
    groups, report = score_groups(judge, [[0, 1, 2, 3]], [4])
    assert (groups[0].score, report.objective, report.placed) == (0, 0, 0)
    assert report.violations == {"size": 1, "lost": 1}


def test_the_bound_counts_what_own_hours_allow():
    learners = [*six(), Learner("alone", "eo", "UTC", MONDAY)]
    _, report = score_groups(Judge(learners, MEET), [range(6)], ["alone"])
    assert report.objective == pytest.approx(6 * 0.85 / 7)
    assert report.bound == pytest.approx(6 * 0.85 / 7)


def test_groups_that_write_have_no_part_for_hours():
    rules = Rules(WEEK, Size(5, 6, 7), None, MEET.criteria)
    assert "availability" not in parts(six(), rules)
    assert Judge(six(), rules).score(parts(six(), rules)) == pytest.approx(1)


def test_hours_beyond_the_desired_count_no_more():
    rules = replace(MEET, hours=Hours(1, 2))
    assert parts(six(), rules)["availability"] == 1


TOOLS = Path(os.environ.get("MOOC_SHARED_DATA", "../shared/data")).resolve().parent / "tools"


@pytest.mark.skipif(
    not (TOOLS / "score_groups.py").exists(), reason=f"no independent scorer in {TOOLS} (MOOC_SHARED_DATA)"
)
@pytest.mark.parametrize(
    ("kind", "count"), [("world", 200), ("sparse", 150), ("planted", 60), ("europe", 80)]
)
def test_it_agrees_with_an_independent_scorer(kind, count, tmp_path):
    made = _run("make_learners.py", kind, str(count), "3")
    learners = [Learner.from_row(json.loads(line)) for line in made.splitlines()]
    result = form_groups(learners, MEET, 3, effort=0.1)
    rows = [{"members": group.members} for group in result.groups]
    rows += [{"unplaced": item.id, "reason": item.reason} for item in result.unplaced]
    (tmp_path / "learners.jsonl").write_text(made)
    (tmp_path / "groups.jsonl").write_text("\n".join(map(json.dumps, rows)))
    theirs = json.loads(_run("score_groups.py", tmp_path / "learners.jsonl", tmp_path / "groups.jsonl"))
    ours = result.report
    assert theirs["violations"] == ours.violations == {}
    assert theirs["J"] == pytest.approx(ours.objective, abs=1e-3)
    assert theirs["p5"] == pytest.approx(ours.p5, abs=1e-3)
    assert theirs["min"] == pytest.approx(ours.lowest, abs=1e-3)
    assert theirs["placed"] == ours.placed
    assert theirs["parts"] == pytest.approx(dict(ours.parts), abs=1e-3)


def _run(tool, *arguments):
    return subprocess.run(
        [sys.executable, TOOLS / tool, *arguments], check=True, capture_output=True, text=True
    ).stdout
