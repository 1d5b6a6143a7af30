"""What the machine may do to the groups of a run by itself."""

from django.db.models import QuerySet

from mooc.runs.models import Run

from ..models import Policy, Proposal

UNDER_WAY = (Run.State.OPEN, Run.State.MATCHING, Run.State.RUNNING)


def policy_of(run: Run) -> Policy:
    """Return the policy of a run; the usual one, not yet kept, where nobody has changed it."""
    return Policy.objects.filter(run=run).order_by("id").first() or Policy(run=run)


def kept_policy(run: Run) -> Policy:
    """Return the policy of a run, kept."""
    return Policy.objects.get_or_create(run=run)[0]


def grouped_runs() -> QuerySet[Run]:
    """Return the runs that go on, whose groups have been made and belong to them and not to a run that they follow."""
    made = Run.objects.filter(proposals__state=Proposal.State.CONFIRMED, proposals__led_by=None)
    return made.filter(state__in=UNDER_WAY).order_by("id")
