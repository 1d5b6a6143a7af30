"""Long files in a mail, lifted out before it is parsed: the parser looks at each of their 200,000 lines, to no end.

raw -> lift -> a short mail with marks -> parse -> put back, where a part is wanted
"""

import re
from email.message import Message

_BULK = re.compile(rb"\n((?:[A-Za-z0-9+/]{60,998}+\r?\n){400,}+)")
_FROM = 30_000
_MARK = "=lifted-out-%d="
_MARKED = re.compile(r"=lifted-out-(\d{1,6})=\r?\n?")


def lift(raw: bytes) -> tuple[bytes, list[bytes]]:
    """Return a mail with a mark in place of each long run of base64 lines, and those runs."""
    if len(raw) < _FROM or b"=lifted-out-" in raw:
        return raw, []
    bulks: list[bytes] = []

    def mark(match: re.Match[bytes]) -> bytes:
        bulks.append(match[1])
        return b"\n" + (_MARK % (len(bulks) - 1)).encode() + b"\n"

    return _BULK.sub(mark, raw), bulks


def put_back(message: Message, bulks: list[bytes]) -> None:
    """Give the parts of a message back what was lifted out of them."""
    if not bulks:
        return
    for part in message.walk():
        payload = None if part.is_multipart() else part.get_payload()
        if isinstance(payload, str) and "=lifted-out-" in payload:
            part.set_payload(_MARKED.sub(lambda match: _bulk(match, bulks), payload))


def _bulk(match: re.Match[str], bulks: list[bytes]) -> str:
    number = int(match[1])
    return bulks[number].decode("ascii") if number < len(bulks) else match[0]
