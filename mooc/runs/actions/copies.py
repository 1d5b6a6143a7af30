"""Writing the same again, to who asks again, without becoming a tool for filling somebody's mailbox."""

from datetime import datetime, timedelta

from mooc.delivery import actions as delivery
from mooc.delivery.models import Delivery

# After the first copy a second may go after 10 minutes, then after 20, 40, 80, ...: seven on the first day at
# most.
_FIRST_WAIT = timedelta(minutes=10)
_LONGEST_DOUBLING = 12


def write_once_more(
    kind: str,
    *,
    occasion: str,
    title: str,
    recipient: int,
    now: datetime,
    run_id: int | None = None,
    subject_id: int | None = None,
) -> bool:
    """Put a copy into the post, or the same copy again when its turn has come; False when it is too soon."""
    before = (
        Delivery.objects.filter(mailing__occasion=occasion, recipient=recipient)
        .values_list("state", "settled_at", "attempts")
        .first()
    )
    if before is not None and not _may_go_again(*before, now):
        return False
    mailing = delivery.plan(
        occasion=occasion,
        kind=kind,
        filler=kind,
        title=title,
        now=now,
        recipients=[recipient] if before is None else (),
        run_id=run_id,
        subject_id=subject_id,
        priority=1,
    )
    if before is not None:
        delivery.resend(mailing, [recipient], now=now)
    return True


def _may_go_again(state: int, settled_at: datetime | None, attempts: int, now: datetime) -> bool:
    if state in (*Delivery.WAITING, Delivery.State.CLAIMED) or settled_at is None:
        return False
    wait: timedelta = _FIRST_WAIT * 2 ** min(max(attempts - 1, 0), _LONGEST_DOUBLING)
    return now >= settled_at + wait
