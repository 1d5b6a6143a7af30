"""Handing 20,000 copies of 10 kB to a relay: our carrier and Postfix's smtp-source in turn, to one smtp-sink.

The copies are built before; what is measured is from the first offer to the last answer. Both tools are Postfix's.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from .measure import measure
from .report import Bar, Report

COPIES = 20_000
BYTES = 10_000
ROUNDS = 3
SOURCE_CONNECTIONS = 10


def run() -> Report:
    """Send by turns, and compare the seconds, and the processor time on our side of the wire."""
    rounds = []
    with _sink() as port:
        _ours(port, 1_000)
        for _ in range(ROUNDS):
            rounds.append((_theirs(port), _ours(port, COPIES)))
    theirs, ours = zip(*rounds, strict=True)
    return Report(
        title="Handing over to a relay",
        rows=(_row("smtp-source, 10 connections", theirs), _row("the carrier", ours)),
        bars=(
            Bar("its seconds to those of smtp-source", _ratio(rounds, "seconds"), 0.8),
            Bar("its processor seconds to those of smtp-source", _ratio(rounds, "processor seconds"), 1.0),
        ),
        note=f"{COPIES:,} copies of {BYTES:,} bytes to `smtp-sink` on the same machine, {ROUNDS} times by turns; "
        "medians. The sink is one process too: at some 10,000 copies a second it is the one that is waited for.",
    )


def _row(name: str, runs: tuple[dict[str, float], ...]) -> dict[str, object]:
    seconds = statistics.median(one["seconds"] for one in runs)
    processor = statistics.median(one["processor seconds"] for one in runs)
    return {
        "sender": name,
        "copies a second": COPIES / seconds,
        "seconds": seconds,
        "microseconds of processor a copy": processor / COPIES * 1e6,
    }


def _ratio(rounds: list[tuple[dict[str, float], dict[str, float]]], what: str) -> float:
    return statistics.median(ours[what] / theirs[what] for theirs, ours in rounds)


@contextmanager
def _sink():
    """Run smtp-sink on a free port."""
    sink = shutil.which("smtp-sink", path=f"{os.environ['PATH']}:/usr/sbin")
    if sink is None:
        raise SystemExit("this benchmark needs smtp-sink and smtp-source, which come with Postfix")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    process = subprocess.Popen([sink, *user, f"127.0.0.1:{port}", "1000"])
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("smtp-sink does not listen")


def _theirs(port: int) -> dict[str, float]:
    source = shutil.which("smtp-source", path=f"{os.environ['PATH']}:/usr/sbin") or "smtp-source"
    command = [source, "-s", str(SOURCE_CONNECTIONS), "-d", "-l", str(BYTES), "-m", str(COPIES)]
    with tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder:
        measured = measure([*command, f"127.0.0.1:{port}"], environment={}, folder=Path(folder))
    return {"seconds": measured.seconds, "processor seconds": measured.processor_seconds}


def _ours(port: int, copies: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder:
        command = [sys.executable, "-m", "bench.wire", str(port), str(copies)]
        return json.loads(measure(command, environment={}, folder=Path(folder)).output)


def _carry(port: int, count: int) -> dict[str, float]:
    """Carry in this process; what happens before the first offer is not counted."""
    from mooc.delivery.transports.base import Verdict
    from mooc.delivery.transports.relay import read_email_url
    from mooc.delivery.transports.wire import Wire

    copies = _copies(count)
    wire = Wire(read_email_url(f"smtp://127.0.0.1:{port}"), our_name="mooc.localhost")
    wire.start(_Watch())
    started, processor, accepted = time.perf_counter(), time.process_time(), 0
    wire.offer(copies)
    while accepted < count:
        answers = wire.answers(5)
        accepted += len(answers)
        if not answers or any(answer.verdict is not Verdict.ACCEPTED for answer in answers):
            raise SystemExit(f"after {accepted} copies: {answers[:1]}")
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    wire.close()
    return {"seconds": seconds, "processor seconds": processor}


class _Watch:
    def is_wanted(self, outgoing):
        return True

    def handing(self, outgoing):
        pass

    def answered(self, answer):
        pass


def _copies(count: int):
    from mooc.delivery.transports.base import Frame, Outgoing

    line = b"Some of the words that a weekly message has, and no more. " + b"=20" * 5 + b"\r\n"
    frame = Frame("", b"")
    copies = []
    for number in range(count):
        head = b"To: <reader-%d@example.org>\r\nSubject: Week 3\r\n\r\n" % number
        body = (line * (BYTES // len(line) + 1))[: BYTES - len(head) - 2] + b"\r\n"
        sender, reader = f"bounce-{number}@mooc.localhost", f"reader-{number}@example.org"
        copies.append(Outgoing(number, sender, reader, head + body, "Week 3", "weekly", "", 1, frame))
    return copies


if __name__ == "__main__":
    print(json.dumps(_carry(int(sys.argv[1]), int(sys.argv[2]))))
