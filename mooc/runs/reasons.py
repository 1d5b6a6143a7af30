"""Why somebody leaves a run: one of a few choices and a line of words, both if he wants, kept as one text.

""   "time"   "time: my exams come first"   ": my exams come first"
"""

from django.db import models

from mooc.pure.mailkit import scrub

LONGEST = 500
LONGEST_WORDS = 300


class Why(models.TextChoices):
    """What is offered, as the learner says it."""

    TIME = "time", "I have no time for it now"
    COURSE = "course", "The course is not what I looked for"
    GROUP = "group", "My group was not for me"
    MAIL = "mail", "Too much mail"
    OTHER = "other", "Something else"


def packed(why: str, words: str) -> str:
    """Return the text that is kept of a choice and a line of words; what is no choice counts as none."""
    said = " ".join(scrub(words).split())[:LONGEST_WORDS]
    chosen = why if why in Why.values else ""
    return f"{chosen}: {said}" if said else chosen


def unpacked(text: str) -> tuple[Why | None, str]:
    """Return the choice and the words of a kept text; what has another shape is words alone."""
    chosen, colon, words = text.partition(": ")
    if chosen in Why.values:
        return Why(chosen), words
    return None, words if colon and not chosen else text
