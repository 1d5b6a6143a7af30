"""Runs whose groups are made together: one leads, and the groups belong to it; the others follow.

proposal of the leader, which names the others  ->  confirmed: each of the others has a confirmed one `led_by` it

Groups, open seats and changes of groups are looked after in the run that leads, for the learners of all.
"""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from mooc.runs.models import Run

from .errors import NotTogether
from .models import Group, Membership, Proposal

_ENDED = (Run.State.FINISHED, Run.State.ARCHIVED, Run.State.CANCELLED)


def runs_of(proposal: Proposal) -> list[Run]:
    """Return the runs whose learners a proposal places, the one that leads first. One query.

    Of the others those that are over by now are left out.
    """
    others = proposal.others.select_related("course").exclude(state__in=_ENDED)
    return [proposal.run, *others.order_by("id")]


def leader_of(run: Run) -> Run:
    """Return the run to which the groups of a run's learners belong: itself, or the one that it follows. One query."""
    rows = Proposal.objects.filter(run=run, led_by__isnull=False, state__in=Proposal.SETTLED)
    found = rows.select_related("led_by__run__course").order_by("id").first()
    return found.led_by.run if found and found.led_by else run


def followers_of(run: Run) -> list[Run]:
    """Return the runs whose learners are in the groups of this one. One query."""
    following = Proposal.objects.filter(led_by__run=run, state__in=Proposal.SETTLED)
    rows = Run.objects.filter(pk__in=following.values("run_id")).select_related("course")
    return list(rows.order_by("id"))


def with_followers(run_id: int | None) -> Q:
    """Return what holds for enrolments of a run and of those that follow it: who gets the mail of its groups."""
    following = Proposal.objects.filter(led_by__run=run_id, state__in=Proposal.SETTLED)
    return Q(run=run_id) | Q(run__in=following.values("run_id"))


def with_leader(run_id: int) -> Q:
    """Return what holds for copies of the mail of a run and of the one that it follows."""
    followed = Proposal.objects.filter(run=run_id, led_by__isnull=False, state__in=Proposal.SETTLED)
    return Q(mailing__run_id=run_id) | Q(mailing__run_id__in=followed.values("led_by__run_id"))


def groups_seen_from(run: Run) -> "QuerySet[Group]":
    """Return the groups of a run; of one that follows those in which a learner of it is or was. One query first."""
    leader = leader_of(run)
    groups = Group.objects.filter(run=leader)
    if leader.pk == run.pk:
        return groups
    own = Membership.objects.filter(group__run=leader, enrolment__run=run)
    return groups.filter(pk__in=own.order_by().values("group_id"))


def check_leads(run: Run) -> None:
    """Raise NotTogether for a run whose groups belong to another one, where they are looked after."""
    leader = leader_of(run)
    if leader.pk != run.pk:
        raise NotTogether(
            f"The groups of {run.slug} were made together with those of {leader.slug}, to which they belong. "
            f"What changes in them is decided there: name {leader.slug}."
        )


def named(runs: Sequence[Run]) -> str:
    """Join the names of runs as one says them: "gentle-python, knots and rust"."""
    slugs = [run.slug for run in runs]
    return " and ".join(filter(None, [", ".join(slugs[:-1]), *slugs[-1:]]))
