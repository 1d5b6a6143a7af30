"""The whole job of sending 100,000 messages, to Postfix's `smtp-source` and to django-post-office, on both databases.

MOOC_BENCH_COUNT sends fewer, for a look while developing.
"""

import os
from statistics import median
from typing import Any

from .databases import NAMES, postgres_url
from .ours import measured_send
from .post_office import post_office_rate
from .postfix import insist_on_postfix, sink, source_rate
from .report import Bar, Report

COUNT = int(os.environ.get("MOOC_BENCH_COUNT", "100000"))
PEER_COUNT = min(COUNT, 2_000)
ROUNDS = 3
RATIO_TO_POSTFIX = {"SQLite": 1.1, "PostgreSQL": 0.85}
RATIO_TO_POST_OFFICE = {"SQLite": 25.0, "PostgreSQL": 15.0}


def run() -> Report:
    """Let them take turns, ROUNDS times; what counts is the median of the ratios within a round."""
    insist_on_postfix()
    with postgres_url() as url:
        servers = dict(zip(NAMES, ("", url), strict=True))
        rounds = [_round(servers) for _ in range(ROUNDS)]
    rows = tuple(_row(name, rounds) for name in NAMES)
    return Report(
        title="Sending",
        rows=rows,
        bars=tuple(bar for name, row in zip(NAMES, rows, strict=True) for bar in _bars(name, row)),
        note=f"{COUNT:,} personal messages of 10 kB, planned, sent and settled (`mooc bench send`, 10 connections), to "
        "the same `smtp-sink` and in turns with `smtp-source -s 10 -d -l 10000` and with django-post-office as it "
        f"comes ({PEER_COUNT:,} messages, queued and sent by Django's SMTP backend). The median of {ROUNDS} rounds; "
        "planning is compared with a bare `INSERT ... SELECT` of the same rows.",
    )


def _round(servers: dict[str, str]) -> dict[str, dict[str, Any]]:
    with sink() as port:
        postfix = source_rate(COUNT, port)
        found = {}
        for name, server in servers.items():
            ours = measured_send(COUNT, port, server)
            peer = post_office_rate(PEER_COUNT, port, server)
            found[name] = ours | {"smtp-source": postfix, "post-office": peer}
    return found


def _row(name: str, rounds: list[dict[str, dict[str, Any]]]) -> dict[str, Any]:
    found = [one[name] for one in rounds]

    def middle(key: str, by: str = "") -> float:
        return float(median(one[key] / one[by] if by else one[key] for one in found))

    return {
        "database": name,
        "messages a second": middle("messages_per_second"),
        "smtp-source": middle("smtp-source"),
        "django-post-office": middle("post-office"),
        "to smtp-source": middle("messages_per_second", "smtp-source"),
        "to django-post-office": middle("messages_per_second", "post-office"),
        "planning, seconds": middle("planning_seconds"),
        "planning to INSERT": middle("planning_ratio"),
        "longest lock, seconds": max(float(one["longest_lock_seconds"]) for one in found),
        "microseconds of processor": middle("cpu_us_per_message"),
        "peak MiB": max(float(one["peak_mib"]) for one in found),
    }


def _bars(name: str, row: dict[str, Any]) -> list[Bar]:
    return [
        Bar(
            f"{name}: rate to that of smtp-source", row["to smtp-source"], RATIO_TO_POSTFIX[name], least=True
        ),
        Bar(
            f"{name}: rate to that of django-post-office",
            row["to django-post-office"],
            RATIO_TO_POST_OFFICE[name],
            least=True,
        ),
        Bar(f"{name}: planning to a bare INSERT", row["planning to INSERT"], 1.5),
        Bar(f"{name}: longest lock while planning, seconds", row["longest lock, seconds"], 0.25),
        Bar(f"{name}: peak MiB", row["peak MiB"], 130),
    ]
