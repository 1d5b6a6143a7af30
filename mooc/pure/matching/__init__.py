"""Matching: learners into groups that can work, by hard rules that are never broken and a score for the rest.

`form_groups(learners, rules, seed)` answers groups with scores and a sentence why, and everybody unplaced with the
reason and what would help; the same input gives the same output. `Rules.defaults("meet" | "write", week_of)` are the
usual rules, `read_rules` changes them by what an organiser wrote. `score_groups` is the slow and obvious judge.
docs/matching.md has the objective, the evidence behind it and measured figures.
"""

from .errors import BadLearner, BadRules, MatchingError
from .form import form_groups, load_search
from .model import Grouped, Id, Learner, Level, Report, Result, Unplaced
from .reference import Judge, score_groups
from .rows import learner_of_row
from .rules import KINDS, Criterion, Hours, Kind, Mode, Rules, Size
from .rules_file import read_rules_file
from .rules_toml import read_rules, rules_of_row, rules_row

__all__ = [
    "KINDS",
    "BadLearner",
    "BadRules",
    "Criterion",
    "Grouped",
    "Hours",
    "Id",
    "Judge",
    "Kind",
    "Learner",
    "Level",
    "MatchingError",
    "Mode",
    "Report",
    "Result",
    "Rules",
    "Size",
    "Unplaced",
    "form_groups",
    "learner_of_row",
    "load_search",
    "read_rules",
    "read_rules_file",
    "rules_of_row",
    "rules_row",
    "score_groups",
]
