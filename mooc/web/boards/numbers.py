"""The numbers of runs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from mooc.groups.models import Group, Membership, Post
from mooc.runs import queries
from mooc.runs.models import Enrolment, Run
from mooc.runs.queries import RunNumbers

from .accounts import NO_MAIL, Account, accounts_of_runs

CLOSED = (Group.State.MERGED, Group.State.CLOSED)


@dataclass(frozen=True, slots=True)
class RunBoard:
    """How many came how far, how many groups there are, and the account of the mail."""

    people: RunNumbers = field(default_factory=RunNumbers)
    grouped: int = 0
    groups: int = 0
    posts: int = 0
    mail: Account = NO_MAIL

    @property
    def taking_part(self) -> int:
        """Confirmed learners who have not left."""
        return self.people.wants_group + self.people.alone

    @property
    def soloists(self) -> int:
        """Learners who take part and are in no group, by their wish or not."""
        return max(0, self.taking_part - self.grouped)

    @property
    def confirmed_words(self) -> str:
        """The first step in words."""
        return f"{self.people.confirmed:,} of {self.people.sign_ups:,} who signed up confirmed their address"

    @property
    def ready_words(self) -> str:
        """The second step in words."""
        return f"{self.people.ready:,} of {self.people.confirmed:,} confirmed learners said “I am in”"

    @property
    def grouped_words(self) -> str:
        """The third step in words."""
        return f"{self.grouped:,} of {self.people.wants_group:,} who want a group are in one"


def run_boards(runs: Iterable[Run]) -> dict[int, RunBoard]:
    """Return the numbers of each run by its id, in six queries however many runs there are; one more of runs that
    follow another one, whose groups their learners are in.
    """
    runs = list(runs)
    ids = [run.pk for run in runs]
    people = queries.run_numbers(runs)
    here = Membership.objects.filter(left_at=None).exclude(enrolment__state=Enrolment.State.LEFT)
    grouped = _by_run(here, "enrolment__run_id", ids)
    groups = _by_run(Group.objects.exclude(state__in=CLOSED), "run_id", ids)
    posts = _by_run(Post.objects.all(), "author__run_id", ids)
    mail = accounts_of_runs(ids)
    if without := [pk for pk in grouped if pk not in groups]:
        groups |= _groups_they_are_in(without)
    return {
        pk: RunBoard(
            people[pk], grouped.get(pk, 0), groups.get(pk, 0), posts.get(pk, 0), mail.get(pk, NO_MAIL)
        )
        for pk in ids
    }


def _groups_they_are_in(ids: list[int]) -> dict[int, int]:
    """Count the groups of other runs in which learners of these are."""
    seats = Membership.objects.filter(left_at=None, enrolment__run_id__in=ids).order_by("enrolment__run_id")
    return dict(seats.values_list("enrolment__run_id").annotate(Count("group", distinct=True)))


def _by_run(rows: QuerySet[Any], key: str, ids: list[int]) -> dict[int, int]:
    return dict(rows.filter(**{f"{key}__in": ids}).values_list(key).order_by(key).annotate(Count("id")))
