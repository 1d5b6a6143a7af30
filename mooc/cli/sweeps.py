"""One pass of the worker: every sweep once, in the order in which news rises.

A sweep that fails is logged and does not keep the others from running; what it left undone it finds next time.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from mooc.delivery import actions as delivery
from mooc.groups import actions as groups
from mooc.groups.discussion.digests import SETTLE
from mooc.inbound import actions as inbound
from mooc.people import actions as people
from mooc.runs import actions as runs
from mooc.weekly import actions as weekly

log = logging.getLogger("mooc.work")
# How long a pass may send before the other sweeps get their turn again: a slow relay must not hold up a sign-in code.
SECONDS_OF_SENDING = 2.0

Sweep = Callable[[datetime], int]


LEADING: tuple[tuple[str, Sweep], ...] = (
    ("keep time", lambda now: runs.keep_time(now=now)),
    ("form groups", lambda now: groups.form_due_groups(now=now)),
    ("propose groups that were asked for", lambda now: groups.make_asked_proposals(now=now)),
    ("place those waiting", lambda now: groups.place_waiting(now=now)),
    ("answer wishes for another group", lambda now: groups.answer_wishes(now=now)),
    ("tend groups", lambda now: groups.tend_groups(now=now)),
    ("open weeks", lambda now: weekly.open_due_weeks(now=now)),
    ("tell of stops", lambda now: people.tell_of_stops(now=now)),
)
# Hours and days begin on quarters of an hour, in all zones of the world; a digest waits a moment for the last posts.
QUARTERLY: tuple[tuple[str, Sweep], ...] = (
    ("bring back who was away", lambda now: weekly.bring_back_returned(now=now)),
    ("plan digests", lambda now: groups.plan_due_digests(now=now)),
)
QUARTER = timedelta(minutes=15)
ROUTE: tuple[str, Sweep] = ("route inbound mail", lambda now: inbound.route_kept(now=now))
DAILY: tuple[tuple[str, Sweep], ...] = (
    ("forget old copies", lambda now: delivery.forget_old_copies(now=now)),
    ("forget old raw mail", lambda now: inbound.forget_old_raw(now=now)),
    ("forget unused files", lambda now: groups.forget_unused_files(now=now)),
    ("forget sign-in codes", lambda now: people.forget_codes(now=now)),
    ("forget addresses that nobody confirmed", lambda now: people.forget_unanswered_addresses(now=now)),
)
ONE_DAY = timedelta(days=1)


def one_pass(
    *,
    now: datetime,
    leads: bool = True,
    daily: bool = False,
    sender: delivery.Sending | None = None,
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Run the sweeps once; returns {sweep: how much it did}, -1 where it failed.

    Only who leads keeps time; all route and send. `sender` sends for a moment, as it will be asked again; without one
    all that is due is sent, and what comes once a quarter of an hour is looked for in any case.
    """

    def send(now: datetime) -> int:
        if sender is None:
            return delivery.send_due(now=now, progress=progress).handled
        return sender.send(now=now, seconds=SECONDS_OF_SENDING).handled

    quarterly = QUARTERLY if leads and (sender is None or _quarters.has_begun(now)) else ()
    leading = (*LEADING, *quarterly) if leads else ()
    sweeps = (*leading, ROUTE, ("send mail", send), *(DAILY if daily and leads else ()))
    done = {name: _run(name, sweep, now) for name, sweep in sweeps}
    if quarterly and not any(done[name] < 0 for name, _ in quarterly):
        _quarters.look_done(now)
    return done


class _Quarters:
    """Remembers for this process up to which quarter of an hour it has looked."""

    def __init__(self) -> None:
        self._seen = -1

    def has_begun(self, now: datetime) -> bool:
        """Say whether another quarter is running than that of the last look."""
        return self._number(now) != self._seen

    def look_done(self, now: datetime) -> None:
        """Look again in the next one."""
        self._seen = self._number(now)

    def _number(self, now: datetime) -> int:
        return int((now - SETTLE).timestamp() // QUARTER.total_seconds())


_quarters = _Quarters()


def _run(name: str, sweep: Sweep, now: datetime) -> int:
    started = time.perf_counter()
    try:
        done = sweep(now)
    except Exception:
        # The belt of the loop: whatever one sweep meets, mail of the others must go on.
        log.exception("sweep failed: %s", name)
        return -1
    if done:
        log.info("sweep %s: %d in %.2f s", name, done, time.perf_counter() - started)
    return done
