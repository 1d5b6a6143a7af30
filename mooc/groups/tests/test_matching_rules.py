"""Which rules hold for a run."""

from datetime import date

import pytest

from mooc.groups.errors import BadMatchingRules
from mooc.groups.placing.matching_rules import commitment_of, rules_of
from mooc.groups.queries import candidates

from .stage import crowd


def test_questions_of_the_course_and_hours_a_week_are_what_counts(run):
    rules = rules_of(run, "meet")
    assert list(rules.weights) == ["availability", "expertise", "style", "commitment", "size"]
    assert rules.criteria[0].levels == ("none", "hello", "app")
    assert rules.week_of == date(2026, 12, 21)


def test_organisers_change_them_for_their_run(run):
    run.rules = "[write.size]\nminimum = 4\n[criteria.style]\nweight = 0\n"
    assert rules_of(run, "write").size.minimum == 4
    assert rules_of(run, "meet").size.minimum == 5
    assert rules_of(run, "meet").weights["style"] == 0


@pytest.mark.parametrize("text", ["[size", "[criteria.height]\nweight = 1", 'same = ["town"]'])
def test_rules_about_what_nobody_is_asked_are_refused_with_what_is_asked(run, text):
    run.rules = text
    with pytest.raises(BadMatchingRules, match=run.slug):
        rules_of(run, "write")


@pytest.mark.parametrize(
    ("hours", "level"), [(None, None), (1, 0), (2, 0), (3, 1), (5, 2), (7, 2), (8, 3), (60, 3)]
)
def test_hours_a_week_become_a_level_of_commitment(hours, level):
    assert commitment_of(hours) == level


def test_candidates_carry_answers_as_traits(run, now):
    (enrolment,) = crowd(run, 1, now, zone="Asia/Kathmandu", language="pt-BR")
    (learner,) = candidates(run, "write")
    assert (learner.id, learner.language, learner.zone) == (enrolment.pk, "pt", "Asia/Kathmandu")
    assert learner.traits == {
        "expertise": "none",
        "style": "try",
        "hope": "A knot, number 0",
        "commitment": 0,
    }
    assert candidates(run, "meet") == []
