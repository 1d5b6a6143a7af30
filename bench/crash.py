"""Kill what sends, what receives and what stores, at random moments: is a copy lost, and how many go twice?

Real `mooc work` processes, each scene with a database of its own, side by side on SQLite and PostgreSQL.
MOOC_BENCH_KILLS makes it shorter, for a look while developing.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from .crash_scenes import CONNECTIONS, UNSETTLED, Found, Scene, play, scenes
from .databases import NAMES, private_postgres
from .report import Bar, Report

KILLS = int(os.environ.get("MOOC_BENCH_KILLS", "50"))


def run() -> Report:
    """Play all scenes, in three lanes; the server that is restarted serves one of them only."""
    with private_postgres() as steady, private_postgres() as shaken, ThreadPoolExecutor(3) as lanes:
        given = scenes(KILLS, shaken)
        common = [scene for scene in given if not scene.needs_postgres]
        special = [scene for scene in given if scene.needs_postgres]
        plays = [
            lanes.submit(_play_all, *lane)
            for lane in (
                ("SQLite", common, ""),
                ("PostgreSQL", common, steady.url),
                ("PostgreSQL", special, shaken.url),
            )
        ]
        found = [row for lane in plays for row in lane.result()]
    return Report(
        title="Crashes",
        rows=tuple(one.as_row() for one in found),
        bars=tuple(_bars(found)),
        note=f"`mooc work` over {CONNECTIONS} connections to a server that writes down each Message-ID before its 250, "
        "and dies or misbehaves as the scene wants. Doubled: arrived twice. Uncertain: how often a copy was in doubt; "
        "it goes once more, with the same Message-ID. The account is taken after each event.",
    )


def _play_all(database: str, given: Sequence[Scene], server: str) -> list[Found]:
    return [play(scene, database, server) for scene in given]


def _bars(found: Sequence[Found]) -> list[Bar]:
    here = [one.worst for one in found if one.limit == CONNECTIONS]
    elsewhere = [one.worst for one in found if one.limit == UNSETTLED]
    databases = " and ".join(NAMES)
    return [
        Bar(f"copies lost, {databases}", sum(one.lost for one in found), 0),
        Bar("accounts that did not hold", sum(one.broken_accounts for one in found), 0),
        Bar("copies that went twice and were never in doubt", sum(one.unexplained for one in found), 0),
        Bar("copies doubled by one event, same host", max(here, default=0), CONNECTIONS),
        Bar("copies doubled by one event, another host takes over", max(elsewhere, default=0), UNSETTLED),
    ]
