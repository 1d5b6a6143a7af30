"""A worker's own notes: which copies it is handing over, and what was answered. They outlive the worker.

    claim committed -> "handing" noted -> message and last dot sent -> answer came -> "answered" noted -> settled

A note is one `write` to a file of this host, so it is there after `kill -9`. Its lock says whether the worker lives.
After a restart of the host notes may be missing; so each book names the boot it was written in, and readers of an
older one doubt every copy that has no answer. The file is gone when a pass ends well.
"""

import fcntl
import json
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from .transports.base import Answer, Outgoing, Verdict

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_ENDING = ".notes"


@dataclass(frozen=True, slots=True)
class Handed:
    """A copy that was handed over: to whom, in which edition."""

    address: str
    edition_id: int


@dataclass(frozen=True, slots=True)
class Notes:
    """What a dead worker's book says. `is_whole`: a copy it does not name was not handed over."""

    worker: str
    is_whole: bool
    handed: dict[int, Handed] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)


class Logbook:
    """An open book; the name of its worker is unique and stands in every row that the worker claims."""

    def __init__(self, *, transactional: bool) -> None:
        self.worker = f"{socket.gethostname()[:22]}-{os.getpid()}-{secrets.token_hex(3)}"
        self._path = _folder() / f"{self.worker}{_ENDING}"
        unlocked = self._path.with_suffix(".new")
        self._file = os.open(unlocked, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        unlocked.rename(self._path)  # no reader ever finds it without its lock
        self._note({"boot": _boot(), "transactional": transactional})

    def handing(self, outgoing: Outgoing) -> None:
        """Note that from now on the copy may have arrived."""
        self._note({"handing": outgoing.delivery_id, "to": outgoing.rcpt_to, "edition": outgoing.edition_id})

    def answered(self, answer: Answer) -> None:
        """Note what was answered."""
        self._note(
            {"answered": answer.delivery_id, "verdict": answer.verdict.value, "text": answer.text[:300]}
        )

    def close(self, *, is_settled: bool) -> None:
        """Close the book; when everything in it is settled, throw it away."""
        if is_settled:
            self._path.unlink(missing_ok=True)
        os.close(self._file)

    def _note(self, note: dict[str, Any]) -> None:
        os.write(self._file, json.dumps(note).encode() + b"\n")


@contextmanager
def open_logbook(*, transactional: bool) -> Iterator[Logbook]:
    """Keep a book for one pass; it stays behind, for `dead_books`, when the pass ends badly."""
    book = Logbook(transactional=transactional)
    is_settled = False
    try:
        yield book
        is_settled = True
    finally:
        book.close(is_settled=is_settled)


@contextmanager
def dead_books() -> Iterator[list[Notes]]:
    """Give the notes of workers of this host that are dead, locked against other readers; then throw them away."""
    files = [
        (path, handle)
        for path in sorted(_folder().glob(f"*{_ENDING}"))
        if (handle := _locked(path)) is not None
    ]
    try:
        yield [_read(path, handle) for path, handle in files]
        for path, _ in files:
            path.unlink(missing_ok=True)
    finally:
        for _, handle in files:
            os.close(handle)


def is_alive_here(worker: str) -> bool:
    """Say whether the worker of that name runs on this host with our data."""
    path = _folder() / f"{worker}{_ENDING}"
    handle = _locked(path) if path.exists() else None
    if handle is not None:
        os.close(handle)
        return False
    return path.exists()


def _locked(path: Path) -> int | None:
    """Open and lock a book; None while its worker lives, or when somebody else has taken it."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    if not path.exists():
        os.close(handle)
        return None
    return handle


def _read(path: Path, handle: int) -> Notes:
    with os.fdopen(os.dup(handle), encoding="utf-8", errors="replace") as file:
        lines = [note for line in file if (note := _parsed(line)) is not None]
    head = lines[0] if lines else {}
    notes = Notes(
        worker=path.name.removesuffix(_ENDING),
        is_whole=bool(head.get("transactional")) or head.get("boot") == _boot() or not lines,
    )
    for note in lines[1:]:
        if "handing" in note:
            notes.handed[note["handing"]] = Handed(note["to"], note["edition"])
        elif "answered" in note:
            answer = Answer(note["answered"], Verdict(note["verdict"]), note["text"])
            notes.answers[answer.delivery_id] = answer
    return notes


def _parsed(line: str) -> dict[str, Any] | None:
    """Return a note; None for one that was cut short."""
    try:
        note = json.loads(line)
    except ValueError:
        return None
    return note if isinstance(note, dict) else None


def _boot() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _folder() -> Path:
    folder = Path(settings.MOOC_DATA) / "sending"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
