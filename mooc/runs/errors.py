"""What can be wrong with a run or a sign-up."""

from mooc.errors import MoocError
from mooc.people.errors import BadToken

__all__ = [
    "AlreadyThere",
    "BadAnswer",
    "BadDates",
    "BadList",
    "BadRules",
    "BadToken",
    "NoSuchLearner",
    "NoSuchRun",
    "RunError",
    "RunIsOver",
    "SignUpIsClosed",
]


class RunError(MoocError):
    """Something asked of a run cannot be done."""


class NoSuchRun(RunError):
    """No run goes by this name."""


class NoSuchLearner(RunError):
    """Nobody of this address is in the run."""


class BadDates(RunError):
    """These dates do not make a run."""


class BadRules(RunError):
    """These are not matching rules."""


class BadAnswer(RunError):
    """This is not an answer to a question of the sign-up."""


class BadList(RunError):
    """This file is not a list of sign-ups, as a whole."""


class SignUpIsClosed(RunError):
    """The run takes nobody in any more."""


class RunIsOver(RunError):
    """The run has ended or was cancelled."""


class AlreadyThere(RunError):
    """The learner is in the other run already."""
