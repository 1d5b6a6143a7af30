import json
import os
import random
import secrets
import subprocess
import sys
import time
from urllib.parse import urlsplit

import psycopg
import pytest

from .server import served

COPIES, KILLS, CONNECTIONS = 400, 3, 4


@pytest.fixture
def ground(tmp_path):
    """The environment of a worker that has a database of its own, on the engine under test."""
    given = os.environ | {"MOOC_DATA": str(tmp_path), "MOOC_LOG_LEVEL": "ERROR"}
    server = os.environ.get("DATABASE_URL")
    if not server:
        yield given
        return
    name = f"killed_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield given | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def worker(environment):
    return subprocess.Popen(
        [sys.executable, "-m", "mooc.delivery.tests.worker", str(COPIES)],
        env=environment,
        stdout=subprocess.PIPE,
    )


def account(process):
    return json.loads(process.stdout.readline())


def wait_until(condition, process):
    deadline = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, "the worker ended before it was killed"
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_a_killed_worker_loses_nothing_and_doubles_at_most_one_copy_per_connection(ground):
    doubts = [0]
    with served() as post:
        post.delay = 0.004
        ground = ground | {"EMAIL_URL": f"{post.url}?connections={CONNECTIONS}"}
        for kill in range(KILLS + 1):
            sending = worker(ground)
            found = account(sending)
            assert found["holds"]
            assert (found["audience"], found["claimed"]) == (COPIES, 0)
            doubts.append(sum(found["doubted"].values()))
            assert doubts[-1] - doubts[-2] <= CONNECTIONS
            if kill < KILLS:
                mark = len(post.arrived) + random.randint(1, COPIES // (KILLS + 1))
                wait_until(lambda mark=mark: len(post.arrived) >= mark, sending)
                sending.kill()
                sending.wait()
        found = account(sending)
        assert sending.wait(60) == 0

    assert found["accepted"] == COPIES
    arrived = post.ids()
    assert len(arrived) == COPIES
    doubled = {one.split(".")[0].removeprefix("<copy-") for one, times in arrived.items() if times > 1}
    assert doubled <= set(found["doubted"])
    assert sum(arrived.values()) - COPIES <= doubts[-1] <= KILLS * CONNECTIONS
