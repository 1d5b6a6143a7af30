"""Quoted-printable (RFC 2045, 6.7) for pieces of a part that are encoded apart and joined later.

Every piece starts in column 0: what stands before a slot ends with a soft line break, and so does every value. So lines
stay within 76 characters whatever the values are, and a line break in a value is only a line break.
"""

import re
from binascii import b2a_qp
from html import escape

SOFT = b"=\r\n"
_PLAIN = re.compile(r"[ -<>-~]{1,75}")
_PLAIN_HTML = re.compile(r"[ !#-%(-;?-~]{1,75}")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def encode_text(value: str) -> bytes:
    """Encode a value for the text part."""
    if _PLAIN.fullmatch(value):
        return value.encode("ascii") + SOFT
    return encode_piece(value)


def encode_html(value: str) -> bytes:
    """Escape and encode a value for the html part; safe between tags and inside quoted attributes."""
    if _PLAIN_HTML.fullmatch(value):
        return value.encode("ascii") + SOFT
    return encode_piece(escape(value))


def encode_piece(text: str) -> bytes:
    """Encode text so that the next piece can follow in column 0; nothing for nothing."""
    encoded = b2a_qp(clean_bytes(text)).replace(b"\n", b"\r\n")
    if not encoded or encoded.endswith(b"\r\n"):
        return encoded
    if len(encoded) - encoded.rfind(b"\n") - 1 > 75:  # no room for the "=" of the soft break
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
