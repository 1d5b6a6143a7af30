"""What can be wrong when groups are made."""

from mooc.errors import MoocError


class GroupError(MoocError):
    """Something asked of groups cannot be done."""


class NothingProposed(GroupError):
    """There is no proposal that could be confirmed."""


class AlreadyConfirmed(GroupError):
    """The groups of this run have been made."""


class NoSuchGroup(GroupError):
    """No group of the run has this number."""


class BadMatchingRules(GroupError):
    """The matching rules of this run do not fit its course."""


class RunHasEnded(GroupError):
    """Nobody needs groups in this run any more."""
