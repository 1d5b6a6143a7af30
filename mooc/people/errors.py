"""What can be wrong when somebody says who he is."""

from mooc.errors import MoocError


class PeopleError(MoocError):
    """Something asked about a person cannot be done."""


class BadAddress(PeopleError):
    """This is not an e-mail address that mail can reach."""


class BadName(PeopleError):
    """This is not a name to greet anybody with."""


class BadZone(PeopleError):
    """This is not the name of a time zone."""


class BadLanguage(PeopleError):
    """This is not a language tag."""


class BadToken(PeopleError):
    """This link was cut short or changed on its way."""


class LinkIsUsed(PeopleError):
    """This one-time link did its work already, or is too old."""


class AddressIsTaken(PeopleError):
    """The new address has a place of its own here. Only its owner, who pressed the button, is told."""


class TooManyAsked(PeopleError):
    """The same was asked too often in a short time."""


class NoSuchOrganiser(PeopleError):
    """Nobody of this address organises here."""


class AnOrganiserExists(PeopleError):
    """The one-time link is for servers that nobody organises yet."""
