"""What can be wrong with inbound mail."""

from mooc.errors import MoocError


class InboundError(MoocError):
    """Something about inbound mail cannot be done."""


class NoSuchMail(InboundError):
    """There is no inbound mail of that number."""


class NoSuchQuestion(InboundError):
    """What was asked is kept no longer."""


class ReaderFails(InboundError):
    """This machine cannot start the process that reads mail, which is no fault of the mail."""


class HostileMail(InboundError):
    """A mail that is made to cost more than it may; it is held, unread."""


class AlreadyDecided(InboundError):
    """Somebody else was first, or it never waited for a decision."""


class CannotKeep(InboundError):
    """It is nothing that could be posted to a group."""


class CannotAsk(InboundError):
    """There is nobody whom we know well enough to ask."""


class UnknownMessage(InboundError):
    """No mail and no copy of ours has that Message-ID."""
