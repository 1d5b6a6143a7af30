import os
import secrets
import subprocess
import sys
import time
from urllib.parse import urlsplit

import psycopg
import pytest

from .pacing_world import most_within

pytestmark = pytest.mark.both
LIMIT = 6000
SECONDS = 8


@pytest.fixture
def ground(tmp_path):
    """The environment of workers that share a database of their own, on the engine under test."""
    given = os.environ | {"MOOC_DATA": str(tmp_path), "MOOC_LOG_LEVEL": "ERROR"}
    server = os.environ.get("DATABASE_URL")
    if not server:
        yield given
        return
    name = f"paced_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield given | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def start(ground):
    """Start a worker; all are killed at the end."""
    running = []

    def begin(*arguments):
        command = [sys.executable, "-m", "mooc.delivery.tests.pacing_worker", *arguments]
        worker = subprocess.Popen(command, env=ground, stdout=subprocess.PIPE, text=True)
        running.append(worker)
        return worker

    assert begin("migrate", "relay:25", str(LIMIT)).wait(60) == 0
    yield begin
    for worker in running:
        worker.kill()
        worker.wait()
        worker.stdout.close()


def ready(*workers):
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"


def killed(worker):
    """Kill it, and return the slots in which it had sent a copy by then."""
    at = time.time()
    worker.kill()
    lines = worker.stdout.read().splitlines()
    return [slot for slot in map(float, lines) if slot <= at]


def pass_seconds(seconds):
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(left)


def check(sent, seconds):
    """Nothing above the limit, whatever happens; most of it used, however busy the machine."""
    for span in (6, 3, 1):
        assert most_within(sent, span) <= span * LIMIT / 60 + 1
    assert len(sent) >= 0.7 * seconds * LIMIT / 60


def test_two_workers_share_one_limit(start):
    workers = [start("relay:25"), start("relay:25")]
    ready(*workers)
    pass_seconds(SECONDS)
    one, two = (killed(worker) for worker in workers)
    assert one
    assert two
    check(one + two, SECONDS)


def test_a_worker_that_is_killed_and_started_anew_goes_on_where_it_was(start):
    sent = []
    for _ in range(3):
        worker = start("relay:25")
        ready(worker)
        pass_seconds(SECONDS / 4)
        sent += killed(worker)
    check(sent, SECONDS * 3 / 4)
