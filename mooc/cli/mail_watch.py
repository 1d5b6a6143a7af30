"""`mooc mail watch`, and the bar of `mooc work --once`: how far a send is, while it runs."""

import json
import sys
import time
from datetime import datetime
from types import TracebackType
from typing import Annotated, Self

import typer
from django.utils import timezone
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from mooc.delivery import health, queries
from mooc.delivery.models import Mailing
from mooc.delivery.progress import Progress as Standing
from mooc.delivery.progress import progress_of

from .mail_steering import MailingName
from .mail_words import departure_words, plain_progress
from .saying import AsJson

SECOND = 1.0


def watch(
    mailing: MailingName,
    as_json: AsJson = False,
    every: Annotated[float, typer.Option(hidden=True)] = SECOND,
) -> None:
    """Show how far a mailing is until nothing of it is due; Ctrl-C only stops watching. --json: a line a second."""
    found = queries.mailing_of(mailing)
    if as_json:
        while _say_line(found):
            time.sleep(every)
        return
    with _bar() as bar:
        task = bar.add_task(found.title, total=None, words="")
        while True:
            standing = _look(found)
            words = departure_words(found, standing, now=timezone.now())
            bar.update(task, completed=standing.done, total=standing.audience or None, words="")
            if not _goes_on(found, standing):
                break
            bar.update(task, words=words)
            time.sleep(every)
    print(words)
    for state, count in standing.states.items():
        print(f"  {count:>9,} {state.label}")


def _say_line(mailing: Mailing) -> bool:
    standing = _look(mailing)
    line = {"at": timezone.now(), "state": mailing.state, **plain_progress(standing)}
    print(json.dumps(line, default=lambda value: value.isoformat()), flush=True)
    return _goes_on(mailing, standing)


def _look(mailing: Mailing) -> Standing:
    mailing.refresh_from_db(fields=["state", "audience"])
    return progress_of(mailing, now=timezone.now())


def _goes_on(mailing: Mailing, standing: Standing) -> bool:
    return standing.in_hand > 0 or (mailing.state == Mailing.State.OPEN and standing.is_moving)


class SendingBar:
    """Tells on a terminal how many copies a pass has sent, once it takes longer than a second; else it is silent."""

    def __init__(self, *, now: datetime) -> None:
        self._now, self._began = now, time.monotonic()
        self._bar: Progress | None = None

    def __call__(self, handled: int) -> None:
        """Show so many."""
        if not sys.stderr.isatty() or time.monotonic() - self._began < SECOND:
            return
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
            total = handled + health.due_copies(now=self._now)
            self._bar.add_task("Sending", total=total, words="")
        self._bar.update(self._bar.task_ids[0], completed=handled)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def _bar() -> Progress:
    from rich.console import Console

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[words]}"),
        console=Console(stderr=True),
    )
