"""Our end of the pipes to the process that reads mails."""

import contextlib
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from time import monotonic

from .frames import LENGTH, REQUEST

# A request: the mail, and whether it is to be read as a bounce too.
Asked = tuple[bytes, bool]
START_SECONDS = 60.0
_AT_ONCE = 1024 * 1024
_LONGEST_ANSWER = 256 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[3]
# What a Python that lives in an odd place needs to find itself; nothing else of our environment is handed on.
_ENVIRONMENT = ("LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")


class ReaderGone(Exception):
    """The process has ended in the middle of its work."""


class ReaderSlow(Exception):
    """The process takes longer for one mail than a mail may take."""


class Process:
    """One process that reads mails; it ends with this one, when its input does."""

    def __init__(self) -> None:
        """Start it and wait until it is ready. Raises ReaderGone, ReaderSlow, OSError where that does not work."""
        self.owner = os.getpid()
        kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-m", "mooc.inbound.reader.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=kept | {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
            start_new_session=True,
            bufsize=0,
        )
        assert self._popen.stdin and self._popen.stdout
        self._into, self._out = self._popen.stdin.fileno(), self._popen.stdout.fileno()
        for pipe in (self._into, self._out):
            os.set_blocking(pipe, False)
            _widen(pipe)
        self._got = bytearray()
        try:
            self._greet()
        except BaseException:
            self.end()
            raise

    @property
    def number(self) -> int:
        """The process id."""
        return self._popen.pid

    def end(self) -> None:
        """Kill it: there is nothing that it could lose."""
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]

    def _greet(self) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(self._out, selectors.EVENT_READ)
            next(self._frames(ready, START_SECONDS, iter(())))

    def exchange(self, asked: Sequence[Asked], *, seconds: float) -> Iterator[bytes]:
        """Hand over all mails, and yield the answers in their order as they come.

        `seconds` is what each may take. Raises ReaderSlow and ReaderGone for the one whose answer is due; the process
        is of no use then.
        """
        requests = chain.from_iterable(
            (REQUEST.pack(wants_report, seconds, len(raw)), raw) for raw, wants_report in asked
        )
        with selectors.DefaultSelector() as ready:
            ready.register(self._out, selectors.EVENT_READ)
            ready.register(self._into, selectors.EVENT_WRITE)
            frames = self._frames(ready, seconds, requests)
            for _ in asked:
                yield next(frames)

    def _frames(
        self, ready: selectors.BaseSelector, seconds: float, requests: Iterator[bytes]
    ) -> Iterator[bytes]:
        """Write while there is room, read what is there; the clock starts anew with each answer."""
        until = monotonic() + seconds
        rest = memoryview(b"")
        while True:
            while (frame := self._frame()) is not None:
                yield frame
                until = monotonic() + seconds
            left = until - monotonic()
            if left <= 0:
                raise ReaderSlow
            for key, _ in ready.select(left):
                if key.fd == self._out:
                    self._take()
                    continue
                while not rest and (request := next(requests, None)) is not None:
                    rest = memoryview(request)
                if not rest:
                    ready.unregister(self._into)
                    continue
                rest = rest[self._give(rest, ready) :]

    def _frame(self) -> bytes | None:
        """Cut the first whole frame off what was read."""
        if len(self._got) < LENGTH.size:
            return None
        length = LENGTH.unpack_from(self._got)[0]
        if length > _LONGEST_ANSWER:
            raise ReaderGone
        end = LENGTH.size + length
        if len(self._got) < end:
            return None
        with memoryview(self._got) as got:
            frame = bytes(got[LENGTH.size : end])
        del self._got[:end]
        return frame

    def _take(self) -> None:
        with contextlib.suppress(BlockingIOError):
            found = os.read(self._out, _AT_ONCE)
            if not found:
                raise ReaderGone
            self._got += found

    def _give(self, rest: memoryview, ready: selectors.BaseSelector) -> int:
        try:
            return os.write(self._into, rest[:_AT_ONCE])
        except BlockingIOError:
            return 0
        except BrokenPipeError:  # it has ended; what it answered before may still be read
            ready.unregister(self._into)
            return 0


def _widen(pipe: int) -> None:
    """Let a batch of mails fit into a pipe, where the system can do that, so that neither end waits for the other."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _AT_ONCE)
