"""Trials of `mooc work`: a world with mail that is due, a server that keeps Message-IDs, workers to be killed.

All are processes of their own, seen from outside only: by the rows in the database and by what the server has kept.
"""

import json
import os
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

# As `models.Delivery.State` has them; a program that looks from outside has no Django.
PENDING, DEFERRED, CLAIMED, UNCERTAIN, ACCEPTED = 0, 1, 2, 3, 10
WAITING = (PENDING, DEFERRED, CLAIMED, UNCERTAIN)
STATES = {*WAITING, ACCEPTED, 11, 12, 20, 21, 22, 23}
_COPY = re.compile(r"copy-(\d+)\.")


@dataclass(frozen=True)
class Account:
    """What the rows say. `doubted`: how often each copy was in doubt, those never left out."""

    audience: int
    states: dict[int, int]
    doubted: dict[int, int]

    @property
    def holds(self):
        """Every copy planned is there once, in a state that we know."""
        return sum(self.states.values()) == self.audience and set(self.states) <= STATES

    @property
    def waiting(self):
        """Copies that are not settled."""
        return sum(self.states.get(state, 0) for state in WAITING)

    @property
    def doubts(self):
        """How often a copy was in doubt."""
        return sum(self.doubted.values())


class Relay:
    """The recorder, on a port that stays the same however often it is killed and started."""

    def __init__(self, folder):
        self.kept = Path(folder) / "kept"
        self.kept.touch()
        with socket.socket() as asked:
            asked.bind(("127.0.0.1", 0))
            self.port = asked.getsockname()[1]
        self._process = None

    def start(self, **faults):
        """Listen; see `recorder` for the faults."""
        arguments = [str(self.port), str(self.kept), json.dumps(faults)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mooc.delivery.tests.recorder", *arguments], stdout=subprocess.PIPE
        )
        assert self._process.stdout.readline() == b"ready\n"

    def kill(self):
        """Die without a word."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()
            self._process = None

    def lines(self):
        """How many messages arrived, those that came twice counted twice."""
        return self.kept.read_bytes().count(b"\n")

    def arrivals(self):
        """The numbers of the copies' rows, in the order in which they arrived."""
        return [int(found) for found in _COPY.findall(self.kept.read_text(encoding="ascii"))]

    def beginnings(self):
        """When the MAIL FROM of each copy came, in seconds since 1970; of the last one where it came twice."""
        lines = (line.split() for line in self.kept.read_text(encoding="ascii").splitlines())
        return {int(_COPY.search(message_id)[1]): float(began_at) for message_id, began_at in lines}

    def copies(self):
        """How often each copy arrived."""
        return Counter(self.arrivals())


