"""Why what was posted is not taken."""


class TooBig(Exception):
    """More than a mail may have."""


class NotProven(Exception):
    """It may be anybody."""


class WrongDoor(Exception):
    """It is the service, and yet not what belongs here."""


class Unreadable(Exception):
    """It is the service, and it belongs here, but the library cannot make sense of it."""
