"""A sender's own notes: which copies it is handing over, and what was answered. They outlive it.

    claim committed -> "handing" noted -> message and last dot sent -> answer came -> "answered" noted -> settled

A note goes into a mapped file of this host: it costs no system call and is there after `kill -9`. The file's lock says
whether the sender lives. After a restart of the host notes may be missing; so each book names the boot it was written
in, and readers of an older one doubt every copy that has no answer. A full book is copied, what is settled left out.
The file is gone when a sender ends well.
"""

import fcntl
import json
import mmap
import os
import secrets
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from .transports.base import Answer, Outgoing, Verdict

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_ENDING = ".notes"
# One that stores in our own database has nothing to note but who it is.
_NAMES = {verdict: verdict.name.encode() for verdict in Verdict}
_IN_ONE_LINE = bytes.maketrans(b"\n\0", b"  ")
_PAGES, _ONE_PAGE = 2 * 1024 * 1024, mmap.PAGESIZE


@dataclass(frozen=True, slots=True)
class Handed:
    """A copy that was handed over: to whom, in which edition."""

    address: str
    edition_id: int


@dataclass(frozen=True, slots=True)
class Notes:
    """What a sender's book says. `is_whole`: a copy it does not name was not handed over."""

    worker: str
    is_whole: bool
    handed: dict[int, Handed] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)


class Logbook:
    """An open book; the name of its worker is unique and stands in every row that the worker claims."""

    def __init__(self, *, transactional: bool) -> None:
        self.worker = f"{socket.gethostname()[:22]}-{os.getpid()}-{secrets.token_hex(3)}"
        self._path = _folder() / f"{self.worker}{_ENDING}"
        self._head = json.dumps({"boot": _boot(), "transactional": transactional}).encode() + b"\n"
        self._size = _ONE_PAGE if transactional else _PAGES
        self._unsettled: dict[int, bytes] = {}
        self._lock = threading.Lock()
        self._file, self._map = self._begun(b"")

    def handing(self, outgoing: Outgoing) -> None:
        """Note that from now on the copy may have arrived."""
        number = outgoing.delivery_id
        note = b"h %d %d %b\n" % (number, outgoing.edition_id, outgoing.rcpt_to.encode())
        with self._lock:
            self._unsettled[number] = note
            self._write(note)

    def answered(self, answer: Answer) -> None:
        """Note what was answered."""
        text = answer.text[:300].encode("utf-8", "replace").translate(_IN_ONE_LINE)
        note = b"a %d %b %b\n" % (answer.delivery_id, _NAMES[answer.verdict], text)
        with self._lock:
            self._unsettled[answer.delivery_id] = self._unsettled.get(answer.delivery_id, b"") + note
            self._write(note)

    def names(self, delivery_id: int) -> bool:
        """Say whether a copy was handed over and is not settled."""
        return delivery_id in self._unsettled

    def settled(self, ids: Iterable[int]) -> None:
        """Forget what the database knows by now; a full book is copied without it."""
        for number in ids:
            self._unsettled.pop(number, None)

    def close(self, *, is_settled: bool) -> None:
        """Close the book; when everything in it is settled, throw it away."""
        if is_settled:
            self._path.unlink(missing_ok=True)
        with self._lock:
            self._map.close()
            os.close(self._file)

    def _write(self, note: bytes) -> None:
        try:
            self._map.write(note)
        except ValueError:  # it does not fit any more
            old = self._map, self._file
            # The note is among what is unsettled; a book grows when even that does not fit.
            kept = b"".join(self._unsettled.values())
            while len(kept) + len(self._head) > self._size // 2:
                self._size *= 2
            self._file, self._map = self._begun(kept)
            old[0].close()
            os.close(old[1])

    def _begun(self, content: bytes) -> tuple[int, mmap.mmap]:
        """Begin a file with this content, in the place of the last one; no reader ever finds it without its lock."""
        unlocked = self._path.with_suffix(".new")
        file = os.open(unlocked, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        _reserve(file, self._size)
        pages = mmap.mmap(file, self._size)
        pages.write(self._head + content)
        unlocked.rename(self._path)
        return file, pages


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


def notes_of(worker: str) -> Notes | None:
    """Return the notes of a worker of this host, alive or not; None when there are none here."""
    path = _folder() / f"{worker}{_ENDING}"
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        return _read(path, handle)
    finally:
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
        if os.fstat(handle).st_ino == path.stat().st_ino:
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(handle)
    return None


def _read(path: Path, handle: int) -> Notes:
    with os.fdopen(os.dup(handle), "rb") as file:
        file.seek(0)
        written = file.read().split(b"\0", 1)[0]
    head, *lines = written.split(b"\n")[:-1] or [b""]  # the last one was cut short, if it is not empty
    told = json.loads(head) if head else {}
    notes = Notes(
        worker=path.name.removesuffix(_ENDING),
        is_whole=bool(told.get("transactional")) or told.get("boot") == _boot() or not told,
    )
    for line in lines:
        sign, number, word, text = line.decode("utf-8", "replace").split(" ", 3)
        if sign == "h":
            notes.handed[int(number)] = Handed(text, int(word))
        else:
            notes.answers[int(number)] = Answer(int(number), Verdict[word], text)
    return notes


def _reserve(file: int, size: int) -> None:
    """Take the space now: a mapped file that finds none later ends its process."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, size)
    else:
        os.ftruncate(file, size)


def _boot() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _folder() -> Path:
    folder = Path(settings.MOOC_DATA) / "sending"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
