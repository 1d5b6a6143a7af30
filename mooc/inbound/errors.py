"""What can be wrong with inbound mail."""

from mooc.errors import MoocError


class InboundError(MoocError):
    """Something about inbound mail cannot be done."""


class NoSuchMail(InboundError):
    """There is no inbound mail of that number."""


class HostileMail(InboundError):
    """A mail that is made to cost more than it may; it is held, unread."""
