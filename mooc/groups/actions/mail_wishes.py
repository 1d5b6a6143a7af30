"""How a learner wants his mail: each post, a digest, the weekly message only; away; threads that he mutes.

Each verb returns False where nothing changed.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from mooc.delivery.actions import withdraw
from mooc.runs.facts import note_one
from mooc.runs.models import Enrolment

from ..discussion.digests import plan_last_digest
from ..discussion.mail_wish_queries import FOREVER, How, is_away, local_date
from ..errors import NotAComingDay
from ..models import MailWish, MutedThread, Thread

LONGEST_ABSENCE = timedelta(days=366)
AWAY = "the learner is away"


@transaction.atomic
def choose_mail(enrolment: Enrolment, *, how: str, now: datetime) -> bool:
    """Send each post, one digest a day, or the weekly message only.

    Who goes from the digest back to each post gets what was not in one yet in a last one.
    """
    wish = _wish_of(enrolment, now=now)
    if wish.how == how:
        return False
    if wish.how == How.DIGEST and how == How.EACH and not _is_away(wish, enrolment, now):
        plan_last_digest(enrolment, since=wish.digested_at or now, now=now)
    wish.digested_at = now if how == How.DIGEST else None
    _keep(wish, now, how=How(how))
    note_one("chose mail", enrolment, at=now, how=how)
    return True


@transaction.atomic
def choose_own_copy(enrolment: Enrolment, *, wanted: bool, now: datetime) -> bool:
    """Send a copy of what he writes to himself, too, or none."""
    wish = _wish_of(enrolment, now=now)
    if wish.own_copy == wanted:
        return False
    _keep(wish, now, own_copy=wanted)
    note_one("chose own copy", enrolment, at=now, wanted=wanted)
    return True


@transaction.atomic
def go_away(enrolment: Enrolment, *, until: date = FOREVER, now: datetime) -> bool:
    """Send no posts, digest or weekly message before a local day; then they begin again by themselves.

    Copies of posts that have not left are withdrawn. Raises NotAComingDay.
    """
    check_day(enrolment, until, now=now)
    wish = _wish_of(enrolment, now=now)
    if wish.away_until == until:
        return False
    _keep(wish, now, away_until=until)
    withdraw(run_id=enrolment.run_id, recipients=[enrolment.pk], reason=AWAY, now=now, kinds=("post",))
    note_one("went away", enrolment, at=now, until=until.isoformat())
    return True


@transaction.atomic
def end_absence(enrolment: Enrolment, *, now: datetime) -> bool:
    """Send mail again. The verb for pages is `weekly.actions.come_back`, which brings the message of this week."""
    wish = MailWish.objects.select_for_update().filter(enrolment=enrolment, away_until__isnull=False)
    found = wish.order_by("id").first()
    if found is None:
        return False
    _keep(found, now, away_until=None)
    note_one("mail again", enrolment, at=now)
    return True


@transaction.atomic
def mute_thread(enrolment: Enrolment, thread: Thread, *, now: datetime) -> bool:
    """Send no more mail of a thread; copies of its posts that have not left go out."""
    _, is_new = MutedThread.objects.get_or_create(
        enrolment=enrolment, thread=thread, defaults={"muted_at": now}
    )
    if is_new:
        note_one("muted a thread", enrolment, at=now, thread=thread.pk)
    return is_new


@transaction.atomic
def unmute_thread(enrolment: Enrolment, thread: Thread, *, now: datetime) -> bool:
    """Send mail of a thread again."""
    gone, _ = MutedThread.objects.filter(enrolment=enrolment, thread=thread).delete()
    if gone:
        note_one("unmuted a thread", enrolment, at=now, thread=thread.pk)
    return bool(gone)


def check_day(enrolment: Enrolment, until: date, *, now: datetime) -> None:
    """Raise NotAComingDay for a day that is past for the learner, or further away than anybody plans."""
    today = local_date(enrolment.person.zone, now)
    said = f"{until.day} {until:%B %Y}"
    if until <= today:
        raise NotAComingDay(f"{said} is not a day to come: mail begins again on the day that you name.")
    if until != FOREVER and until > today + LONGEST_ABSENCE:
        raise NotAComingDay(f"{said} is more than a year away. Name a day before that, or none at all.")


def _wish_of(enrolment: Enrolment, *, now: datetime) -> MailWish:
    rows = MailWish.objects.select_for_update()
    wish, _ = rows.get_or_create(enrolment=enrolment, defaults={"changed_at": now})
    return wish


def _is_away(wish: MailWish, enrolment: Enrolment, now: datetime) -> bool:
    return is_away(wish.away_until, enrolment.person.zone, now=now)


def _keep(wish: MailWish, now: datetime, **changes: object) -> None:
    for name, value in changes.items():
        setattr(wish, name, value)
    wish.changed_at = now
    wish.save()
