"""What is in a `winmail.dat`: Outlook wraps files and words in a format of its own (MS-OXTNEF) for other Outlooks.

    signature, key, then attributes: level (1 byte), id (4), length (4), bytes, checksum (2); all little-endian

The attributes of the first kind are enough: titles and bytes of files, and the text where it is plain.
"""

from collections.abc import Iterator
from struct import Struct

from .decoding import decode_bytes

_SIGNATURE = b"\x78\x9f\x3e\x22"
_ATTRIBUTE = Struct("<BII")
_BODY, _RENDERING, _TITLE, _CONTENT = 0x0002800C, 0x00069002, 0x00018010, 0x0006800F
_MOST_ATTRIBUTES = 2_000


def open_tnef(content: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """Return the plain text and the (name, bytes) of the files; nothing for what is no such wrapping."""
    text, files = "", list[tuple[str, bytes]]()
    name, inside = "", b""
    for kind, value in [*_attributes(content), (_RENDERING, b"")]:
        if kind == _RENDERING:
            if inside:
                files.append((name, inside))
            name, inside = "", b""
        elif kind == _TITLE:
            name = decode_bytes(value.rstrip(b"\0"), None)
        elif kind == _CONTENT:
            inside = value
        elif kind == _BODY:
            text = decode_bytes(value.rstrip(b"\0"), None)
    return text.replace("\r\n", "\n"), files


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    if not content.startswith(_SIGNATURE):
        return
    at = len(_SIGNATURE) + 2
    for _ in range(_MOST_ATTRIBUTES):
        if at + _ATTRIBUTE.size > len(content):
            return
        _, kind, length = _ATTRIBUTE.unpack_from(content, at)
        at += _ATTRIBUTE.size
        yield kind, content[at : at + length]
        at += length + 2
