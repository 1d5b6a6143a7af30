"""Which rules hold for a run: the defaults, what its course asks, what its organisers wrote."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import cast

from mooc.courses.queries import read_course
from mooc.pure.coursebook import Course, Question
from mooc.pure.matching import Criterion, Kind, MatchingError, Mode, Rules
from mooc.pure.matching import read_rules as read_matching_rules
from mooc.runs.models import Run

from ..errors import BadMatchingRules

MODES: tuple[Mode, ...] = ("meet", "write")
COMMITMENT = "commitment"
# Hours a week up to which somebody counts as of this level; more than the last is the highest.
_HOURS_OF_LEVELS = (2, 4, 7)
_WEIGHT = 0.10


def rules_of(run: Run, mode: Mode, text: str | None = None) -> Rules:
    """Return the rules with which groups of this run and mode are made. Raises BadMatchingRules.

    `text`: what to read (TOML) in place of what the organisers wrote for the run.
    """
    monday = run.starts_date - timedelta(days=run.starts_date.weekday())
    course = read_course(run.version_id)
    base = Rules.defaults(mode, monday)
    asked = {criterion.trait: criterion for criterion in _criteria(course, base)}
    commitment = next(item for item in base.criteria if item.trait == COMMITMENT)
    base = replace(base, criteria=(*asked.values(), *(() if COMMITMENT in asked else (commitment,))))
    try:
        rules = read_matching_rules(run.rules if text is None else text, base, mode)
    except MatchingError as error:
        raise BadMatchingRules(f"The matching rules of {run.slug} cannot be used: {error}") from error
    _check_traits(
        run, rules, {"language", "zone", *(item.trait for item in base.criteria), *_questions(course)}
    )
    return rules


def commitment_of(hours_a_week: int | None) -> int | None:
    """Return the level of commitment, 0 to 3, or None when nothing was said."""
    if hours_a_week is None:
        return None
    return sum(hours_a_week > most for most in _HOURS_OF_LEVELS)


def _criteria(course: Course, base: Rules) -> Iterator[Criterion]:
    """Yield what the course's questions say of matching; a question without a weight has the usual one."""
    usual = {criterion.trait: criterion.weight for criterion in base.criteria}
    for question in (question for question in course.questions if question.trait):
        yield Criterion(
            trait=question.id,
            kind=cast(Kind, question.criterion),  # the coursebook lets only kinds of ours through
            weight=usual.get(question.id, _WEIGHT) if question.weight is None else question.weight,
            levels=tuple(level.id for level in question.levels),
        )


def _questions(course: Course) -> dict[str, Question]:
    return {question.id: question for question in course.questions if question.kind == "choice"}


def _check_traits(run: Run, rules: Rules, known: set[str]) -> None:
    named = {criterion.trait for criterion in rules.criteria if criterion.weight} | set(rules.same)
    if unknown := sorted(named - known):
        raise BadMatchingRules(
            f"The matching rules of {run.slug} name {unknown[0]!r}, which nobody is asked. "
            f"The course asks {', '.join(sorted(known))}."
        )
