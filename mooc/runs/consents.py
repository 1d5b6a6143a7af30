"""What a learner agrees to, in its present version; the pages that show the texts name the same versions."""

from .models import Run

PRIVACY = "privacy/1"
CODE_OF_CONDUCT = "code-of-conduct/1"


def documents(run: Run) -> tuple[str, str, str]:
    """Return what signing up for this run agrees to: the two texts, and being old enough."""
    return PRIVACY, CODE_OF_CONDUCT, f"age-{run.minimum_age}-or-over"
