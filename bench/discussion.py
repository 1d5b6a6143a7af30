"""Group discussion by mail: 1,000 groups of 40, a post into each by LMTP, its copies at an SMTP sink; to Mailman 3.

Real `mooc receive` and `mooc work`, on SQLite and on PostgreSQL. MOOC_BENCH_COUNT makes fewer groups, for a look while
developing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from .databases import NAMES, database_on, postgres_url
from .discussion_trial import Trial, on_trial
from .mailman import LISTS, MEMBERS, POSTS, Peer, mailman_rate
from .postfix import Counted, counting_sink, insist_on_postfix
from .report import Bar, Report

GROUPS = int(os.environ.get("MOOC_BENCH_COUNT", "1000"))
COPIES = GROUPS * (MEMBERS - 1)
KEPT_POSTS = 5 * GROUPS
TRIES = 10
# What is promised.
RATIO, LATENCY_SECONDS, KEPT_A_SECOND, CREATION_SECONDS = 20.0, 1.0, 500.0, 10.0
IDLE_SHARE = 0.01


def run() -> Report:
    """Measure Mailman, and ours on both databases, one after the other with the same sink."""
    insist_on_postfix()
    with postgres_url() as server:
        with counting_sink() as sink:
            peer = mailman_rate(sink)
        found = {name: _measured(url) for name, url in zip(NAMES, ("", server), strict=True)}
    return Report(
        title="Discussion by mail",
        rows=(*(_row(name, one) for name, one in found.items()), _peer_row(peer)),
        bars=tuple(bar for name, one in found.items() for bar in _bars(name, one, peer)),
        note=f"{GROUPS:,} groups of {MEMBERS}: a post of a kilobyte into each over 10 LMTP connections to the door, "
        f"its {MEMBERS - 1} copies made and sent by `mooc work` over 10 connections to `smtp-sink`; from the first "
        "connection to the last copy settled. Mailman 3.3.10 with a copy of his own for each member, to the same sink: "
        f"{POSTS} posts to {LISTS} lists of {MEMBERS}. Idle latency: from the end of the data to the last copy at the "
        f"sink, median of {TRIES}. Kept: {KEPT_POSTS:,} posts over 20 connections to the door alone, which is killed "
        "after its last answer; they are counted in the database, which confirms nothing before it is on the disk "
        f"({'; '.join(one['settings'] for one in found.values())}). Idle: processor time of the worker, waiting.",
    )


def _measured(server: str) -> dict[str, Any]:
    with _on_trial(server) as (trial, sink):
        world = trial.make_groups(GROUPS, MEMBERS)
        with trial.door(), trial.worker():
            sent = trial.post_to_all(sink, copies=COPIES)
            latency = [trial.latency(sink, copies=MEMBERS - 1) for _ in range(TRIES)]
            idle = trial.idle_share()
        return world | sent | {"latency": median(latency), "idle": idle} | trial.keep(KEPT_POSTS)


@contextmanager
def _on_trial(server: str) -> Iterator[tuple[Trial, Counted]]:
    with counting_sink() as sink, database_on(server) as url, on_trial(url, sink.port) as trial:
        yield trial, sink


def _row(name: str, found: dict[str, Any]) -> dict[str, Any]:
    return {
        "": name,
        "groups": GROUPS,
        "people imported, s": found["people"],
        "groups made, s": found["groups"],
        "copies": found["copies"],
        "accepted after, s": found["accepting"],
        "settled after, s": found["seconds"],
        "copies a second": found["copies"] / found["seconds"],
        "idle latency, s": found["latency"],
        "kept a second": found["kept a second"],
        "idle, % of a core": found["idle"] * 100,
    }


def _peer_row(peer: Peer) -> dict[str, Any]:
    return {
        "": "Mailman 3",
        "groups": LISTS,
        "people imported, s": "",
        "groups made, s": peer.seconds_a_list * LISTS,
        "copies": peer.copies,
        "accepted after, s": "",
        "settled after, s": peer.seconds,
        "copies a second": peer.rate,
        "idle latency, s": "",
        "kept a second": "",
        "idle, % of a core": "",
    }


def _bars(name: str, found: dict[str, Any], peer: Peer) -> list[Bar]:
    rate = found["copies"] / found["seconds"]
    return [
        Bar(f"{name}: copies a second to those of Mailman 3", rate / peer.rate, RATIO, least=True),
        Bar(f"{name}: idle latency, seconds", found["latency"], LATENCY_SECONDS),
        Bar(f"{name}: posts kept a second", found["kept a second"], KEPT_A_SECOND, least=True),
        Bar(f"{name}: posts that were confirmed and are not there", found["lost"], 0),
        Bar(
            f"{name}: seconds to make the groups", found["groups"], CREATION_SECONDS * max(1, GROUPS / 1_000)
        ),
        Bar(f"{name}: share of a core of an idle worker", found["idle"], IDLE_SHARE),
    ]
