"""Quoted-printable (RFC 2045, 6.7) for pieces of a part that are encoded apart and joined later.

Every piece starts in column 0: what stands before a slot ends with a soft line break, and so does every value. So lines
stay within 76 characters whatever the values are, and a line break in a value is only a line break. No line begins with
a dot, so nothing has to be stuffed on the way (RFC 5321, 4.5.2).
"""

import re
from binascii import b2a_qp
from collections.abc import Sequence
from html import escape
from typing import cast

SOFT = b"=\r\n"
_PLAIN = re.compile(r"[ -<>-~]+")
_PLAIN_HTML = re.compile(r"[ !#-%(-;?-~]+")
# The same as bytes, and the sign that stands between values while they are looked at together.
_BETWEEN = "\0"
_PLAIN_BYTES = bytes(code for code in range(0x20, 0x7F) if chr(code) not in "\"&'<>") + b"\0"
_ROOM = 75
_DOT_FIRST = re.compile(rb"(?m)^\.")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def encode_text(value: str) -> bytes:
    """Encode a value for the text part."""
    if _PLAIN.fullmatch(value):
        return _in_lines(value.encode("ascii")) + SOFT
    return encode_piece(value)


def encode_html(value: str) -> bytes:
    """Escape and encode a value for the html part; safe between tags and inside quoted attributes."""
    if _PLAIN_HTML.fullmatch(value):
        return _in_lines(value.encode("ascii")) + SOFT
    return encode_piece(escape(value))


def plain_values(values: Sequence[object]) -> list[bytes] | None:
    """Encode values that read the same in text and html, without the soft line break that ends them.

    None when one is empty, needs encoding or is no string: then each has to be looked at.
    """
    if not values:
        return []
    try:
        joined = _BETWEEN.join(cast(Sequence[str], values)).encode("ascii")  # what is no string says so
    except (TypeError, UnicodeEncodeError):
        return None
    if joined.translate(None, _PLAIN_BYTES):
        return None
    found = joined.split(b"\0")
    lengths = [*map(len, found)]
    if len(found) != len(values) or not all(lengths):
        return None
    if b"=" in joined:  # as in the addresses of pages
        return [encode_piece(one.decode())[: -len(SOFT)] if b"=" in one else _in_lines(one) for one in found]
    has_dot_first = joined.startswith(b".") or b"\0." in joined
    return [*map(_in_lines, found)] if has_dot_first or max(lengths) > _ROOM else found


def values_one_by_one(values: Sequence[object]) -> list[bytes] | None:
    """Encode values, first all for the text, then all for the html, without the soft line breaks that end them.

    None when one is no string, or ends otherwise: with the end of a line, or empty.
    """
    texts = plain_values([value if isinstance(value, str) and value.isascii() else "x" for value in values])
    if texts is None:
        texts, odd = [b""] * len(values), list(range(len(values)))
    else:
        odd = [
            place for place, value in enumerate(values) if not (isinstance(value, str) and value.isascii())
        ]
    htmls = texts.copy()
    for place in odd:
        value = values[place]
        if not isinstance(value, str):
            return None
        text, html = encode_both(value)
        if not (text.endswith(SOFT) and html.endswith(SOFT)):
            return None
        texts[place], htmls[place] = text[: -len(SOFT)], html[: -len(SOFT)]
    return texts + htmls


def encode_both(value: str) -> tuple[bytes, bytes]:
    """Encode a value for the text and for the html, which mostly is the same."""
    if _PLAIN_HTML.fullmatch(value):
        encoded = _in_lines(value.encode("ascii")) + SOFT
        return encoded, encoded
    text = encode_text(value)
    return text, encode_piece(escaped) if (escaped := escape(value)) != value else text


def _in_lines(plain: bytes) -> bytes:
    if len(plain) > _ROOM:
        plain = SOFT.join([plain[start : start + _ROOM] for start in range(0, len(plain), _ROOM)])
    return _without_dots_first(plain)


def _without_dots_first(encoded: bytes) -> bytes:
    """Let each dot at the start of a line stand encoded on a line of its own, so that no line gets too long."""
    while encoded.startswith(b".") or b"\n." in encoded:
        encoded = _DOT_FIRST.sub(b"=2E" + SOFT, encoded)
    return encoded


def encode_piece(text: str) -> bytes:
    """Encode text so that the next piece can follow in column 0; nothing for nothing."""
    encoded = _without_dots_first(b2a_qp(clean_bytes(text)).replace(b"\n", b"\r\n"))
    if not encoded or encoded.endswith(b"\r\n"):
        return encoded
    if len(encoded) - encoded.rfind(b"\n") - 1 > _ROOM:  # no room for the "=" of the soft break
        cut = -3 if encoded[-3:-2] == b"=" else -1
        encoded = encoded[:cut] + SOFT + encoded[cut:]
    return encoded + SOFT


def clean_bytes(text: str) -> bytes:
    """Return UTF-8 with LF line ends, without NUL, lone surrogates replaced."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()
