"""The program that reads mails: `python -m mooc.inbound.reader.child`, with a pipe on each side.

It greets with an empty frame when it is ready, answers each request with one frame, and ends when its input does. It
has the memory and the seconds that it is given, no Django, no database, and no secret of ours in its environment.
"""

import contextlib
import os
import signal
import sys
from typing import BinaryIO

from mooc.pure.mailkit import Letter, new_html, new_words, read_letter, words_of_html

from .frames import LENGTH, REQUEST, Read, Unread, pack

MOST_MEMORY = 1024 * 1024 * 1024
# The parent ends what takes too long; after twice that we end by ourselves, for there may be no parent any more.
_PATIENCE = 2


def main() -> None:
    """Answer until the input ends."""
    requests, answers = _pipes()
    _limit()
    _send(answers, b"")
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        wants_report, seconds, length = REQUEST.unpack(head)
        raw = requests.read(length)
        if len(raw) < length:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds * _PATIENCE)
        answer, is_well = _read(raw, wants_report=wants_report)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(answers, answer)
        if not is_well:
            return


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes to ourselves: what a library might print goes to the log."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


def _limit() -> None:
    """End with the parent and not before it, whoever is told to stop; take no more memory than a mail may need."""
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, signal.SIG_IGN)
    with contextlib.suppress(ImportError, ValueError, OSError):  # not every platform has it
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _read(raw: bytes, *, wants_report: bool) -> tuple[bytes, bool]:
    """Return the answer, and whether this process is well enough to read another mail."""
    try:
        report = None
        if wants_report:
            from mooc.pure.mailkit.bounces import read_bounce  # its tables of phrases take a while to load

            report = read_bounce(raw)
        letter = read_letter(raw)
        _rehearse(letter)
        return pack(Read(letter, report)), True
    except Exception as error:  # noqa: BLE001  (memory, mostly; whatever it is, the mail is held and we begin anew)
        return pack(Unread(f"its reader stumbled ({type(error).__name__})")), False


def _rehearse(letter: Letter) -> None:
    """Do what the worker will do with the words: what costs too much must cost it here."""
    new_words(letter.text)
    if letter.html:
        words_of_html(new_html(letter.html))


def _send(answers: BinaryIO, answer: bytes) -> None:
    rest = memoryview(LENGTH.pack(len(answer)) + answer)
    while rest:
        rest = rest[answers.write(rest) :]


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
