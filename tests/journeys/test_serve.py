"""One command runs everything, keeps it running, and ends it all."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """A `mooc serve` of its own folder on free ports."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOOC_")}
        kept.pop("DATABASE_URL", None)
        self.environment = kept | {"MOOC_DATA": str(folder), "MOOC_URL": self.url, "PYTHONUNBUFFERED": "1"}
        self.output = folder.parent / "serve.log"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mooc", "serve", *self._where()],
            cwd=REPOSITORY,
            env=self.environment,
            stdout=self.output.open("wb"),
            stderr=subprocess.STDOUT,
        )

    def _where(self) -> list[str]:
        lmtp, smtp = (f"127.0.0.1:{free_port()}" for _ in range(2))
        return ["--port", str(self.port), "--lmtp", lmtp, "--smtp", smtp]

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def page(self, path: str = "/") -> str:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                    return str(answer.read().decode())
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise AssertionError(f"no page; serve said:\n{self.said()}") from None
                time.sleep(0.2)

    def children(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text(encoding="ascii").split()]

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path / "data")
    yield server
    server.end()


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One that several tests share, since a start takes seconds."""
    server = Served(tmp_path_factory.mktemp("serving") / "data")
    yield server
    server.end()


def test_it_serves_a_page_names_the_first_organiser_and_ends_its_children(served: Served) -> None:
    assert "Mechanical MOOC" in served.page()
    assert re.search(rf"{served.url}/first/\S+/", served.said())
    children = served.children()
    assert len(children) == 3
    served.end()
    assert served.process.returncode == 0
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def test_it_starts_again_what_was_killed(serving: Served) -> None:
    serving.page()
    before = serving.children()
    os.kill(before[2], signal.SIGKILL)
    deadline = time.monotonic() + 20
    while len(set(serving.children()) - {before[2]}) < 3 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(set(serving.children()) - {before[2]}) == 3


def test_a_taken_port_is_told(serving: Served) -> None:
    serving.page()
    again = subprocess.run(
        [sys.executable, "-m", "mooc", "web", "--port", str(serving.port)],
        cwd=REPOSITORY,
        env=serving.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert again.returncode == 1
    assert str(serving.port) in again.stderr and "--port" in again.stderr


def test_a_second_worker_on_the_same_file_is_told(serving: Served) -> None:
    serving.page()
    again = subprocess.run(
        [sys.executable, "-m", "mooc", "work", "--once"],
        cwd=REPOSITORY,
        env=serving.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert again.returncode == 1
    assert "another worker" in again.stderr
