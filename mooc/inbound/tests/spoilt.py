"""Mails that somebody spoilt: our own letters, and those of Python's own tests, cut, swapped and mixed."""

import random
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from .stage import LETTERS

_BITS = (
    b"\0", b"\r", b"\n", b"\n\n", b"\r\n\r\n", b"\xff", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\x80" * 30,
    b"=", b"=?", b"?=", b"=?utf-8?b?", b"%00", b'"', b"\\", b"(", b"(" * 200, b"<", b">", b"@", b":", b";", b",",
    b"--", b"--b\r\n", b"From: ", b"From ", b"Received: by x\r\n", b"Auto-Submitted: auto-replied\r\n",
    b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: message/rfc822\r\n", b"charset=utf-16",
    b"Content-Transfer-Encoding: base64\r\n", b"charset=", b"\x1b$B", b"\x1b(B", b"X" * 2_000, b" " * 2_000,
)  # fmt: skip


def our_letters() -> list[bytes]:
    """Return the raw mails of our own tests."""
    return [path.read_bytes() for path in sorted(LETTERS.rglob("*.eml"))]


def letters_of_python() -> list[bytes]:
    """Return the mails of Python's own tests; none where its package `test` is not installed."""
    found = find_spec("test")
    if found is None or not found.submodule_search_locations:
        return []
    folder = Path(found.submodule_search_locations[0]) / "test_email" / "data"
    return [path.read_bytes() for path in sorted(folder.glob("*.txt"))]


def spoilt(letters: Sequence[bytes], count: int, *, chance: int) -> list[bytes]:
    """Return so many mails, each made of one of these; the first are those letters as they are."""
    luck = random.Random(chance)
    whole = list(letters[:count])
    return whole + [_spoil(luck.choice(letters), letters, luck) for _ in range(count - len(whole))]


def _spoil(raw: bytes, letters: Sequence[bytes], luck: random.Random) -> bytes:
    for _ in range(luck.choice((1, 1, 2, 3, 5, 9))):
        raw = luck.choice((_cut, _put, _repeat, _flip, _swap, _graft, _end))(raw, letters, luck)
    return raw[:200_000]


def _cut(raw, letters, luck):
    at = luck.randrange(len(raw) + 1)
    return raw[:at] + raw[at + luck.choice((1, 2, 9, 80)) :]


def _put(raw, letters, luck):
    at = luck.randrange(len(raw) + 1)
    return raw[:at] + luck.choice(_BITS) * luck.choice((1, 1, 2, 20)) + raw[at:]


def _repeat(raw, letters, luck):
    """Repeat a line, seldom very often."""
    lines = raw.splitlines(keepends=True) or [b"\r\n"]
    at = luck.randrange(len(lines))
    return b"".join([*lines[:at], *[lines[at]] * luck.choice((2, 3, 40, 1_000)), *lines[at:]])


def _flip(raw, letters, luck):
    at = luck.randrange(len(raw) + 1)
    return raw[:at] + luck.randbytes(luck.choice((1, 1, 2, 8))) + raw[at + 1 :]


def _swap(raw, letters, luck):
    lines = raw.splitlines(keepends=True) or [b"\r\n"]
    one, other = luck.randrange(len(lines)), luck.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _graft(raw, letters, luck):
    other = luck.choice(letters)
    return raw[: luck.randrange(len(raw) + 1)] + other[luck.randrange(len(other) + 1) :]


def _end(raw, letters, luck):
    return raw.replace(b"\r\n", b"\n").replace(b"\n", luck.choice((b"\n", b"\r", b"\r\n", b"\n\n")))
