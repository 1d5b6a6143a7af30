"""Proposing and confirming the groups of a run with a million learners, on each database. Takes some minutes each.

MOOC_BENCH_COUNT takes fewer. Each measurement is a process of its own; the same rows put into the same tables by bare
INSERTs are the yardstick.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from .databases import NAMES, database_on, postgres_url
from .measure import measure
from .report import Bar, Report

COUNT = int(os.environ.get("MOOC_BENCH_COUNT", "1000000"))
# What a million may take, and fewer in proportion.
SECONDS, MIB, WAIT = 60.0, 600.0, 0.25


def run() -> Report:
    """Propose and confirm once on SQLite and once on PostgreSQL."""
    with postgres_url() as server:
        found = {name: _measured(url) for name, url in zip(NAMES, ("", server), strict=True)}
    return Report(
        title="Groups of a million",
        rows=tuple(_row(name, one) for name, one in found.items()),
        bars=tuple(bar for name, one in found.items() for bar in _bars(name, one)),
        note=f"`bench/groups_million.py`: {COUNT:,} learners of thirteen zones and five languages, 55 % of whom want to"
        " meet; seconds of the wall clock, one run each. A bare INSERT puts the same rows, table by table, into tables"
        " with the same indexes. Waiting is what another process met that wanted to write all the time.",
    )


def _measured(server: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder, database_on(server) as url:
        environment = {
            "MOOC_DATA": f"{folder}/data",
            "DATABASE_URL": url,
            "EMAIL_URL": "",
            "MOOC_LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-m", "bench.groups_million", str(COUNT)]
        return dict(json.loads(measure(command, environment=environment, folder=Path(folder)).output))


def _row(name: str, found: dict[str, Any]) -> dict[str, Any]:
    return {
        "database": name,
        "learners": found["learners"],
        "groups": found["groups"],
        "J": found["J"],
        "propose, s": found["propose"],
        "confirm, s": found["confirm"],
        **{f"{stage}, s": spent for stage, spent in found["stages"].items()},
        "rows": found["rows"],
        "bare INSERT, s": found["bare"],
        "peak MiB": found["peak MiB"],
    }


def _bars(name: str, found: dict[str, Any]) -> list[Bar]:
    searched = found["stages"]["match"]
    bars = [
        Bar(
            f"{name}: seconds in all for {COUNT:,}", found["seconds"], SECONDS * max(0.05, COUNT / 1_000_000)
        ),
        Bar(
            f"{name}: all but the search to bare INSERTs", (found["seconds"] - searched) / found["bare"], 2.5
        ),
        Bar(f"{name}: peak MiB", found["peak MiB"], MIB),
    ]
    if name == "SQLite":
        bars.append(Bar(f"{name}: longest wait of another writer, seconds", found["longest wait"], WAIT))
    return bars


if __name__ == "__main__":
    from ._groups_stages import measured

    print(json.dumps(measured(int(sys.argv[1]))))
