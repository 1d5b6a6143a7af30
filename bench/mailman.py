"""Mailman 3 as a peer, with one copy per member: installed once into an environment of its own, run in a folder.

Its processes are those of an installation without archive, web interface and digests; its database is SQLite.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .lmtp import hand_over, note
from .postfix import Counted, free_port, wait_for_port

LISTS, MEMBERS, POSTS = 10, 40, 20
PATIENCE_SECONDS = 180.0
_ROOT = Path(__file__).resolve().parents[1]
_WANTED = _ROOT / "requirements" / "mailman.txt"
_PLACE = _ROOT / "var" / "bench" / "mailman"
_CONFIG = """
[mailman]
site_owner: operator@lists.example.org
layout: bench
[paths.bench]
var_dir: {folder}/var
bin_dir: {programs}
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: {sink}
lmtp_host: 127.0.0.1
lmtp_port: {lmtp}
verp_personalized_deliveries: yes
[database]
url: sqlite:///{folder}/mailman.db
"""
_NOT_NEEDED = ("archive", "bounces", "command", "digest", "rest", "retry", "task", "virgin")


@dataclass(frozen=True, slots=True)
class Peer:
    """What Mailman needed: for a list, and from the first connection to the last copy."""

    seconds_a_list: float
    copies: int
    seconds: float

    @property
    def rate(self) -> float:
        """Copies a second."""
        return self.copies / self.seconds


def mailman_rate(sink: Counted) -> Peer:
    """Make LISTS lists of MEMBERS, post POSTS times by LMTP, wait for the last copy; the writer gets his own, too."""
    programs = _installed() / "bin"
    with tempfile.TemporaryDirectory(prefix="mooc-bench-") as folder:
        config, lmtp = Path(folder, "mailman.cfg"), free_port()
        off = "".join(f"[runner.{name}]\nstart: no\n" for name in _NOT_NEEDED)
        config.write_text(
            _CONFIG.format(folder=folder, programs=programs, sink=sink.port, lmtp=lmtp) + off,
            encoding="ascii",
        )
        making = _made(programs / "python", config)
        notes = [
            note(
                number,
                mail_from=f"reader-{number}-1@example.org",
                rcpt_to=f"group-{number}@lists.example.org",
            )
            for number in (1 + place % LISTS for place in range(POSTS))
        ]
        with _running(programs / "master", config, lmtp):
            before, started = sink.messages(), time.perf_counter()
            if hand_over(lmtp, notes, connections=2) != POSTS:
                raise SystemExit("Mailman did not take all posts.")
            copies, ended = _last_copy(sink, before, Path(folder, "var", "queue", "shunt"))
    return Peer(making / LISTS, copies, ended - started)


def _last_copy(sink: Counted, before: int, shunted: Path) -> tuple[int, float]:
    """Return how many copies came, and when the last did.

    What its runners lay aside, as on a busy machine when SQLite is locked for them, is neither waited for nor counted.
    """
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while True:
        aside = len([*shunted.glob("*.pck")]) if shunted.is_dir() else 0
        if aside == POSTS:
            raise SystemExit("Mailman has laid all posts aside; is the machine too busy?")
        if sink.messages() - before >= (POSTS - aside) * MEMBERS:
            return (POSTS - aside) * MEMBERS, time.perf_counter()
        if time.perf_counter() > deadline:
            raise SystemExit(f"Mailman sent {sink.messages() - before} copies in {PATIENCE_SECONDS:g} s.")
        time.sleep(0.01)


def _made(python: Path, config: Path) -> float:
    command = [python, "-m", "bench.mailman_lists", config, str(LISTS), str(MEMBERS)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"Mailman could not make its lists:\n{done.stderr}")
    return float(json.loads(done.stdout)["seconds"])


@contextmanager
def _running(master: Path, config: Path, lmtp: int) -> Iterator[None]:
    """Run Mailman until the end; wait until its LMTP server answers."""
    process = subprocess.Popen([master, "-C", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(lmtp, process, "Mailman", seconds=30)
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _installed() -> Path:
    stamp = _PLACE / "installed"
    if stamp.exists() and stamp.stat().st_mtime > _WANTED.stat().st_mtime:
        return _PLACE
    print("Installing Mailman to compare with (once, about half a minute).", file=sys.stderr)
    python = _PLACE / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--quiet", "--require-hashes", "-r", _WANTED]
    for command in ([sys.executable, "-m", "venv", "--clear", _PLACE], install):
        if subprocess.run(command, env=os.environ | {"PIP_NO_INPUT": "1"}).returncode:
            raise SystemExit(
                f"Mailman could not be installed into {_PLACE}; the benchmark compares with it. It takes the packages "
                "of requirements/mailman.txt from where pip takes them."
            )
    stamp.touch()
    return _PLACE
