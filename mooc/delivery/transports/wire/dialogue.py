"""Copy after copy over one connection: bytes in, bytes out, no socket and no clock.

    we      MAIL RCPT DATA                 message dot MAIL RCPT DATA                  message dot
    server                 250 250 354                               250 250 250 354              250

With PIPELINING (RFC 2920) a copy costs one round trip: its envelope leaves with the message before it. Without,
commands go one at a time. We write only when every command has its answer; so what nobody asked for is known as such.
"""

from collections import deque

from ..base import Answer, Outgoing, Verdict
from ..relay import Relay
from .blame import Stage, verdict
from .desk import Desk
from .envelope import DATA, DOT, LINE_END, RSET, commands, objection, with_dot
from .features import Features
from .replies import Garbled, Reply, ReplyReader, told
from .times import Times

_CLOSES = 421
_GOOD_ENVELOPE = [250, 250, 354]


class Dialogue:
    """One connection, the `number`th, after its opening. `ended` says why it must be closed, when it must."""

    __slots__ = (
        "_answered", "_commands", "_copy", "_desk", "_expected", "_features", "_handed", "_has_rested", "_is_void",
        "_is_withdrawn", "_needs_rset", "_number", "_patience", "_reader", "_relay", "_tail", "_usual", "ended",
    )  # fmt: skip

    def __init__(self, desk: Desk, features: Features, relay: Relay, times: Times, number: int = 0) -> None:
        self._desk, self._features, self._relay, self._number = desk, features, relay, number
        self._reader = ReplyReader()
        self._expected: deque[Stage] = deque()
        # Commands that wait for the answer to the one before; only without PIPELINING.
        self._commands: deque[tuple[Stage, bytes]] = deque()
        # The copy whose envelope is on its way, and the one whose dot is not answered yet.
        self._copy: Outgoing | None = None
        self._handed: Outgoing | None = None
        # The envelope under way was refused: what the server says of the rest of it does not matter.
        self._is_void = False
        self._needs_rset = False
        self._has_rested = False
        self._is_withdrawn = False
        # So many bytes were written behind the last dot.
        self._tail = 0
        self._patience = {
            Stage.RSET: times.command,
            Stage.MAIL: times.command,
            Stage.RCPT: times.command,
            Stage.DATA: times.data,
            Stage.DOT: times.final_dot,
            Stage.EMPTY_DOT: times.final_dot,
        }
        # How the server says yes to an envelope, if it says so in the same words each time: no need to read them again.
        self._usual = b""
        # Copies that had their answer over this connection.
        self._answered = 0
        self.ended = ""

    @property
    def is_idle(self) -> bool:
        """Nothing is under way."""
        return not self._expected

    @property
    def patience(self) -> float:
        """Return how many seconds the next reply may take; 0 when none is awaited."""
        return self._patience[self._expected[0]] if self._expected else 0.0

    def begin(self) -> bytes:
        """Take the next copy; return what to write, nothing when there is none."""
        said = b"" if self.ended else self._next_envelope()
        self._has_rested = self._has_rested or not said
        return said

    def receive(self, data: bytes, unsent: int = 0) -> bytes:
        """Take bytes; return what to write. `unsent`: so much of what was to be written has not left yet."""
        is_round = (
            self._copy is not None and self._handed is not None and not unsent and self._reader.is_empty
        )
        if is_round and self._usual and data.startswith(b"250 "):
            end = data.find(b"\n") + 1
            if data[end:] == self._usual:
                return self._take_usual(data[:end])
        try:
            replies = self._reader.feed(data)
        except Garbled as error:
            self.lost(str(error), unsent)
            return b""
        if unsent:
            return self._receive_early(replies, unsent)
        if is_round:
            self._learn(data, replies)
        return self._receive_all(replies)

    def lost(self, reason: str, unsent: int = 0) -> None:
        """Settle what was under way: the connection has ended, and `unsent` bytes never left."""
        self.ended = self.ended or reason
        copy, handed, self._copy, self._handed = self._copy, self._handed, None, None
        if handed is not None:
            if unsent > self._tail:
                self._lose(handed, Verdict.DEFERRED, f"{self._relay}: {reason}")
            else:
                text = f"{self._relay}: no answer after the last dot ({reason}); it may have arrived"
                self._lose(handed, Verdict.UNCERTAIN, text)
        if copy is not None:
            if handed is not None or self._is_worn_out():
                self._desk.put_back(copy)
            else:
                self._lose(copy, Verdict.DEFERRED, f"{self._relay}: {reason}")
        self._expected.clear()

    def withdraw(self) -> Outgoing | None:
        """Give back the copy that is not handed over yet; the connection ends as soon as the one before is answered."""
        copy, self._copy = self._copy, None
        if copy is not None:
            self._is_withdrawn = True
            if self._handed is None:
                self.ended = "withdrawn"
        return copy

    def _is_worn_out(self) -> bool:
        """Say whether it ended as relays do that count messages, or grow tired of waiting: before a copy was named."""
        return (self._answered > 0 or self._has_rested) and any(
            stage <= Stage.MAIL for stage in self._expected
        )

    def _lose(self, copy: Outgoing, which: Verdict, text: str) -> None:
        self._desk.lose(Answer(copy.delivery_id, which, text), self._number)

    def _receive_early(self, replies: list[Reply], unsent: int) -> bytes:
        """Take replies that came before all was written: a refusal of the message may, and that is the end of it."""
        for reply in replies:
            if self.ended:
                break
            if (
                self._expected
                and self._expected[0] is Stage.DOT
                and (unsent <= self._tail or reply[0] >= 400)
            ):
                self._take_reply(reply)
            self.lost(told(reply), unsent)
        return b""

    def _take_usual(self, line: bytes) -> bytes:
        """All went well, in the very words of the last time: the message is accepted, the next one may come."""
        handed, self._handed = self._handed, None
        assert handed is not None
        self._expected.clear()
        self._answered += 1
        text = " ".join(line.decode("utf-8", "replace").split())
        self._desk.answer(Answer(handed.delivery_id, Verdict.ACCEPTED, text))
        return self._message()

    def _learn(self, data: bytes, replies: list[Reply]) -> None:
        """Keep how the server says yes to an envelope, behind a message's answer of one line."""
        is_good = [code for code, _ in replies[1:]] == _GOOD_ENVELOPE and data.startswith(b"250 ")
        if is_good and self._reader.is_empty:
            self._usual = data[data.find(b"\n") + 1 :]

    def _receive_all(self, replies: list[Reply]) -> bytes:
        said = b""
        for reply in replies:
            if said or not self._expected:
                self._take_unasked(reply)
            elif not self.ended:
                said = self._take_reply(reply)
        if not self.ended and (said or not self._expected) and not self._reader.is_empty:
            self.lost("it spoke before it was asked", len(said))
        return b"" if self.ended else said

    def _take_unasked(self, reply: Reply) -> None:
        if not self.ended:
            reason = told(reply) if reply[0] == _CLOSES else f"it spoke before it was asked: {told(reply)}"
            self.lost(reason, self._tail + 1)

    def _take_reply(self, reply: Reply) -> bytes:
        stage = self._expected.popleft()
        if stage is Stage.DOT:
            return self._take_verdict(reply)
        if reply[0] == _CLOSES:
            return self._take_closing(stage, reply)
        if stage is Stage.DATA:
            return self._take_go_ahead(reply)
        if stage is Stage.EMPTY_DOT:
            self._is_void = False
            return self._next_envelope()
        if reply[0] // 100 != 2 and not self._is_void:
            if stage is Stage.RSET:
                self._expected.appendleft(stage)
                self.lost(told(reply))
                return b""
            self._refuse(stage, reply)
        return self._next_command()

    def _take_verdict(self, reply: Reply) -> bytes:
        """The message is answered."""
        copy, self._handed = self._handed, None
        assert copy is not None
        self._answered += 1
        self._desk.answer(Answer(copy.delivery_id, verdict(Stage.DOT, reply), told(reply)))
        if reply[0] == _CLOSES or self._is_withdrawn:
            self.lost(told(reply))
            return b""
        return b"" if self._expected else self._next_envelope()

    def _take_go_ahead(self, reply: Reply) -> bytes:
        """DATA is answered: send the message, or a lone dot where its envelope was refused."""
        if reply[0] // 100 == 3:
            if self._is_void:
                self._needs_rset = False
                self._expected.append(Stage.EMPTY_DOT)
                return DOT
            return self._message()
        if not self._is_void:
            self._refuse(Stage.DATA, reply)
        self._is_void = False
        return self._next_envelope()

    def _message(self) -> bytes:
        """Return the message and its dot, and with them the next envelope, when there is one."""
        copy = self._copy
        if copy is None or not self._desk.hand(copy):
            self._copy = None
            if copy is not None:
                self._desk.put_back(copy)
            self.ended = "withdrawn"
            return b""
        self._copy, self._handed = None, copy
        self._expected.append(Stage.DOT)
        following = self._next_envelope() if self._features.pipelining else b""
        self._tail = len(following)
        if copy.is_dotless and copy.raw.endswith(LINE_END):
            return b"".join((copy.raw, DOT, following))
        return with_dot(copy.raw, following)

    def _take_closing(self, stage: Stage, reply: Reply) -> bytes:
        """421: the server ends the connection, whatever we asked."""
        copy = self._copy
        if copy is None or (stage <= Stage.MAIL and (self._answered or self._has_rested)):
            self._expected.appendleft(stage)
        else:
            self._copy = None
            self._lose(copy, Verdict.DEFERRED, told(reply))
        self.lost(told(reply))
        return b""

    def _refuse(self, stage: Stage, reply: Reply) -> None:
        """The envelope is refused, and the copy has its answer."""
        copy, self._copy = self._copy, None
        self._is_void = bool(self._expected)
        self._needs_rset = stage is not Stage.MAIL
        self._commands.clear()
        if copy is not None:
            self._answered += 1
            self._desk.answer(Answer(copy.delivery_id, verdict(stage, reply), told(reply)))

    def _next_command(self) -> bytes:
        if self._commands:
            stage, command = self._commands.popleft()
            self._expected.append(stage)
            return command
        return b"" if self._expected else self._next_envelope()

    def _next_envelope(self) -> bytes:
        copy = self._next_copy()
        if copy is None:
            return b""
        self._copy = copy
        mail, rcpt = commands(copy, self._features)
        if self._features.pipelining:
            return self._group(mail + rcpt + DATA)
        self._commands.extend(((Stage.MAIL, mail), (Stage.RCPT, rcpt), (Stage.DATA, DATA)))
        if self._needs_rset:
            self._needs_rset = False
            self._commands.appendleft((Stage.RSET, RSET))
        return self._next_command()

    def _group(self, commands: bytes) -> bytes:
        if self._needs_rset:
            self._needs_rset = False
            self._expected.append(Stage.RSET)
            commands = RSET + commands
        self._expected.extend((Stage.MAIL, Stage.RCPT, Stage.DATA))
        return commands

    def _next_copy(self) -> Outgoing | None:
        while (copy := self._desk.take()) is not None:
            refusal = objection(copy, self._features, self._relay.host)
            if refusal is None:
                return copy
            self._desk.answer(refusal)
        return None
