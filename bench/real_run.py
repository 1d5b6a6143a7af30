"""A run on a server of our own, played by commands as an operator would."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

COURSE = Path(__file__).resolve().parents[1] / "courses" / "gentle-introduction-to-python"
RUN = "python-today"
# What people are called; each name is a test of its own on the way.
NAMES = (
    "Ana",
    "Łukasz Żółw",
    "李小龙",
    'Bob "Bobby" O’Neil',
    "محمد",
    "Zoë, the second",
    "=?utf-8?q?x?=",
    "🐍",
)


class Server:
    """An installation in a folder, and what its environment says."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("MOOC_")}
        self._environment = inherited | {"MOOC_DATA": str(folder), "DATABASE_URL": ""} | dict(environment)

    def say(self, *words: str, may_fail: bool = False) -> str:
        """Run a command to its end; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "mooc", *words], env=self._environment, capture_output=True, text=True
        )
        if done.returncode and not may_fail:
            raise SystemExit(
                f"mooc {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def json(self, *words: str, may_fail: bool = False) -> Any:
        """Run a command that prints JSON."""
        return json.loads(self.say(*words, "--json", may_fail=may_fail))

    @contextmanager
    def running(self, *words: str) -> Iterator[None]:
        """Run a command beside what follows."""
        process = subprocess.Popen(
            [sys.executable, "-m", "mooc", *words], env=self._environment, stdout=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def open_week(server: Server, folder: Path, addresses: list[str]) -> None:
    """Open a run that starts today, let people in, and send them their first weekly message."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    server.say("course", "import", str(COURSE))
    dates = ("--starts", "--sign-up-closes", "--ready-asked", "--groups-formed")
    when = [word for name in dates for word in (name, today)]
    server.say("run", "open", COURSE.name, "--name", "Python today", *when, "--send-hour", "0")
    file = folder / "learners.csv"
    with file.open("w", newline="", encoding="utf-8") as table:
        writer = csv.writer(table)
        writer.writerow(("email", "name", "zone"))
        writer.writerows((address, NAMES[i % len(NAMES)], "UTC") for i, address in enumerate(addresses))
    server.say("learner", "import", RUN, str(file), "--consent-given-elsewhere")
    server.say("work", "--once")
