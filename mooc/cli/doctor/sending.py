"""What goes out: is a worker at it, does anything wait too long, pause, go slowly, or lie in doubt."""

import fcntl
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from mooc.delivery import health
from mooc.delivery.models import Delivery, Mailing, Pause, Sender
from mooc.delivery.queries import accounting
from mooc.inbound.models import InboundMail

from ..lead import ADVISORY_KEY
from .finding import Finding, ok, problem, warning
from .surroundings import Surroundings

LATE, TOO_LATE = timedelta(minutes=15), timedelta(hours=2)
# A sender that was not seen for longer is taken for dead, whatever its lease says.
SILENT = timedelta(minutes=2)
_START = "Start `mooc serve`, or `mooc work` on one machine at least."


def worker(around: Surroundings) -> Iterator[Finding]:
    """Say whether somebody keeps time and sends."""
    name = "worker"
    seen = Sender.objects.order_by("-seen_at", "-id").values_list("seen_at", flat=True).first()
    if is_at_work():
        yield ok(name, "it is at work" + (f", and was sending {_ago(seen, around.now)}" if seen else ""))
    elif seen and around.now - seen < SILENT:
        yield ok(name, f"it was seen {_ago(seen, around.now)}")
    elif _waiting(around.now).exists():
        yield problem(name, "no worker runs, and copies wait to be sent", _START)
    else:
        yield warning(name, "no worker runs: weeks do not open, and mail does not leave", _START)


def is_at_work() -> bool:
    """Say whether a worker holds the lead; asking takes it from nobody."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = %s AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())",
                [ADVISORY_KEY],
            )
            return cursor.fetchone() is not None
    path = settings.MOOC_DATA / "worker.lock"
    if not path.exists():
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def queue(around: Surroundings) -> Iterator[Finding]:
    """Say how long the oldest copy that is due has waited, and whether the account of all copies balances."""
    oldest = _waiting(around.now).order_by("not_before", "id").values_list("not_before", flat=True).first()
    late = around.now - oldest if oldest else timedelta()
    if late > LATE:
        says = f"a copy that was due {_ago(oldest, around.now)} has not been sent; {_count(around.now)} wait with it"
        do = "`mooc mail status` says what they wait for; is a worker running?"
        yield problem("waiting mail", says, do) if late > TOO_LATE else warning("waiting mail", says, do)
    else:
        yield ok(
            "waiting mail", f"the oldest was due {_ago(oldest, around.now)}" if oldest else "none is due"
        )
    account = accounting()
    if account.holds:
        yield ok("account", f"{account.audience:,} copies planned, and every one is in a known state")
    else:
        missing = account.audience - sum(account.states.values())
        yield problem(
            "account", f"{missing:,} copies are unaccounted for", "`mooc mail list` shows of which mailing."
        )


def trouble(around: Surroundings) -> Iterator[Finding]:
    """Say what pauses, what goes slowly, and what lies in doubt."""
    for pause in Pause.objects.filter(ended_at=None).order_by("id"):
        says = f"nothing goes over {pause.transport} since {pause.since:%Y-%m-%d %H:%M} UTC: {pause.reason}"
        do = (
            "Put right what it says; the next try comes by itself."
            if pause.is_ours
            else "The next try comes by itself."
        )
        yield problem("pause", says, do)
    for pace in health.slowed(now=around.now):
        says = f"{pace.key} is slowed to {pace.slowed_to:,.1f} copies a minute: {pace.reason}"
        yield warning("pace", says, "It grows again by itself when the trouble ends.")
    doubted = Delivery.objects.filter(state=Delivery.State.UNCERTAIN).count()
    if doubted:
        says = f"of {doubted:,} copies nobody knows whether they arrived"
        yield warning("uncertain mail", says, "`mooc mail uncertain` lists them and takes your decision.")


def arrivals(around: Surroundings) -> Iterator[Finding]:
    """Say whether what came in is looked at."""
    kept = InboundMail.objects.filter(state=InboundMail.State.KEPT, received_at__lt=around.now - LATE).count()
    if kept:
        yield problem("inbound mail", f"{kept:,} mails came in more than 15 minutes ago and wait", _START)
    held = InboundMail.objects.filter(state=InboundMail.State.HELD).count()
    if held:
        do = "`mooc inbound list --state held` shows them."
        yield warning(
            "held mail", f"{held:,} {'mail waits' if held == 1 else 'mails wait'} for a person to decide", do
        )


def _waiting(now: datetime):  # type: ignore[no-untyped-def]
    states = (Delivery.State.PENDING, Delivery.State.DEFERRED)
    return Delivery.objects.filter(state__in=states, not_before__lte=now, mailing__state=Mailing.State.OPEN)


def _count(now: datetime) -> str:
    return f"{_waiting(now).count():,}"


def _ago(at: datetime, now: datetime) -> str:
    seconds = max((now - at).total_seconds(), 0)
    if seconds < 120:
        return f"{seconds:.0f} s ago"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min ago"
    return f"{seconds / 3600:.0f} h ago"
