"""In which language a learner writes here: his own, or the course's where too few share his.

Who takes a course in English and is the only one to name Spanish reads English well enough to follow it, and would
rather be in a group than be right about his language. So nobody is left out for it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from mooc.courses.queries import read_course
from mooc.runs.models import Run

from ..models import Group
from ..queries import spoken, wanting


@dataclass(frozen=True, slots=True)
class Tongues:
    """The languages in which a run has groups, or people enough for one; `course` is that of the course."""

    course: str
    served: frozenset[str]

    def of(self, language: str) -> str:
        """Return the language in which somebody who named `language` is matched."""
        own = spoken(language)
        return own if own in self.served else self.course


def tongues_of(run: Run, *others: Run, enough: int) -> Tongues:
    """Return the languages of a run in which there is a group, or in which at least `enough` want one. Two queries."""
    return tongues_among(run, named_in(run, *others), enough=enough)


def named_in(run: Run, *others: Run) -> Counter[str]:
    """Return how many of those who want a group named each language. One query."""
    rows = wanting(run, *others).order_by("person__language").values_list("person__language")
    return Counter(dict(rows.annotate(many=Count("id"))))


def tongues_among(run: Run, named: Mapping[str, int], *, enough: int) -> Tongues:
    """Return the languages in which those are matched who named so often each of these. One query."""
    counts: Counter[str] = Counter()
    for language, many in named.items():
        counts[spoken(language)] += many
    groups = Group.objects.filter(run=run).exclude(state__in=(Group.State.MERGED, Group.State.CLOSED))
    having = set(groups.order_by("language").values_list("language", flat=True).distinct())
    served = {language for language, many in counts.items() if many >= enough} | having
    return Tongues(spoken(read_course(run.version_id).language), frozenset(served))
