"""Why the mail door cannot open."""

from mooc.errors import MoocError


class DoorError(MoocError):
    """The mail door cannot open."""


class BadPlace(DoorError):
    """A place to listen is written HOST:PORT."""


class PlaceTaken(DoorError):
    """Somebody else listens there already, or we may not."""
