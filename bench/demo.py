"""A whole course run for 1,000, 10,000 and 20,000 learners: does the cost grow as the learners do?"""

import json
import sys
import tempfile
from pathlib import Path

from .measure import Measured, measure
from .report import Bar, Report

SIZES = (1_000, 10_000, 20_000)


def run() -> Report:
    """Play the demo in an empty folder for each size, all weeks, on SQLite."""
    played = {size: _play(size) for size in SIZES}
    middle, large = played[10_000], played[20_000]
    return Report(
        title="A whole run of the starter course",
        rows=tuple(_row(size, measured) for size, measured in played.items()),
        bars=(
            Bar("seconds for 10,000 learners", middle.seconds, 240),
            Bar("MiB for 10,000 learners", middle.peak_mib, 500),
            Bar("time of 20,000 learners to that of 10,000", large.seconds / middle.seconds, 2.2),
        ),
        note="`mooc demo --learners N --no-serve --json`: sign-ups, confirmations, matching and every weekly "
        "message, all mail into the mailbox, SQLite.",
    )


def _play(learners: int) -> Measured:
    command = [sys.executable, "-m", "mooc", "demo", "--learners", str(learners), "--no-serve", "--json"]
    with tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder:
        environment = {"MOOC_DATA": f"{folder}/data", "DATABASE_URL": "", "EMAIL_URL": ""}
        return measure(command, environment=environment, folder=Path(folder))


def _row(learners: int, measured: Measured) -> dict[str, object]:
    said = json.loads(measured.output)
    return {
        "learners": learners,
        "copies": sum(said["deliveries"].values()),
        "groups": said["groups"],
        "seconds": measured.seconds,
        "processor seconds": measured.processor_seconds,
        "copies a second": sum(said["deliveries"].values()) / measured.seconds,
        "peak MiB": measured.peak_mib,
    }
