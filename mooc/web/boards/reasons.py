"""Why learners left a run: counted, and in their words, without names or times."""

from collections import Counter
from dataclasses import dataclass

from mooc.runs.models import Enrolment, Run
from mooc.runs.reasons import Why, unpacked

MOST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Reasons:
    """`counted`: (what they chose, how many), most first. `words`: by the alphabet, so that no order tells who."""

    left: int
    silent: int
    counted: list[tuple[str, int]]
    words: list[str]

    @property
    def told(self) -> int:
        """How many said anything."""
        return self.left - self.silent

    @property
    def meters(self) -> list[tuple[int, str]]:
        """How many chose each, and that in words."""
        return [(many, f"“{label}”: {many} of {self.told}") for label, many in self.counted]


def reasons_of(run: Run) -> Reasons:
    """Return what those said who have left a run. One query."""
    rows = Enrolment.objects.filter(run=run, state=Enrolment.State.LEFT).order_by("left_reason", "id")
    said = [unpacked(text) for text in rows.values_list("left_reason", flat=True)]
    counted = Counter(why for why, words in said if why)
    return Reasons(
        left=len(said),
        silent=sum(not why and not words for why, words in said),
        counted=[(str(Why(why).label), many) for why, many in counted.most_common()],
        words=sorted({words for _, words in said if words}, key=str.casefold)[:MOST_WORDS],
    )
