"""What can be wrong with what people say about their time."""


class TimetableError(ValueError):
    """What somebody said about time cannot be used; the text says what, which value, what to do."""


class UnknownZone(TimetableError):
    """This is not the name of a time zone."""


class UnknownTick(TimetableError):
    """This is not one of the six parts of a week that a form offers."""


class BadAvailability(TimetableError):
    """These are not hours of a week."""
