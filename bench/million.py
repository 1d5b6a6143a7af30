"""A million messages: does memory stay, and does the rate? Takes some minutes a database.

MOOC_BENCH_COUNT sends fewer than the 100,000 that a million is compared with, and ten times those for the million.
"""

import os
from typing import Any

from .databases import NAMES, postgres_url
from .ours import measured_send
from .postfix import insist_on_postfix, sink
from .report import Bar, Report

SMALL = int(os.environ.get("MOOC_BENCH_COUNT", "100000"))
LARGE = SMALL * 10


def run() -> Report:
    """Send SMALL and then LARGE on each database, one run each."""
    insist_on_postfix()
    with postgres_url() as url, sink() as port:
        found = {
            (name, count): measured_send(count, port, server)
            for name, server in zip(NAMES, ("", url), strict=True)
            for count in (SMALL, LARGE)
        }
    return Report(
        title="A million messages",
        rows=tuple(_row(name, sent) for (name, _), sent in found.items()),
        bars=tuple(bar for name in NAMES for bar in _bars(name, found[name, SMALL], found[name, LARGE])),
        note="`mooc bench send` to `smtp-sink`, one run each.",
    )


def _row(name: str, sent: dict[str, Any]) -> dict[str, Any]:
    return {
        "database": name,
        "messages": sent["count"],
        "messages a second": sent["messages_per_second"],
        "planning, seconds": sent["planning_seconds"],
        "longest lock, seconds": sent["longest_lock_seconds"],
        "microseconds of processor": sent["cpu_us_per_message"],
        "peak MiB": sent["peak_mib"],
    }


def _bars(name: str, small: dict[str, Any], large: dict[str, Any]) -> list[Bar]:
    sizes = f"{LARGE:,} to that of {SMALL:,}"
    rate = large["messages_per_second"] / small["messages_per_second"]
    return [
        Bar(f"{name}: memory of {sizes}", large["peak_mib"] / small["peak_mib"], 1.2),
        Bar(f"{name}: rate of {sizes}", rate, 0.9, least=True),
    ]
