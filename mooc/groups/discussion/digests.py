"""The digest: one mail a day with what a group wrote, for those who want it so; none when nothing was written.

    wish.digested_at = since          the member's hour comes = until
    since <= posts < until            -> one copy of "digest/<run>/<since>-<until>", if others wrote any of them
                                      -> wish.digested_at = until

A mailing is of one run and one such window, so its copies can be filled whenever they go out, and planned again by who
was cut off, without doubles. Members with the same hour and zone share their window, except for the first one after a
wish or an absence.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce

from mooc.delivery.actions import plan_select
from mooc.delivery.models import Mailing
from mooc.delivery.sql import adapted
from mooc.journal.actions import note
from mooc.pure.timetable import UnknownZone, local_moment
from mooc.runs.models import Enrolment

from ..models import MailWish
from .mail_wish_queries import DIGEST_HOUR, How, local_date

KIND = "digest"
# Like the posts it stands for.
PRIORITY = 4
LIFETIME = timedelta(days=4)
PAIRS_PER_STATEMENT = 300
# So long a post may take from its moment to its commit; a digest waits for those of before the hour.
SETTLE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Who has left a group meanwhile is told what was written while he was there.
_READERS = """
    SELECT enrolment.id, {moment}, {moment}
    FROM runs_enrolment enrolment
    JOIN people_person person ON person.id = enrolment.person_id
    LEFT JOIN groups_mailwish wish ON wish.enrolment_id = enrolment.id
    WHERE enrolment.run_id = %s AND {whom}
      AND enrolment.mail_stopped_at IS NULL AND enrolment.state NOT IN ('pending', 'expired', 'left')
      AND EXISTS (
        SELECT 1 FROM groups_membership membership
        JOIN groups_post post ON post.group_id = membership.group_id
        WHERE membership.enrolment_id = enrolment.id
          AND (membership.left_at IS NULL OR post.posted_at < membership.left_at)
          AND post.posted_at >= {moment} AND post.posted_at < {moment}
          AND post.hidden_at IS NULL AND post.author_id <> enrolment.id
          AND NOT EXISTS (
            SELECT 1 FROM groups_mutedthread muted
            WHERE muted.enrolment_id = enrolment.id AND muted.thread_id = post.thread_id
          )
      )
