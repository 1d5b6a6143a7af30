"""Mails that cost: time, memory, or the patience of a parser."""

from functools import cache

HEAD = (
    b"From: Bob Miller <bob@example.net>\r\nSubject: Costly\r\n"
    b"Message-ID: <costly@example.net>\r\nMIME-Version: 1.0\r\n"
)
# As many multiparts within each other as are read (see MAX_CONTAINERS).
_LEVELS = 39


@cache
def slow(lines: int = 400_000) -> bytes:
    """Return a mail of some hundred kilobytes that takes seconds: each line is held against 39 boundaries."""
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (level, level)
        for level in range(_LEVELS)
    )
    return HEAD + opened + b"Content-Type: text/plain\r\n\r\nWords.\r\n" + b"\n" * lines


@cache
def of_parts(count: int) -> bytes:
    """Return a mail of very many parts."""
    parts = b"--b\r\nContent-Type: text/plain\r\n\r\nWords.\r\n" * count
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + parts + b"--b--\r\n"


@cache
def of_bytes(count: int) -> bytes:
    """Return a mail of that size at least, mostly one attached file."""
    line = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\r\n"
    begun = (
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nSee what I made.\r\n--b\r\n"
        b'Content-Type: video/mp4; name="knots.mp4"\r\nContent-Transfer-Encoding: base64\r\n'
        b'Content-Disposition: attachment; filename="knots.mp4"\r\n\r\n'
    )
    return begun + line * (count // len(line) + 1) + b"--b--\r\n"
