"""Keep some child processes running until told to stop."""

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

log = logging.getLogger("mooc.serve")
PATIENCE_SECONDS = 15.0
LONGEST_PAUSE_SECONDS = 30.0
HEALTHY_SECONDS = 60.0


@dataclass
class Part:
    """One child: its command, and how often it fell over lately."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    falls: int = 0
    starts_again_at: float = field(default=0.0)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start the child in a session of its own, so that a Ctrl-C in the terminal reaches only us."""
        self.process = subprocess.Popen(  # noqa: S603  (our own command)
            [sys.executable, "-m", "mooc", *self.arguments], env=dict(environment), start_new_session=True
        )
        self.started_at = time.monotonic()

    def note_fall(self, code: int) -> None:
        """Decide when to start again: at once the first time, later each time it falls soon after."""
        lived = time.monotonic() - self.started_at
        self.falls = 1 if lived > HEALTHY_SECONDS else self.falls + 1
        pause = min(LONGEST_PAUSE_SECONDS, 0.5 * 2 ** (self.falls - 1))
        self.starts_again_at = time.monotonic() + pause
        self.process = None
        log.error("%s ended with %d after %.0f s; starting it again in %.1f s", self.name, code, lived, pause)


def supervise(parts: Sequence[Part], environment: Mapping[str, str]) -> None:
    """Run the parts, start again what falls, end them all on SIGTERM or Ctrl-C."""
    stop = threading.Event()
    before = {sign: signal.signal(sign, lambda *_: stop.set()) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        while not stop.is_set():
            for part in parts:
                _look_after(part, environment)
            stop.wait(0.2)
    finally:
        _end(parts)
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _look_after(part: Part, environment: Mapping[str, str]) -> None:
    if part.process is None:
        if time.monotonic() >= part.starts_again_at:
            part.start(environment)
        return
    code = part.process.poll()
    if code is not None:
        part.note_fall(code)


def _end(parts: Sequence[Part]) -> None:
    running = [part for part in parts if part.process and part.process.poll() is None]
    for part in running:
        if part.process:
            part.process.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for part in running:
        if part.process is None:
            continue
        try:
            part.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.error("%s did not stop in %.0f s; killing it", part.name, PATIENCE_SECONDS)
            part.process.kill()
            part.process.wait()