"""
_DUE = "wish.how = 'digest' AND wish.digested_at = {moment} AND ({pairs})"
_PAIR = (
    "(person.zone = %s AND COALESCE(enrolment.send_hour, %s) = %s"
    " AND (wish.away_until IS NULL OR wish.away_until <= {day}))"
)


@dataclass(frozen=True, slots=True)
class Window:
    """The posts that a digest tells: from `since` to before `until`."""

    since: datetime
    until: datetime

    def occasion(self, run_id: int) -> str:
        """Return the name of the one mailing of a run about it."""
        return f"digest/{run_id}/{_number(self.since)}-{_number(self.until)}"


@dataclass(frozen=True, slots=True)
class _Pair:
    """Readers of one zone and hour, and the day on which that hour was there last."""

    zone: str
    hour: int
    day: date


def plan_due_digests(*, now: datetime) -> int:
    """Plan the digests whose hour has come; returns how many copies. Twice equals once.

    Hours begin on quarters of an hour everywhere, so once a quarter is enough, SETTLE after it. One statement finds
    what is due; each run and window then takes a handful, whatever their readers.
    """
    planned = 0
    for (run_id, window), pairs in _due(now - SETTLE).items():
        for start in range(0, len(pairs), PAIRS_PER_STATEMENT):
            planned += _plan_pairs(run_id, window, pairs[start : start + PAIRS_PER_STATEMENT], now=now)
    return planned


def plan_last_digest(enrolment: Enrolment, *, since: datetime, now: datetime) -> int:
    """Plan what no digest told yet to who gets each post from now on; returns how many copies, one or none."""
    window = Window(since, now)
    return _plan(enrolment.run_id, window, "enrolment.id = %s", [enrolment.pk], now=now)


def window_of(mailing: Mailing) -> Window:
    """Return what a digest tells."""
    since, _, until = mailing.occasion.rpartition("/")[2].partition("-")
    return Window(_EPOCH + int(since) * _MICROSECOND, _EPOCH + int(until) * _MICROSECOND)


def last_hour(zone: str, hour: int, *, now: datetime) -> datetime:
    """Return when it was last this hour of the clock in a zone; one that nobody knows counts as UTC."""
    today = local_date(zone, now)
    moments = (_moment(today - timedelta(days=days), hour, zone) for days in (0, 1, 2))
    return next(moment for moment in moments if moment <= now)


def _due(now: datetime) -> dict[tuple[int, Window], list[_Pair]]:
    """Return which readers wait for which window, by run. One query over all who want a digest."""
    hour = Coalesce("enrolment__send_hour", Value(DIGEST_HOUR))
    wishes = MailWish.objects.filter(how=How.DIGEST, digested_at__lt=now)
    rows = (
        wishes.values_list("enrolment__run_id", "enrolment__person__zone", hour, "digested_at")
        .order_by("enrolment__run_id", "digested_at")
        .annotate(many=Count("id"))
    )
    due: dict[tuple[int, Window], list[_Pair]] = defaultdict(list)
    for run_id, zone, at, since, _ in rows:
        until = last_hour(zone, at, now=now)
        if since < until:
            due[run_id, Window(since, until)].append(_Pair(zone, at, local_date(zone, until)))
    return due


def _plan_pairs(run_id: int, window: Window, pairs: Sequence[_Pair], *, now: datetime) -> int:
    """Plan for who wants it, then move all of them on. Who is cut off in between plans again what is there."""
    params: list[object] = [window.since]
    wanted = Q()
    for pair in pairs:
        params += [pair.zone, DIGEST_HOUR, pair.hour, pair.day.isoformat()]
        own = Q(enrolment__send_hour=pair.hour)
        if pair.hour == DIGEST_HOUR:
            own |= Q(enrolment__send_hour=None)
        here = Q(away_until=None) | Q(away_until__lte=pair.day)
        wanted |= own & here & Q(enrolment__person__zone=pair.zone)
    whom = _DUE.format(
        moment=_moment_place(), pairs=" OR ".join([_PAIR.format(day=_day_place())] * len(pairs))
    )
    planned = _plan(run_id, window, whom, params, now=now)
    moved = MailWish.objects.filter(
        wanted, how=How.DIGEST, digested_at=window.since, enrolment__run_id=run_id
    )
    ids = moved.order_by().values("id")
    MailWish.objects.filter(pk__in=ids).update(digested_at=window.until)
    return planned


def _plan(run_id: int, window: Window, whom: str, params: Sequence[object], *, now: datetime) -> int:
    """Plan a copy for each reader for whom there is something; nobody, no mailing."""
    sql = _READERS.format(moment=_moment_place(), whom=whom)
    given = [now, now + LIFETIME, run_id, *params, window.since, window.until]
    if not _names_anybody(sql, given):
        return 0
    mailing, copies = plan_select(
        occasion=window.occasion(run_id),
        kind=KIND,
        filler=KIND,
        title="What groups wrote, once a day",
        run_id=run_id,
        priority=PRIORITY,
        now=now,
        sql=sql,
        params=given,
    )
    if copies:
        note("digest-planned", at=now, run_id=run_id, subject_id=mailing.pk, copies=copies)
    return copies


def _names_anybody(sql: str, params: Sequence[object]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM ({sql} LIMIT 1) AS anybody", adapted(params))  # noqa: S608
        return cursor.fetchone() is not None


def _moment_place() -> str:
    return "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"


def _day_place() -> str:
    return "CAST(%s AS date)" if connection.vendor == "postgresql" else "%s"


def _number(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _moment(day: date, hour: int, zone: str) -> datetime:
    try:
        return local_moment(day, hour, zone)
    except UnknownZone:
        return local_moment(day, hour, "UTC")
