"""What can be wrong when groups are made."""

from collections.abc import Sequence

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


class AlreadySettled(GroupError):
    """Somebody has said yes or no to this change."""


class NoSuchChange(GroupError):
    """No change of the run's groups has this number."""


class NotNow(GroupError):
    """What is asked of a group is possible later, or in another run."""


class ProposalSettled(GroupError):
    """A proposal that was confirmed or superseded is not changed any more."""


class NoSuchProposal(GroupError):
    """No proposal of the run has this number."""


class BreaksRules(GroupError):
    """A move would break hard rules, each of which `objections` names."""

    def __init__(self, who: str, objections: Sequence[str]) -> None:
        """Say who was to be moved, and what stands against it."""
        super().__init__(f"{who} cannot be put there. {' '.join(objections)}")
        self.objections = tuple(objections)


class CostsScore(GroupError):
    """A move is allowed, but the groups fit less well after it; who insists may have it."""


class NotTogether(GroupError):
    """Groups cannot be made over these runs as one."""


class BadPolicy(GroupError):
    """What is asked of a run's groups cannot be kept."""


class FileIsGone(GroupError):
    """An attachment's bytes are not here."""


class NothingWritten(GroupError):
    """A post without words and files."""


class NotAMember(GroupError):
    """Only who is in a group writes to it."""


class NoSuchReport(GroupError):
    """Nobody told of anything under this number."""


class CannotReport(GroupError):
    """Somebody tells of what is not his to tell of, or of too much in a day."""


class NeedsReason(GroupError):
    """What is taken from a group is taken with a reason."""


class NotAComingDay(GroupError):
    """A day until which somebody is away is past, or too far."""


class WroteMuch(GroupError):
    """A member, or his group, writes more than the others can read."""


class NeedsALook(GroupError):
    """A post that an organiser should see before the group does."""
