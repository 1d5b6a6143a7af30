"""The verbs of the rhythm."""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models.functions import Coalesce

from mooc.courses.queries import read_course
from mooc.delivery.actions import plan_select
from mooc.journal.actions import note
from mooc.runs.models import Enrolment, Run

from . import schedule
from .models import Opening
from .returning import bring_back_returned as bring_back_returned
from .returning import come_back as come_back

# A sweep looks back this far for readers who began while the one before was planning.
OVERLAP = timedelta(hours=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
PAIRS_PER_STATEMENT = 500


def open_due_weeks(*, now: datetime) -> int:
    """Plan each week that is about to begin somewhere: one mailing, one copy per reader. Twice equals once.

    Organisers have MOOC_HOLD_MINUTES at least to stop it; the copies leave at the readers' hours all the same.
    Returns how many copies were planned. Readers who began since the last sweep get the current week at once.
    """
    planned = 0
    for run in Run.objects.filter(state=Run.State.RUNNING).order_by("id"):
        weeks = len(read_course(run.version_id).weeks)
        opened = set(Opening.objects.filter(run=run).values_list("week", flat=True))
        for week in schedule.plannable_weeks(run, weeks=weeks, now=now):
            # A week that nobody planned while the worker was down is planned even when it is over: its copies
            # expire, and so are counted.
            if week not in opened or not schedule.is_over(run, week, now=now):
                planned += open_week(run=run, week=week, now=now)
    return planned


def open_week(*, run: Run, week: int, now: datetime) -> int:
    """Plan one week's copies for all readers who have none yet; returns how many.

    Not one transaction: who is cut off before the opening is remembered plans again what is missing.
    """
    opening = Opening.objects.filter(run=run, week=week).first()
    readers = Enrolment.objects.filter(run=run, state=Enrolment.State.LEARNING)
    if opening:
        readers = readers.filter(began_at__gt=opening.planned_through_at - OVERLAP)
    hour = Coalesce("send_hour", run.send_hour)
    pairs = sorted(set(readers.values_list("person__zone", hour)))
    if opening and not pairs:
        return 0
    since = opening.planned_through_at - OVERLAP if opening else LONG_AGO
    planned, mailing_id = 0, opening.mailing_id if opening else 0
    for start in range(0, max(len(pairs), 1), PAIRS_PER_STATEMENT):
        dues = schedule.dues(run, week, pairs[start : start + PAIRS_PER_STATEMENT])
        mailing_id, inserted = _plan(run, week, dues, since=since, now=now)
        planned += inserted
    _remember(run, week, mailing_id, planned, is_first=opening is None, now=now)
    return planned


def _plan(
    run: Run, week: int, dues: list[schedule.Due], *, since: datetime, now: datetime
) -> tuple[int, int]:
    """Insert one delivery per reader of these zones and hours, by one statement.

    Members of a group are put side by side: a batch so fills few groups' words for many readers.
    """
    moment = "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"
    rows = ", ".join([f"(%s, CAST(%s AS integer), {moment}, {moment})"] * len(dues))
    params: list[object] = []
    for due in dues:
        params += [due.zone, due.hour, due.not_before, due.expires_at]
    values = rows or f"(NULL, CAST(NULL AS integer), {moment}, {moment})"
    if not dues:
        params = [now, now]
    mailing, inserted = plan_select(
        occasion=f"weekly/{run.pk}/{week}",
        kind="weekly",
        filler="weekly",
        title=f"{run.name}: week {week}",
        run_id=run.pk,
        subject_id=week,
        now=now,
        sql=f"""
            WITH due (zone, hour, not_before, expires_at) AS (VALUES {values})
            SELECT enrolment.id, due.not_before, due.expires_at
            FROM runs_enrolment enrolment
            JOIN people_person person ON person.id = enrolment.person_id
            JOIN due ON due.zone = person.zone AND due.hour = COALESCE(enrolment.send_hour, %s)
            LEFT JOIN groups_membership membership
              ON membership.enrolment_id = enrolment.id AND membership.left_at IS NULL
            WHERE enrolment.run_id = %s AND enrolment.state = 'learning'
              AND enrolment.began_at > %s AND enrolment.began_at < due.expires_at
            ORDER BY due.not_before, membership.group_id, enrolment.id
            """,  # noqa: S608  (only placeholders are put together)
        params=[*params, run.send_hour, run.pk, since],
    )
    return mailing.pk, inserted


@transaction.atomic
def _remember(run: Run, week: int, mailing_id: int, planned: int, *, is_first: bool, now: datetime) -> None:
    Opening.objects.update_or_create(
        run=run,
        week=week,
        create_defaults={"mailing_id": mailing_id, "planned_at": now, "planned_through_at": now},
        defaults={"planned_through_at": now},
    )
    if is_first or planned:
        note("week-planned", at=now, run_id=run.pk, subject_id=mailing_id, week=week, copies=planned)
