"""Readers stop their mail while 20,000 copies go out: how much later does a copy of theirs begin to leave, at most?"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from mooc.delivery.tests.worker import Trial, on_trial

from .databases import NAMES, postgres_url
from .report import Bar, Report

COUNT = int(os.environ.get("MOOC_BENCH_COUNT", "20000"))
CONNECTIONS, ANSWER_SECONDS = 10, 0.01


def run() -> Report:
    """Try it on both databases."""
    with postgres_url() as url:
        rows = [_tried(name, server) for name, server in zip(NAMES, ("", url), strict=True)]
    return Report(
        title="Stopping mail while it goes out",
        rows=tuple(rows),
        bars=tuple(
            Bar(f"{row['database']}: copies begun more than a second after", row["later than 1 s"], 0)
            for row in rows
        ),
        note="Every 50 ms a reader whose copy is soon to go stops the mail of the run, or the address is suppressed. "
        f"One worker, {CONNECTIONS} connections, a server that answers each copy after {1000 * ANSWER_SECONDS:.0f} ms. "
        "A copy begins with its MAIL FROM.",
    )


def _tried(database: str, server: str) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder,
        on_trial(folder, server=server, connections=CONNECTIONS) as trial,
    ):
        trial.plan(COUNT)
        trial.relay.start(delay=ANSWER_SECONDS)
        worker = trial.start()
        trial.wait_for_arrivals(1, worker)
        stopped = _stop_readers(trial, Path(folder) / "stopped", worker)
        trial.stop_all()
        began_at = trial.relay.beginnings()
        late = [began_at[copy] - at for copy, at in stopped.items() if copy in began_at]
        return {
            "database": database,
            "copies": COUNT,
            "arrived": len(began_at),
            "stopped": len(stopped),
            "began after all": sum(seconds > 0 for seconds in late),
            "latest, seconds": max(late, default=0.0),
            "later than 1 s": sum(seconds > 1 for seconds in late),
            "account": "holds" if trial.account().holds else "broken",
        }


def _stop_readers(trial: Trial, path: Path, worker: Any) -> dict[int, float]:
    """Let readers stop until all is sent; return when each copy's stop was committed."""
    stopper = subprocess.Popen([sys.executable, "-m", "bench.stopper", str(path)], env=trial.environment())
    try:
        trial.wait_until_settled(worker, seconds=300)
    finally:
        stopper.terminate()
        stopper.wait()
    return {line["copy"]: line["at"] for line in map(json.loads, path.read_text().splitlines())}
