"""One pass of the worker: every sweep once, in the order in which news rises.

A sweep that fails is logged and does not keep the others from running; what it left undone it finds next time.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from mooc.delivery import actions as delivery
from mooc.groups import actions as groups
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
ROUTE: tuple[str, Sweep] = ("route inbound mail", lambda now: inbound.route_kept(now=now))
DAILY: tuple[tuple[str, Sweep], ...] = (
    ("forget old copies", lambda now: delivery.forget_old_copies(now=now)),
    ("forget old raw mail", lambda now: inbound.forget_old_raw(now=now)),
    ("forget sign-in codes", lambda now: people.forget_codes(now=now)),
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
    all that is due is sent.
    """

    def send(now: datetime) -> int:
        if sender is None:
            return delivery.send_due(now=now, progress=progress).handled
        return sender.send(now=now, seconds=SECONDS_OF_SENDING).handled

    sweeps = (*(LEADING if leads else ()), ROUTE, ("send mail", send), *(DAILY if daily and leads else ()))
    return {name: _run(name, sweep, now) for name, sweep in sweeps}


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
