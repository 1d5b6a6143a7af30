"""One trial of `discussion`: a folder, a database, `mooc receive` and `mooc work` as processes, seen from outside."""

import json
import os
import random
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from .lmtp import Note, hand_over, note
from .postfix import Counted, free_port, wait_for_port

DOMAIN = "mooc.localhost"
CONNECTIONS, CROWD = 10, 20
PATIENCE_SECONDS = 180.0
IDLE_SECONDS = 10.0
# The state as `delivery.models.Delivery.State` has it.
_ACCEPTED = "SELECT COUNT(*) FROM delivery_delivery WHERE state = 10"


@dataclass
class Trial:
    """A world of groups. `database`: an address, or empty for SQLite in the folder."""

    folder: Path
    database: str
    sink_port: int
    lmtp_port: int = field(default_factory=free_port)
    writers: Sequence[Sequence[str]] = ()
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    secret: str = field(default_factory=lambda: secrets.token_hex(20))

    def make_groups(self, groups: int, members: int) -> dict[str, Any]:
        """Make them in a process of its own; return its seconds."""
        command = [sys.executable, "-m", "bench._discussion_world", str(groups), str(members)]
        done = subprocess.run(command, env=self._environment(), capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"the groups could not be made:\n{done.stderr}")
        world = dict(json.loads(done.stdout))
        self.writers = world.pop("writers")
        return world

    @contextmanager
    def door(self) -> Iterator[None]:
        """Run the mail door."""
        with self._part("receive", "--lmtp", f"127.0.0.1:{self.lmtp_port}", "--smtp", "") as process:
            wait_for_port(self.lmtp_port, process, "mooc receive", seconds=30)
            yield

    @contextmanager
    def worker(self) -> Iterator[None]:
        """Run the worker."""
        with self._part("work"):
            time.sleep(2)  # until it is at work
            yield

    def post_to_all(self, sink: Counted, *, copies: int) -> dict[str, float]:
        """Write once to each group; return the seconds until the last copy is settled."""
        notes = [self._note(number) for number in range(len(self.writers))]
        started = time.perf_counter()
        if hand_over(self.lmtp_port, notes, connections=CONNECTIONS) != len(notes):
            raise SystemExit("the mail door did not take all posts")
        accepted = time.perf_counter()
        sink.wait_for(copies, seconds=PATIENCE_SECONDS)
        settled = self._wait_until_settled(copies)
        return {"copies": copies, "accepting": accepted - started, "seconds": settled - started}

    def latency(self, sink: Counted, *, copies: int) -> float:
        """Write once to a group while nothing else happens; return the seconds until its last copy is at the sink."""
        time.sleep(0.5 + random.random())  # noqa: S311  (at any moment of the worker's rhythm)
        wanted = sink.messages() + copies
        one = self._note(random.randrange(len(self.writers)))  # noqa: S311
        hand_over(self.lmtp_port, [one], connections=1)
        started = time.perf_counter()
        return sink.wait_for(wanted, seconds=30) - started

    def idle_share(self) -> float:
        """Return which part of a core the worker takes while there is nothing to do."""
        before, started = self._processor_seconds("work"), time.perf_counter()
        time.sleep(IDLE_SECONDS)
        return (self._processor_seconds("work") - before) / (time.perf_counter() - started)

    def keep(self, count: int) -> dict[str, float]:
        """Write so many posts to the door alone and kill it after its last answer; see that all are there."""
        notes = [self._note(number % len(self.writers)) for number in range(count)]
        before = self._count("SELECT COUNT(*) FROM inbound_inboundmail")
        with self.door():
            started = time.perf_counter()
            confirmed = hand_over(self.lmtp_port, notes, connections=CROWD)
            seconds = time.perf_counter() - started
            self.running["receive"].kill()
        there = self._count("SELECT COUNT(*) FROM inbound_inboundmail") - before
        return {"kept a second": confirmed / seconds, "lost": confirmed - there}

    def _note(self, group: int) -> Note:
        local, address = self.writers[group]
        return note(next(self.numbers), mail_from=address, rcpt_to=f"{local}@{DOMAIN}", authserv_id=DOMAIN)

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "MOOC_DATA": str(self.folder),
            "DATABASE_URL": self.database,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink_port}?connections={CONNECTIONS}",
            "MOOC_SECRET_KEY": self.secret,
            "MOOC_MAIL_DOMAIN": DOMAIN,
            "MOOC_LOG_LEVEL": "ERROR",
        }

    @contextmanager
    def _part(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "mooc", *arguments]
        process = subprocess.Popen(command, env=self._environment(), stdout=subprocess.DEVNULL)
        self.running[arguments[0]] = process
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)

    def _processor_seconds(self, part: str) -> float:
        """Return the processor time of a part and of its threads, and of children that have ended."""
        path = Path(f"/proc/{self.running[part].pid}/stat")
        fields = path.read_text(encoding="ascii").rpartition(")")[2].split()
        return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")

    def _wait_until_settled(self, copies: int) -> float:
        deadline = time.perf_counter() + PATIENCE_SECONDS
        while self._count(_ACCEPTED) < copies:
            if time.perf_counter() > deadline:
                raise SystemExit("not all copies are settled")
            time.sleep(0.05)
        return time.perf_counter()

    def _count(self, question: str) -> int:
        if self.database:
            with psycopg.connect(self.database) as asked:
                return int(asked.execute(question).fetchone()[0])  # type: ignore[index,call-overload]
        with closing(sqlite3.connect(self.folder / "mooc.sqlite3", timeout=30)) as asked:
            return int(asked.execute(question).fetchone()[0])


@contextmanager
def on_trial(database: str, sink_port: int) -> Iterator[Trial]:
    """Give a trial in a folder of its own, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder:
        yield Trial(Path(folder), database, sink_port)
