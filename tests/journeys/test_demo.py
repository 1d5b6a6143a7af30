"""The demo plays a whole run through the real actions; small and odd runs go the same way as large ones."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.once


def play(folder: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOOC_")}
    kept.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "mooc", "demo", "--no-serve", "--json", "--data", str(folder), *options],
        cwd=REPOSITORY,
        env=kept | settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def summary(folder: Path, *options: str) -> dict:
    played = play(folder, *options)
    assert played.returncode == 0, played.stderr
    return json.loads(played.stdout)


def test_a_demo_counts_everybody_and_every_copy_and_is_reused(tmp_path: Path) -> None:
    first = summary(tmp_path / "demo", "--learners", "30", "--weeks", "2")
    assert first["sign_ups"] == 30
    assert first["grouped"] + first["soloists"] == first["confirmed"]
    assert first["audience"] == sum(first["deliveries"].values())
    assert first["unplaced"] == 0
    waiting = ("pending", "deferred", "claimed", "uncertain", "rejected", "expired")
    assert not any(first["deliveries"][state] for state in waiting)
    assert summary(tmp_path / "demo", "--learners", "30", "--weeks", "2") == first
    assert_it_shows_discussion(tmp_path / "demo" / "mooc.sqlite3")


def assert_it_shows_discussion(database: Path) -> None:
    """A thread with answers, a program with its indents, a file, a digest, and a mail that waits for a word."""
    with closing(sqlite3.connect(database)) as connection:

        def one(question: str) -> str:
            return str(connection.execute(question).fetchone()[0])

        assert int(one("SELECT max(posts_count) FROM groups_thread")) >= 4
        assert int(one("SELECT count(*) FROM groups_post WHERE text LIKE '%\n            break\n%'")) >= 1
        assert int(one("SELECT count(*) FROM groups_post WHERE html LIKE '%<code>elif</code>%'")) >= 1
        assert one("SELECT name FROM groups_attachment") == "guess.py"
        assert one("SELECT kind FROM inbound_inboundmail WHERE state = 'held'") == "other-address"
        assert int(one("SELECT count(*) FROM delivery_mailing WHERE kind = 'digest'")) >= 1


@pytest.mark.parametrize("learners", [0, 1])
def test_a_run_of_nobody_and_a_run_of_one_go_their_way(tmp_path: Path, learners: int) -> None:
    played = summary(tmp_path / "demo", "--learners", str(learners), "--weeks", "1")
    assert (played["sign_ups"], played["groups"]) == (learners, 0)
    assert not played["deliveries"]["expired"]


def test_a_folder_that_is_no_demo_is_left_alone(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOOC_")}
    kept.pop("DATABASE_URL", None)
    subprocess.run(
        [sys.executable, "-m", "mooc", "organiser", "add", "alice@example.org"],
        cwd=REPOSITORY,
        env=kept | {"MOOC_DATA": str(tmp_path / "real")},
        capture_output=True,
        timeout=60,
        check=True,
    )
    played = play(tmp_path / "real", "--learners", "5")
    assert played.returncode == 1
    assert "no demo" in played.stderr and "--data" in played.stderr
