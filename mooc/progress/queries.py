"""Questions about check-ins."""

from collections.abc import Iterable

from django.db.models import Count

from mooc.runs.models import Enrolment, Run

from .models import CheckIn


def latest_answers(enrolment_ids: Iterable[int], *, before_week: int) -> dict[int, str]:
    """Return each learner's answer for the week before `before_week`, where there is one."""
    rows = CheckIn.objects.filter(enrolment_id__in=list(enrolment_ids), week=before_week - 1)
    return dict(rows.values_list("enrolment_id", "answer"))


def answers_of(enrolment: Enrolment) -> dict[int, str]:
    """Return {week: answer} of one learner."""
    return dict(enrolment.check_ins.values_list("week", "answer"))


def answers_by_week(run: Run) -> dict[int, dict[str, int]]:
    """Return {week: {answer: how many}} of a run."""
    rows = (
        CheckIn.objects.filter(enrolment__run=run)
        .values("week", "answer")
        .annotate(many=Count("id"))
        .order_by("week", "answer")
    )
    counted: dict[int, dict[str, int]] = {}
    for row in rows:
        counted.setdefault(row["week"], {})[row["answer"]] = row["many"]
    return counted
