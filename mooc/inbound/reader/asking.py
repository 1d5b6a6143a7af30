"""Hands mails to the process that reads, and begins a new one when one mail was too much for it."""

import atexit
import os
from collections.abc import Sequence
from threading import Lock
from time import monotonic

from ..errors import ReaderFails
from .frames import Read, Unread, unpack
from .process import Asked, Process, ReaderGone, ReaderSlow

# What one mail may take, by the clock on the wall.
SECONDS = 5.0
_lock = Lock()
_running: list[Process] = []


class _Enough(Exception):
    """All mails together take longer than they may; who is asked for the others hears of it no more."""


def read_apart(
    asked: Sequence[Asked], *, seconds: float | None = None, in_all: float | None = None
) -> list[Read | Unread]:
    """Read mails, each with whether it is to be read as a bounce too; all are handed over at once.

    One mail may take `seconds` (None: SECONDS); after `in_all` seconds no further one is begun, so that fewer answers
    than mails may come back, yet at least one. Raises ReaderFails where the machine cannot start the process.
    """
    answers: list[Read | Unread] = []
    most = SECONDS if seconds is None else seconds
    with _lock:
        if asked:
            _process()  # what its start takes is not the mails' time
        until = None if in_all is None else monotonic() + in_all
        died_over = -1
        while len(answers) < len(asked) and not (answers and until and monotonic() > until):
            try:
                for frame in _process().exchange(asked[len(answers) :], seconds=most):
                    answers.append(_answer(frame))
                    if until and monotonic() > until and len(answers) < len(asked):
                        raise _Enough
            except _Enough:
                _end()
            except ReaderSlow:
                _end()
                answers.append(Unread(f"reading it takes longer than {most:g} seconds"))
            except ReaderGone:
                _end()
                if died_over == len(answers):
                    answers.append(Unread("the process that reads came to its end over it, twice"))
                died_over = len(answers)
            except BaseException:
                _end()
                raise
    return answers


def _answer(frame: bytes) -> Read | Unread:
    try:
        found = unpack(frame)
    except ValueError as error:
        raise ReaderGone from error
    if not isinstance(found, Read | Unread):
        raise ReaderGone
    return found


def _process() -> Process:
    """Return the process of this one, which is started when it is first needed; a fork starts its own."""
    if _running and _running[0].owner != os.getpid():
        _running.clear()
    if not _running:
        try:
            _running.append(Process())
        except (ReaderGone, ReaderSlow, OSError) as error:
            raise ReaderFails(
                f"the process that reads mail does not start ({error!r}); mail is kept until it does"
            ) from error
    return _running[0]


@atexit.register
def _end() -> None:
    for process in _running:
        if process.owner == os.getpid():
            process.end()
    _running.clear()
