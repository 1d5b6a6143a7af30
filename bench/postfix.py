"""Postfix's own pair of programs to measure SMTP: `smtp-source` sends as fast as it can, `smtp-sink` takes all."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

SESSIONS, MESSAGE_BYTES = 10, 10_000
_WHERE_ELSE = ":/usr/sbin:/usr/local/sbin:/usr/libexec/postfix"


@contextmanager
def sink() -> Iterator[int]:
    """Run a server that takes all mail and forgets it; give its port."""
    port = free_port()
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([_program("smtp-sink"), *as_nobody, f"127.0.0.1:{port}", "1000"])
    try:
        _wait_for(port, process)
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


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit(f"smtp-sink does not listen on port {port}.")
