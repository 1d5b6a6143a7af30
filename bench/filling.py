"""What it costs to fill a copy: the mail engine's pure part, a batch with a simple room, the weekly message as it is.

Two peers run beside it: Django builds the same message anew for each reader, and `str.format` puts the same values
into the same bytes, unencoded. Processor time, best of several, one process.
"""

import json
import sys
import tempfile
from pathlib import Path

from .measure import measure
from .report import Bar, Report

LEARNERS, BATCH, ROUNDS = 10_000, 500, 4


def run() -> Report:
    """Fill the copies of one week for many learners, on SQLite, and the same message by the two peers."""
    with tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder:
        environment = {
            "MOOC_DATA": f"{folder}/data",
            "DATABASE_URL": "",
            "EMAIL_URL": "",
            "MOOC_LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-m", "bench.filling", str(LEARNERS)]
        measured = measure(command, environment=environment, folder=Path(folder))
    found = json.loads(measured.output)
    costs, size = found["microseconds"], found["bytes"]
    django, floor = costs["Django's message, built for each"], costs["str.format of the whole message"]
    return Report(
        title="What a copy costs to fill",
        rows=tuple(
            {"what": name, "µs a copy": cost, "to Django": cost / django, "to str.format": cost / floor}
            for name, cost in costs.items()
        ),
        bars=(
            Bar("a batch with a simple room to Django", costs["a batch, simple room"] / django, 0.05),
            Bar("a batch of the weekly message to Django", costs["a batch, weekly message"] / django, 0.10),
            Bar("MiB of a process that is ready to send", found["ready MiB"], 85),
        ),
        note=f"`bench/filling.py`: {LEARNERS:,} learners in groups of seven, messages of {size:,} bytes, batches of"
        f" {BATCH}, from claimed rows to whole messages with their envelopes; processor time of one core, best of"
        f" {ROUNDS}.",
    )


if __name__ == "__main__":
    from ._filling_world import measured

    print(json.dumps(measured(int(sys.argv[1]), batch=BATCH, rounds=ROUNDS)))
