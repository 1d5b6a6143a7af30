"""Replies of an SMTP server, out of bytes that come in any pieces (RFC 5321, 4.2)."""

# A reply may be so long, in all its lines; the RFC asks for no more than 512 octets a line.
MOST_BYTES = 65_536
_TOLD_BYTES = 2_000
_CODES = {str(code).encode(): code for code in range(200, 600)}

# The code of its last line, and the lines without codes.
Reply = tuple[int, bytes]


class Garbled(Exception):
    """What came is no reply."""


class ReplyReader:
    """Collects bytes until they are replies."""

    __slots__ = ("_lines", "_rest", "_size")

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []
        self._size = 0

    @property
    def is_empty(self) -> bool:
        """Nothing came that is not yet a whole reply."""
        return not self._rest and not self._lines

    def feed(self, data: bytes) -> list[Reply]:
        """Take bytes; return the replies that they complete. Raises Garbled."""
        lines = (self._rest + data if self._rest else data).split(b"\n")
        self._rest = lines.pop()
        replies = []
        for line in lines:
            code = _CODES.get(line[:3])
            if code is None:
                raise Garbled(f"it said {_shown(line)}, which is no SMTP reply")
            mark = line[3:4]
            if mark == b"-":
                self._keep(line)
            elif self._lines:
                replies.append((code, b"\n".join([*self._lines, line[4:]])))
                self._lines, self._size = [], 0
            elif mark in b" \r":
                replies.append((code, line[4:]))
            else:
                raise Garbled(f"it said {_shown(line)}, which is no SMTP reply")
        if len(self._rest) + self._size > MOST_BYTES:
            raise Garbled("its reply never ends")
        return replies

    def clear(self) -> None:
        """Forget what came and is not yet a reply."""
        self._rest, self._lines, self._size = b"", [], 0

    def _keep(self, line: bytes) -> None:
        self._size += len(line)
        if self._size > MOST_BYTES:
            raise Garbled("its reply never ends")
        self._lines.append(line[4:])


def told(reply: Reply) -> str:
    """Return a reply as one line of text."""
    return f"{reply[0]} {' '.join(reply[1][:_TOLD_BYTES].decode('utf-8', 'replace').split())}".rstrip()


def _shown(line: bytes) -> str:
    return repr(line[:60].decode("utf-8", "replace"))
