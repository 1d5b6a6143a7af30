"""Postfix's own pair of programs to measure SMTP: `smtp-source` sends as fast as it can, `smtp-sink` takes all."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

SESSIONS, MESSAGE_BYTES = 10, 10_000
_WHERE_ELSE = ":/usr/sbin:/usr/local/sbin:/usr/libexec/postfix"


@contextmanager
def sink() -> Iterator[int]:
    """Run a server that takes all mail and forgets it; give its port."""
    with _running_sink([], None) as port:
        yield port


@dataclass(frozen=True, slots=True)
class Counted:
    """A sink that counts what it takes."""

    port: int
    counters: Path

    def messages(self) -> int:
        """Return how many messages it has taken by now."""
        with self.counters.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 200))
            found = re.findall(rb"mesg=(\d+)\r", file.read())
        return int(found[-1]) if found else 0

    def wait_for(self, count: int, *, seconds: float) -> float:
        """Wait until it has taken so many; return the moment by the clock of `time.perf_counter`."""
        deadline = time.perf_counter() + seconds
        while self.messages() < count:
            if time.perf_counter() > deadline:
                raise SystemExit(f"smtp-sink has {self.messages():,} of {count:,} after {seconds:g} s.")
            time.sleep(0.002)
        return time.perf_counter()


@contextmanager
def counting_sink() -> Iterator[Counted]:
    """Run a server that takes all mail, forgets it, and tells how many there were."""
    with tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder:
        counters = Path(folder, "counters")
        with counters.open("wb") as file, _running_sink(["-c"], file) as port:
            yield Counted(port, counters)


@contextmanager
def _running_sink(options: Sequence[str], output: IO[bytes] | None) -> Iterator[int]:
    port = free_port()
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [_program("smtp-sink"), *as_nobody, *options, f"127.0.0.1:{port}", "1000"]
    process = subprocess.Popen(command, stdout=output)
    try:
        wait_for_port(port, process, "smtp-sink")
        yield port
    finally:
        process.kill()
        process.wait()


def source_rate(count: int, port: int) -> float:
    """Send so many messages over SESSIONS connections that stay open; return messages a second."""
    arguments = ["-s", str(SESSIONS), "-d", "-l", str(MESSAGE_BYTES), "-m", str(count), f"127.0.0.1:{port}"]
    started = time.perf_counter()
    subprocess.run([_program("smtp-source"), *arguments], check=True)
    return count / (time.perf_counter() - started)


def insist_on_postfix() -> None:
    """End with a sentence where a program is missing."""
    _program("smtp-source"), _program("smtp-sink")


def free_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _program(name: str) -> str:
    found = shutil.which(name, path=os.environ.get("PATH", "") + _WHERE_ELSE)
    if found is None:
        raise SystemExit(
            f"This benchmark needs {name}, a part of Postfix. Debian and Ubuntu: apt-get install postfix (choose "
            '"no configuration", nothing of it needs to run); Fedora: dnf install postfix; macOS has it not.'
        )
    return found


def wait_for_port(port: int, process: subprocess.Popen[bytes], name: str, *, seconds: float = 10) -> None:
    """Wait until it listens. Ends with a sentence where it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit(f"{name} does not listen on port {port}.")