@dataclass
class Trial:
    """One world. `database`: an address, or empty for SQLite in the folder."""

    folder: Path
    database: str
    connections: int = 10
    settings: dict = field(default_factory=dict)
    command: tuple = ("mooc", "work")

    def __post_init__(self):
        self.relay = Relay(self.folder)
        self._secret = secrets.token_hex(20)
        self.running = []

    def environment(self, host="host"):
        """What a worker is given; another host has another folder."""
        return os.environ | {
            "MOOC_DATA": str(self.folder / host),
            "DATABASE_URL": self.database,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.relay.port}?connections={self.connections}",
            "MOOC_SECRET_KEY": self._secret,
            "MOOC_HOLD_MINUTES": "0",
            "MOOC_LOG_LEVEL": "ERROR",
            **self.settings,
        }

    def plan(self, count):
        """Make the world."""
        subprocess.run(
            [sys.executable, "-m", "mooc.delivery.tests.world", str(count)],
            env=self.environment() | {"MOOC_LOG_LEVEL": "ERROR"},
            check=True,
        )

    def start(self, *options, host="host"):
        """Start a worker; what it complains of is kept in the folder."""
        module, *arguments = self.command
        with (self.folder / "complaints").open("ab") as complaints:
            worker = subprocess.Popen(
                [sys.executable, "-m", module, *arguments, *options],
                env=self.environment(host),
                stdout=subprocess.DEVNULL,
                stderr=complaints,
            )
        self.running.append(worker)
        return worker

    def complaints(self):
        """The last of what workers complained of."""
        return (self.folder / "complaints").read_text(encoding="utf-8", errors="replace")[-3000:]

    def wait_for_arrivals(self, count, worker, seconds=30.0):
        """Wait until so many messages arrived in all; False when no copy waits that could soon."""
        deadline = time.monotonic() + seconds
        looked_at, size = time.monotonic(), 0
        while time.monotonic() < deadline:
            if size != self.relay.kept.stat().st_size:
                size = self.relay.kept.stat().st_size
                if self.relay.lines() >= count:
                    return True
            elif time.monotonic() - looked_at > 1:
                looked_at = time.monotonic()
                states = self.account().states  # what was tried waits for minutes
                if not (states.get(PENDING) or states.get(CLAIMED)):
                    return False
            assert worker.poll() is None, f"the worker ended by itself: {self.complaints()}"
            time.sleep(0.001)
        raise AssertionError(f"too few arrive: {self.account()}; {self.complaints()}")

    def wait_for_claims(self, worker, seconds=60.0):
        """Wait until this worker, among others, has copies in hand; False when none waits for it.

        Its process stands in its name.
        """
        claims = (
            f"SELECT COUNT(*) FROM delivery_delivery WHERE state = 2 AND claimed_by LIKE '%-{worker.pid}-%'"
        )
        deadline = time.monotonic() + seconds
        while not self._rows(claims)[0][0]:
            if not self.account().waiting:
                return False
            assert worker.poll() is None, f"the worker ended by itself: {self.complaints()}"
            assert time.monotonic() < deadline, f"the worker claims nothing: {self.complaints()}"
            time.sleep(0.05)
        return True

    def wait_until_settled(self, worker, *, by=lambda account: account.waiting == 0, seconds=60.0):
        """Wait until nothing waits, or what `by` says of the account."""
        deadline = time.monotonic() + seconds
        while not by(account := self.account()):
            assert worker.poll() is None, f"the worker ended by itself: {self.complaints()}"
            assert time.monotonic() < deadline, f"still waiting: {account}; {self.complaints()}"
            time.sleep(0.05)

    def end(self, worker):
        """Ask a worker to stop; it does so well. One that is starting yet may just end."""
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(30)
        assert code in (0, -signal.SIGTERM), f"the worker ended with {code}: {self.complaints()}"

    def stop_all(self):
        """Ask all workers to stop."""
        for worker in self.running:
            if worker.poll() is None:
                self.end(worker)

    def pass_at(self, moment):
        """Let a worker do one pass as of another moment, ISO 8601."""
        worker = self.start("--once", "--now", moment)
        code = worker.wait(120)
        assert code == 0, f"the pass ended with {code}: {self.complaints()}"

    def close(self):
        """End what still runs."""
        for worker in self.running:
            if worker.poll() is None:
                worker.kill()
                worker.wait()
        self.relay.kill()

    def account(self):
        """Ask the database."""
        audience = self._rows("SELECT COALESCE(SUM(audience), 0) FROM delivery_mailing")[0][0]
        states = dict(self._rows("SELECT state, COUNT(*) FROM delivery_delivery GROUP BY state"))
        doubted = dict(self._rows("SELECT id, doubts FROM delivery_delivery WHERE doubts > 0"))
        return Account(int(audience), states, doubted)

    def lost(self):
        """Copies that the rows call accepted and that never arrived."""
        accepted = self._rows(f"SELECT id FROM delivery_delivery WHERE state = {ACCEPTED}")
        return {number for (number,) in accepted} - self.relay.copies().keys()

    def _rows(self, statement):
        if self.database:
            return self._rows_of_postgres(statement)
        with closing(sqlite3.connect(self.folder / "host" / "mooc.sqlite3", timeout=30)) as connection:
            return connection.execute(statement).fetchall()

    def _rows_of_postgres(self, statement):
        """Ask a server that may be starting at this moment."""
        deadline = time.monotonic() + 15
        while True:
            try:
                with psycopg.connect(self.database, autocommit=True) as connection:
                    return connection.execute(statement).fetchall()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)


@contextmanager
def on_trial(folder, *, server="", **options):
    """Give a trial on a database of its own; `server`: a PostgreSQL server, or SQLite."""
    database = ""
    if server:
        name = f"trial_{secrets.token_hex(6)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        database = urlsplit(server)._replace(path=f"/{name}").geturl()
    trial = Trial(Path(folder), database, **options)
    try:
        yield trial
    finally:
        trial.close()
        if server:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
