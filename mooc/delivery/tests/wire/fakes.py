"""A desk with copies on it, a server without a network, and both talking."""

from mooc.delivery.transports.base import Answer, Frame, Outgoing, Verdict
from mooc.delivery.transports.relay import Relay, Tls
from mooc.delivery.transports.wire.dialogue import Dialogue
from mooc.delivery.transports.wire.features import Features
from mooc.delivery.transports.wire.times import Times

RELAY = Relay("127.0.0.1", 25, Tls.OFFERED)
FRAME = Frame("", b"")


def copy(number=1, *, raw=b"", rcpt="", mail_from="", at=0.0):
    """Copy `number`: to reader-<number>, its message naming it."""
    return Outgoing(
        number,
        mail_from or f"bounce-{number}@mooc.localhost",
        rcpt or f"reader-{number}@example.org",
        raw or b"Subject: x\r\nX-Copy: %d\r\n\r\nGood day\r\n" % number,
        "x",
        "weekly",
        f"<{number}@mooc.localhost>",
        1,
        FRAME,
        at,
    )


class FakeDesk:
    """Notes everything that a dialogue does."""

    def __init__(self, copies=()):
        self.copies = list(copies)
        self.answers: list[Answer] = []
        self.lost: list[Answer] = []
        self.handed: list[int] = []
        self.returned: list[int] = []
        self.is_stopped = False

    def take(self):
        return self.copies.pop(0) if self.copies else None

    def hand(self, copy):
        if not self.is_stopped:
            self.handed.append(copy.delivery_id)
        return not self.is_stopped

    def answer(self, answer):
        self.answers.append(answer)

    def put_back(self, copy):
        self.returned.append(copy.delivery_id)

    def lose(self, answer, number):
        self.lost.append(answer)

    def verdicts(self):
        """What became of each copy: a verdict, or "returned"."""
        told = {answer.delivery_id: answer.verdict for answer in [*self.answers, *self.lost]}
        assert len(told) == len(self.answers) + len(self.lost), "a copy was answered twice"
        assert not told.keys() & set(self.returned), "a copy was answered and put back"
        return told | dict.fromkeys(self.returned, "returned")


class FakeServer:
    """An SMTP server that takes bytes and gives replies; `script` maps (command, reader) to a reply.

    It says 354 after a refused RCPT where `is_lax`.
    """

    def __init__(self, script=None, *, is_lax=False):
        self.script = script or {}
        self.is_lax = is_lax
        self.accepted: list[bytes] = []
        self.commands: list[bytes] = []
        self._buffer = b""
        self._reader = ""
        self._is_reading_message = self._is_in_transaction = self._has_recipient = False

    def take(self, data):
        """Take bytes; return the replies to all that is complete, each an item."""
        self._buffer += data
        replies = []
        while (reply := self._step()) is not None:
            replies.append(reply)
        return replies

    def _step(self):
        if self._is_reading_message:
            return self._read_message()
        line, found, rest = self._buffer.partition(b"\r\n")
        if not found:
            return None
        self._buffer = rest
        self.commands.append(line)
        return self._reply(line)

    def _read_message(self):
        whole = b"\r\n" + self._buffer
        message, found, rest = whole.partition(b"\r\n.\r\n")
        if not found:
            return None
        self._buffer = rest
        self._is_reading_message = self._is_in_transaction = False
        if not self._has_recipient:
            assert message == b"", "a message came though its recipient was refused"
            return b"554 5.5.1 no valid recipients\r\n"
        reply = self.script.get(("DOT", self._reader), b"250 2.0.0 queued\r\n")
        if reply.startswith(b"250"):
            self.accepted.append(message.replace(b"\r\n.", b"\r\n")[2:] + b"\r\n")
        return reply

    def _reply(self, line):
        verb = line[:4].decode()
        if verb == "RSET":
            self._is_in_transaction = self._has_recipient = False
            return b"250 2.0.0 reset\r\n"
        if verb == "MAIL":
            assert not self._is_in_transaction, "MAIL within a transaction"
            self._reader = line.split(b"bounce-")[1].split(b"@")[0].decode()
            self._has_recipient = False
            return self._try(verb, b"250 2.1.0 sender fine\r\n")
        if verb == "RCPT":
            if not self._is_in_transaction:
                return b"503 5.5.1 need MAIL\r\n"
            reply = self._try(verb, b"250-2.1.5 recipient\r\n250 2.1.5 fine\r\n")
            self._has_recipient = reply.startswith(b"250")
            return reply
        assert verb == "DATA", line
        if not self._has_recipient and not (self.is_lax and self._is_in_transaction):
            return b"554 5.5.1 no valid recipients\r\n"
        reply = self.script.get((verb, self._reader), b"354 go on\r\n")
        self._is_reading_message = reply.startswith(b"354")
        return reply

    def _try(self, verb, good):
        reply = self.script.get((verb, self._reader), good)
        if verb == "MAIL":
            self._is_in_transaction = reply.startswith(b"250")
        return reply


def dialogue(desk, *, pipelining=True, **more):
    return Dialogue(desk, Features(pipelining=pipelining, **more), RELAY, Times())


def talk(desk, server, *, cuts=lambda data: [data], pipelining=True, stop_after=None):
    """Let them talk until there is no more to say, or until so many bytes of replies came; return the dialogue."""
    talking = dialogue(desk, pipelining=pipelining)
    said, heard = talking.begin(), 0
    while said:
        data = b"".join(server.take(said))
        if stop_after is not None and heard + len(data) > stop_after:
            data = data[: stop_after - heard]
        heard += len(data)
        said = b""
        for piece in cuts(data):
            assert not said, "it wrote before all replies had come"
            said = talking.receive(piece)
        if heard == stop_after:
            break
    return talking


__all__ = ["FRAME", "RELAY", "FakeDesk", "FakeServer", "Verdict", "copy", "dialogue", "talk"]
