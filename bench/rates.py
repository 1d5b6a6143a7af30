"""600 copies a minute over SMTP, as the receiver counts them: in which minute were most, and in which fewest?

SQLite has one worker, which is killed once and once asked to stop, and started again each time; PostgreSQL has two, one
of which is killed in the middle and started again. MOOC_BENCH_SECONDS makes it shorter, for a look while developing.
"""

import os
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mooc.delivery.tests.worker import Trial, on_trial

from .databases import postgres_url
from .rates_receiver import receiving
from .report import Bar, Report

LIMIT = 600
SECONDS = float(os.environ.get("MOOC_BENCH_SECONDS", "150"))
WINDOW = min(60.0, SECONDS / 2)
# By how much slots allow for delays that differ, in any window: as `mooc.delivery.pacing.rates` has it.
JITTER_SECONDS = 0.45
Span = tuple[float, float]


@dataclass(frozen=True)
class Counted:
    """What the receiver saw. `down`: when no worker was there to send."""

    where: str
    arrivals: Sequence[float]
    down: Sequence[Span]

    @property
    def most(self) -> int:
        """The most copies in any minute, both ends counted."""
        return max(
            bisect_right(self.arrivals, at + WINDOW) - number for number, at in enumerate(self.arrivals)
        )

    @property
    def fewest(self) -> int:
        """The fewest copies in any minute; time without a worker is not held against the limit."""
        last = self.arrivals[-1] - WINDOW
        starts = [at + 1e-6 for at in self.arrivals if at <= last]
        return min(self._within(at) for at in starts)

    @property
    def allowed(self) -> int:
        """What may arrive in such a window; in a shorter one the same delays weigh more."""
        return round(LIMIT * (WINDOW + JITTER_SECONDS) / (60 + JITTER_SECONDS))

    def _within(self, start: float) -> int:
        end = start + WINDOW
        excused = sum(max(min(until, end) - max(since, start), 0.0) for since, until in self.down)
        seen = bisect_left(self.arrivals, end) - bisect_left(self.arrivals, start)
        return seen + round(excused * LIMIT / 60)

    def as_row(self) -> dict[str, object]:
        """Return it as a row of the table."""
        span = self.arrivals[-1] - self.arrivals[0]
        return {
            "database": self.where,
            "copies": len(self.arrivals),
            "seconds": span,
            "seconds without a worker": sum(until - since for since, until in self.down),
            "most in a minute": self.most,
            "fewest in a minute": self.fewest,
        }


def run() -> Report:
    """Send for so long on both databases."""
    with postgres_url() as server:
        counted = [_count("SQLite", "", workers=1), _count("PostgreSQL, 2 workers", server, workers=2)]
    return Report(
        title="600 copies a minute",
        rows=tuple(one.as_row() for one in counted),
        bars=tuple(bar for one in counted for bar in _bars(one)),
        note=f"`mooc mail pace transport --per-minute {LIMIT}`, `mooc work` in processes of their own, counted by a "
        f"server on loopback in all spans of {WINDOW:g} s. Time without a worker is not held against the fewest.",
    )


def _bars(one: Counted) -> tuple[Bar, Bar]:
    return (
        Bar(f"most copies in any minute, {one.where}", one.most, one.allowed),
        Bar(f"copies short of that in the worst minute, {one.where}", one.allowed - one.fewest, 10),
    )


def _count(where: str, server: str, *, workers: int) -> Counted:
    arrivals: list[float] = []
    with (
        tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder,
        on_trial(folder, server=server) as trial,
        receiving(arrivals) as port,
    ):
        trial.relay.port = port
        trial.plan(int(SECONDS * LIMIT / 60) + LIMIT)
        _mooc(trial, "mail", "pace", "transport", "--per-minute", str(LIMIT))
        running = [trial.start() for _ in range(workers)]
        _wait_for(arrivals, 1)
        down = _go_through(trial, arrivals, running)
        for worker in running:
            trial.end(worker)
    return Counted(where, arrivals, down)


def _go_through(trial: Trial, arrivals: list[float], running: list[subprocess.Popen[bytes]]) -> list[Span]:
    """Let it send; end a worker now and then and start it again. Return when there was none."""
    ends: tuple[Callable[[Trial, subprocess.Popen[bytes]], None], ...] = (_kill, Trial.end)
    if len(running) > 1:
        ends = (_kill,)
    down = []
    for end in ends:
        time.sleep(SECONDS / (len(ends) + 1))
        since = time.monotonic()
        end(trial, running[0])
        running[0] = trial.start()
        if len(running) == 1:
            _wait_for(arrivals, len(arrivals) + 1)
            down.append((since, arrivals[-1]))
    time.sleep(SECONDS / (len(ends) + 1))
    return down


def _kill(trial: Trial, worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()


def _wait_for(arrivals: list[float], count: int) -> None:
    deadline = time.monotonic() + 60
    while len(arrivals) < count:
        if time.monotonic() > deadline:
            raise SystemExit("nothing arrives")
        time.sleep(0.002)


def _mooc(trial: Trial, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "mooc", *words], env=trial.environment(), check=True, stdout=subprocess.DEVNULL
    )
