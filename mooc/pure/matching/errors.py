"""What can be wrong with what matching is asked to do."""


class MatchingError(ValueError):
    """Matching cannot work with this; the text says what, which value, what to do."""


class BadRules(MatchingError):
    """These rules contradict themselves or cannot be read."""


class BadLearner(MatchingError):
    """This is not a learner as matching knows one."""
