"""A server on loopback that says exactly what a test tells it to, wrong things above all."""

import socket
import ssl
import threading
from contextlib import contextmanager

HELLO = "250-mx.example\r\n250-PIPELINING\r\n250-SIZE 100000\r\n250 8BITMIME"


class Peer:
    """The server's end of one connection."""

    def __init__(self, connection, number):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection = connection
        self.number = number
        self.heard = []
        self._buffer = b""

    def say(self, *lines):
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def line(self):
        """Wait for a line; raises EOFError when there is none to come."""
        while b"\n" not in self._buffer:
            self._more()
        line, _, self._buffer = self._buffer.partition(b"\r\n")
        self.heard.append(line.decode())
        return self.heard[-1]

    def until(self, verb):
        """Wait for a line that begins so."""
        while not self.line().upper().startswith(verb):
            pass

    def message(self):
        """Wait for a message and its dot."""
        lines = []
        while (line := self.line()) != ".":
            lines.append(line)
        return lines

    def greet(self, hello=HELLO):
        """Say hello and hear EHLO."""
        self.say("220 mx.example")
        self.until("EHLO")
        self.say(hello)

    def envelope(self):
        """Hear MAIL, RCPT and DATA, and find them fine."""
        self.until("DATA")
        self.say("250 fine", "250 fine", "354 go on")

    def serve(self, most=10**6):
        """Take so many messages."""
        for _ in range(most):
            self.until("DATA")
            self.say("250 fine", "250 fine", "354 go on")
            self.message()
            self.say("250 2.0.0 taken")

    def encrypt(self, context):
        self._buffer = b""
        self.connection = context.wrap_socket(self.connection, server_side=True)

    def close(self):
        """End the connection now."""
        self.connection.close()
        raise EOFError

    def _more(self):
        data = self.connection.recv(65536)
        if not data:
            raise EOFError
        self._buffer += data


class Scripted:
    """`play(peer)` is called for each connection, in a thread of its own."""

    def __init__(self, play):
        self.play = play
        self.peers = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def heard(self):
        """All lines of all connections."""
        return [line for peer in self.peers for line in peer.heard]

    def close(self):
        self._listening.close()
        for peer in self.peers:
            peer.connection.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            peer = Peer(connection, len(self.peers) + 1)
            self.peers.append(peer)
            threading.Thread(target=self._converse, args=(peer,), daemon=True).start()

    def _converse(self, peer):
        try:
            self.play(peer)
        except (OSError, EOFError, ssl.SSLError):
            pass
        finally:
            peer.connection.close()


@contextmanager
def scripted(play):
    """Serve on a free port."""
    server = Scripted(play)
    try:
        yield server
    finally:
        server.close()
