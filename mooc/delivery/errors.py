"""What can go wrong in delivery, each a sentence."""

from mooc.errors import MoocError


class DeliveryError(MoocError):
    """Something about mail that a person can put right."""


class WrongEmailUrl(DeliveryError):
    """EMAIL_URL does not name a relay we can use."""


class WrongDkimSetting(DeliveryError):
    """The settings of DKIM do not lead to a key that can sign."""


class UnknownMailing(DeliveryError):
    """No mailing has that id or occasion."""


class MailLeavesElsewhere(DeliveryError):
    """Somebody tried to send mail past `mooc.delivery`."""
