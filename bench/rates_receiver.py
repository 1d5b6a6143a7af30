"""An SMTP server on loopback, in a thread, that notes when each message was handed over whole."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_END = b"\r\n.\r\n"
_ANSWERS = {
    b"EHLO": b"250-count.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 2.0.0 bye\r\n",
}


class Receiver(asyncio.Protocol):
    """One connection; `arrivals` gets a moment by the monotonic clock for each message."""

    def __init__(self, arrivals: list[float]) -> None:
        self._arrivals = arrivals
        self._unread = b""
        self._in_message = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 count.example\r\n")

    def data_received(self, data: bytes) -> None:
        """Take commands and messages, as many as have come whole."""
        self._unread += data
        while (end := self._unread.find(_END if self._in_message else b"\r\n")) >= 0:
            command = self._unread[:4].upper()
            self._unread = self._unread[end + len(_END if self._in_message else b"\r\n") :]
            if self._in_message:
                self._arrivals.append(time.monotonic())
                self._transport.write(b"250 2.0.0 counted\r\n")
                self._in_message = False
                continue
            self._in_message = command == b"DATA"
            self._transport.write(_ANSWERS.get(command, b"250 2.0.0 fine\r\n"))


@contextmanager
def receiving(arrivals: list[float]) -> Iterator[int]:
    """Listen; gives the port."""
    loop = asyncio.new_event_loop()
    opening = loop.create_server(lambda: Receiver(arrivals), "127.0.0.1", 0, backlog=200)
    server = loop.run_until_complete(opening)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.close()
