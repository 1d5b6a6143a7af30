"""A mail service on loopback, as far as one copy sees of it: takes requests, answers as told, forgets nothing."""

import contextlib
import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class Request:
    path: str
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def form(self):
        return {name: values[-1] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class FakeService:
    """`answers` are given in their order, then `usual`: (status, body, headers), or a word for what goes wrong."""

    usual: tuple
    answers: deque = field(default_factory=deque)
    requests: list = field(default_factory=list)
    # What a GET of a path gives: bytes, or what becomes JSON.
    gives: dict = field(default_factory=dict)
    # How a GET of a path is answered badly: "silent", "drop by drop", "without end".
    slow: dict = field(default_factory=dict)
    connections: int = 0
    patience: threading.Event = field(default_factory=threading.Event)
    url: str = ""


@contextlib.contextmanager
def fake_service(usual):
    """Open one; `usual` is a body (a dict) that is answered with 200."""
    service = FakeService((200, usual, {}))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self):
            super().setup()
            service.connections += 1

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            service.requests.append(Request(self.path, dict(self.headers), body))
            answer = service.answers.popleft() if service.answers else service.usual
            if answer == "hang up":
                self.close_connection = True
                return
            if answer == "wait":
                service.patience.wait(10)
                self.close_connection = True
                return
            self.give(*answer)

        def do_GET(self):
            if self.path in service.slow:
                self.close_connection = True
                _drag(self.wfile, service.patience, service.slow[self.path])
                return
            self.give(200, service.gives[self.path], {})

        def give(self, status, content, headers):
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.patience.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _drag(wire, patience, manner):
    """Begin an answer of which nothing comes, or little at a time, or no end."""
    is_endless = manner == "without end"
    wire.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100000000\r\n\r\n")
    with contextlib.suppress(OSError):
        while not patience.wait(0 if is_endless else 0.1):
            if manner != "silent":
                wire.write(b"x" * 10_000 if is_endless else b"x")
