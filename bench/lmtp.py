"""Handing mail to an LMTP server as Postfix does: over some connections, commands in one go (RFC 2920)."""

import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

# A note of some lines, as people write them.
_WORDS = (
    "I tried the second exercise of this week with numbers of my own, and it stops where I thought it goes on.\r\n"
    "The loop runs once too often, I think, but when I take one away it runs once too few. Has anybody an idea?\r\n"
)


@dataclass(frozen=True, slots=True)
class Note:
    """A post: who writes to whom, and the bytes."""

    mail_from: str
    rcpt_to: str
    raw: bytes


def note(number: int, *, mail_from: str, rcpt_to: str, authserv_id: str = "") -> Note:
    """Write a post of a kilobyte; `authserv_id`: the mail server in front has found its sender genuine."""
    seen = (
        f"Authentication-Results: {authserv_id};\r\n dmarc=pass header.from=example.org\r\n"
        if authserv_id
        else ""
    )
    text = (
        f"{seen}Received: from mail.example.org by mx.example.net; Mon, 23 Nov 2026 12:00:00 +0000\r\n"
        f"From: A Member <{mail_from}>\r\nTo: <{rcpt_to}>\r\nSubject: Loops, question {number}\r\n"
        f"Date: Mon, 23 Nov 2026 12:00:00 +0000\r\nMessage-ID: <{number}.{time.time_ns()}@example.org>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"Hello all,\r\n\r\n{_WORDS * 3}\r\nYours, member {number}\r\n"
    )
    return Note(mail_from, rcpt_to, text.encode())


def hand_over(port: int, notes: Sequence[Note], *, connections: int) -> int:
    """Hand them all over; return how many got their 250 to the data."""
    waiting = iter(notes)
    with ThreadPoolExecutor(connections) as callers:
        return sum(callers.map(lambda _: _call(port, waiting), range(connections)))


def _call(port: int, waiting: Iterator[Note]) -> int:
    """Take notes until there are no more, over one connection."""
    taken = 0
    with socket.create_connection(("127.0.0.1", port), 60) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answers = _answers(link)
        next(answers)
        link.sendall(b"LHLO bench.example.org\r\n")
        next(answers)
        for one in waiting:
            taken += _hand(link, answers, one)
        link.sendall(b"QUIT\r\n")
    return taken


def _hand(link: socket.socket, answers: Iterator[str], one: Note) -> bool:
    link.sendall(f"MAIL FROM:<{one.mail_from}>\r\nRCPT TO:<{one.rcpt_to}>\r\nDATA\r\n".encode())
    said = [next(answers) for _ in range(3)]
    if [answer[:3] for answer in said] != ["250", "250", "354"]:
        raise SystemExit(f"the mail door does not take it: {said}")
    link.sendall(one.raw + b".\r\n")
    return next(answers).startswith("250")


def _answers(link: socket.socket) -> Iterator[str]:
    """Give each answer, of however many lines."""
    unread = b""
    while True:
        while (end := unread.find(b"\r\n")) >= 0:
            line, unread = unread[:end].decode(), unread[end + 2 :]
            if line[3:4] != "-":
                yield line
        more = link.recv(65_536)
        if not more:
            raise SystemExit("the mail door hung up")
        unread += more
