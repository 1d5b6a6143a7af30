"""`mooc work`: all sweeps, again and again."""

import json
import logging
import signal
import threading
from datetime import datetime
from typing import Annotated

import typer
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from mooc.delivery import actions as delivery
from mooc.errors import MoocError

from . import sweeps
from .app import app
from .lead import Lead
from .mail_watch import SendingBar
from .moments import moment_of
from .news import News

log = logging.getLogger("mooc.work")
# How often the queues are looked through although nothing new is in them, because something may be due by now; new mail
# is noticed at once (`News`).
IDLE_SECONDS = 2.0
# How often those who keep time may have a turn when anybody has written something, and how often they look at the clock
# although nobody has.
LEADING_SECONDS, CLOCK_SECONDS = 1.0, 10.0


@app.command()
def work(
    once: Annotated[bool, typer.Option("--once", help="Do one pass and stop.")] = False,
    now: Annotated[
        str | None, typer.Option(help="Pretend it is this moment, such as 2026-12-07T16:00Z (with --once).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what one pass did as JSON.")] = False,
) -> None:
    """Keep time: open weeks, form groups, route inbound mail, send what is due."""
    if now and not once:
        raise MoocError("--now needs --once: a clock that stands still would do the same pass for ever.")
    with Lead() as lead:
        delivery.recover_claimed(now=timezone.now())
        if once:
            _once(moment_of(now) if now else timezone.now(), as_json=as_json)
            return
        _again_and_again(lead)


def _once(now: datetime, *, as_json: bool) -> None:
    with SendingBar(now=now) as bar:
        done = sweeps.one_pass(now=now, daily=True, progress=bar)
    if as_json:
        typer.echo(json.dumps({"now": now.isoformat(), **done}))
        return
    typer.echo(f"One pass at {now:%Y-%m-%d %H:%M} UTC.")
    for name, count in done.items():
        typer.echo(f"  {name}: {'failed, see the log' if count < 0 else count}")


def _again_and_again(lead: Lead) -> None:
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    log.info("at work")
    with delivery.Sending(beside=True) as sender:
        _sweep_until(stop, lead, sender)
    log.info("stopped")


def _sweep_until(stop: threading.Event, lead: Lead, sender: delivery.Sending) -> None:
    news = News()
    led_at: datetime | None = None
    tidied_at: datetime | None = None
    while not stop.is_set():
        now = timezone.now()
        try:
            news.look()
            leads = lead.is_mine() and _is_time_to_lead(news, led_at, now)
            daily = leads and (tidied_at is None or now - tidied_at > sweeps.ONE_DAY)
            done = sweeps.one_pass(now=now, leads=leads, daily=daily, sender=sender)
            news.passed(led=leads, wrote=_did_something(done))
            led_at = now if leads else led_at
            tidied_at = now if daily else tidied_at
        except OperationalError:
            log.exception("the database does not answer; trying again")
            done = {}
        if not connection.is_usable() if connection.connection else False:
            lead.lose()
        close_old_connections()
        if not _did_something(done):
            news.wait(stop, IDLE_SECONDS)


def _is_time_to_lead(news: News, led_at: datetime | None, now: datetime) -> bool:
    """Say whether the clock or something written may give the sweeps of the leader anything to do."""
    if led_at is None or now < led_at:
        return True
    since = (now - led_at).total_seconds()
    return since >= CLOCK_SECONDS or (since >= LEADING_SECONDS and news.is_for_leader)


def _did_something(done: dict[str, int]) -> bool:
    return any(count > 0 for count in done.values())
