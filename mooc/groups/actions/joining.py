"""Which runs may have their groups made together: of one course, starting about the same time, none with groups yet."""

from collections.abc import Sequence
from datetime import timedelta

from mooc.people.models import Person
from mooc.runs.models import Run
from mooc.runs.queries import may_organise

from ..errors import AlreadyConfirmed, NotTogether, RunHasEnded
from ..models import Proposal

ENDED = (Run.State.FINISHED, Run.State.ARCHIVED, Run.State.CANCELLED)
# Whoever starts later than this after the others would be a stranger to what they talk about.
APART = timedelta(days=14)


def check_run(run: Run) -> None:
    """Raise AlreadyConfirmed or RunHasEnded where there is nothing to propose any more."""
    confirmed = Proposal.objects.filter(run=run, state__in=Proposal.SETTLED).order_by("id").first()
    if confirmed is not None:
        raise AlreadyConfirmed(
            f"The groups of {run.slug} were made from proposal {confirmed.number}. "
            "Who comes now gets an open seat within the hour."
        )
    if run.state in ENDED:
        raise RunHasEnded(
            f"The run {run.slug} is {run.get_state_display()}: nobody needs a group there any more."
        )


def check_together(run: Run, others: Sequence[Run], *, by: Person | None = None) -> None:
    """Raise NotTogether, AlreadyConfirmed or RunHasEnded where these runs cannot have their groups made as one.

    `by`: who has to organise all of them; none is an operator at the command line, or the worker.
    """
    check_run(run)
    check_organiser(by, others)
    for other in others:
        if other.pk == run.pk:
            raise NotTogether(f"{run.slug} is in its own groups already. Name another run to match it with.")
        if other.course_id != run.course_id:
            raise NotTogether(
                f"{other.slug} is a run of another course than {run.slug}. Name runs of one course."
            )
        if abs(other.starts_date - run.starts_date) > APART:
            raise NotTogether(
                f"{other.slug} starts on {other.starts_date}, more than {APART.days} days from {run.starts_date}, "
                f"when {run.slug} does. Name runs that start closer together."
            )
        check_run(other)


def check_organiser(by: Person | None, runs: Sequence[Run]) -> None:
    """Raise NotTogether where somebody does not organise all of these runs."""
    foreign = [run for run in runs if by is not None and not may_organise(by, run)]
    if foreign:
        raise NotTogether(f"You do not organise {foreign[0].slug}. Ask its organisers to add you to them.")


def hold(*runs: Run) -> list[Run]:
    """Lock runs as they are now, always in the same order. Call it in a transaction. One query."""
    rows = Run.objects.select_for_update(no_key=True).filter(pk__in=[run.pk for run in runs])
    return list(rows.order_by("pk"))


def joinable(run: Run) -> list[Run]:
    """Return the runs with which this one may be matched. One query."""
    grouped = Proposal.objects.filter(state__in=Proposal.SETTLED).values("run_id")
    near = Run.objects.filter(
        course=run.course_id,
        starts_date__gte=run.starts_date - APART,
        starts_date__lte=run.starts_date + APART,
    )
    rows = near.exclude(pk=run.pk).exclude(state__in=ENDED).exclude(pk__in=grouped)
    return list(rows.select_related("course").order_by("starts_date", "id"))
